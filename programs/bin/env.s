# env: run a program in a changed environment, or print the environment
#
# -i (or a lone `-`) starts with an empty environment, -u NAME takes a variable out, NAME=VALUE sets one. The exit
# status is the program's; 127 when it is not found, 126 when it cannot be executed, 125 when env itself fails.

.include "start.s"
.include "options.s"
.include "process.s"

usage "env [-i] [-u NAME]... [NAME=VALUE]... [PROGRAM [ARGUMENT...]]", 125

    .text
main:
    enter   3
    mv      s0, a0
    mv      s1, a1
    slli    a0, a0, 2               # a copy of the environment with room for every argument
    mv      s2, a2
1:  lw      t0, 0(a2)
    addi    a2, a2, 4
    addi    a0, a0, 4
    bnez    t0, 1b
    call    alloc
    la      t0, environ
    sw      a0, 0(t0)
2:  lw      t1, 0(s2)
    sw      t1, 0(a0)
    addi    s2, s2, 4
    addi    a0, a0, 4
    bnez    t1, 2b
    mv      a0, s0
    mv      a1, s1
    call    options_start
.Lnext_option:
    options "+iu:"
    on_option 'i', .Lclear
    on_option 'u', .Lunset
    lw      s0, operands
    lw      a0, 0(s0)
    beqz    a0, .Lprint
    la_string a1, "-"
    call    strcmp
    bnez    a0, .Lnext_variable
    call    clear_environment
    addi    s0, s0, 4
.Lnext_variable:
    lw      a0, 0(s0)
    beqz    a0, .Lprint
    li      a1, '='
    call    strchr
    beqz    a0, .Lrun
    mv      a1, a0
    lw      a0, 0(s0)
    call    set_variable
    addi    s0, s0, 4
    j       .Lnext_variable

.Lrun:
    mv      a0, s0
    lw      a1, environ
    call    exec_search
    mv      s1, a0
    lw      s0, 0(s0)
    warn    "'", s0, "'", s1
    mv      a0, s1
    call    exec_status
    leave

.Lprint:
    lw      s0, environ
1:  lw      a0, 0(s0)
    beqz    a0, 2f
    call    print_line
    addi    s0, s0, 4
    j       1b
2:  li      a0, 0
    leave

.Lclear:
    call    clear_environment
    j       .Lnext_option
.Lunset:
    mv      s0, a1
    mv      a0, a1
    li      a1, '='
    call    strchr
    bnez    a0, .Lbad_name
    lbu     t0, 0(s0)
    beqz    t0, .Lbad_name
    mv      a0, s0
    call    strlen
    mv      a1, a0
    mv      a0, s0
    call    find_variable
    lw      t0, 0(a0)
    beqz    t0, .Lnext_option
1:  lw      t0, 4(a0)               # close the gap
    sw      t0, 0(a0)
    addi    a0, a0, 4
    bnez    t0, 1b
    j       .Lnext_option
.Lbad_name:
    die     "cannot unset '", s0, "': Invalid argument", zero

# clear_environment() - take every variable out
clear_environment:
    lw      t0, environ
    sw      zero, 0(t0)
    ret

# set_variable(a0 = "NAME=VALUE", a1 = address of its `=`) - replace or add a variable
set_variable:
    enter   1
    mv      s0, a0
    sub     a1, a1, a0
    call    find_variable
    lw      t0, 0(a0)
    sw      s0, 0(a0)
    bnez    t0, 1f
    sw      zero, 4(a0)
1:  leave

# find_variable(a0 = name, a1 = its length) -> a0 = its place in the environment, or the place of the 0 at the end
find_variable:
    enter   3
    mv      s0, a0
    mv      s1, a1
    lw      s2, environ
1:  lw      a0, 0(s2)
    beqz    a0, 2f
    mv      a1, s0
    mv      a2, s1
    call    strncmp
    bnez    a0, 3f
    lw      t0, 0(s2)
    add     t0, t0, s1
    lbu     t0, 0(t0)
    li      t1, '='
    beq     t0, t1, 2f
3:  addi    s2, s2, 4
    j       1b
2:  mv      a0, s2
    leave
