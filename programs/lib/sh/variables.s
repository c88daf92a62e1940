# variables.s: variables, positional parameters, the environment
#
# A list of records (layout.s). The text of a variable, "NAME=value" on the heap, is what a program finds in its
# environment, so an environment is made of pointers only.

    .bss
    .balign 4
variables:    .zero 4
parameters:   .zero 4               # $1, $2 ... : pointers, ended by 0
parameter_count: .zero 4
parameter_block: .zero 4            # the heap block that holds them when `set` made them, or 0
script_name:  .zero 4               # $0
last_status:  .zero 4               # $?
shell_pid:    .zero 4               # $$
last_background: .zero 4            # $!, 0 before the first
set_options:  .zero 4               # SET_...
number_text:  .zero 16              # the decimal digits of a special parameter

.equ SET_ERREXIT, 1                     # -e
.equ SET_XTRACE,  2                     # -x
.equ SET_NOGLOB,  4                     # -f
.equ SET_NOUNSET, 8                     # -u

    .text

# variables_import(a0 = environment) - take over the variables that the shell was started with
variables_import:
    enter   2
    mv      s0, a0
1:  lw      s1, 0(s0)
    beqz    s1, 2f
    addi    s0, s0, 4
    mv      a0, s1
    li      a1, '='
    call    strchr
    beqz    a0, 1b
    addi    a1, a0, 1
    sub     a2, a0, s1
    mv      a0, s1
    li      a3, VAR_EXPORTED
    call    variable_assign
    j       1b
2:  leave

# variable_find(a0 = name, a1 = length) -> a0 = record, or 0
# The record of a variable.
variable_find:
    enter   3
    mv      s0, a0
    mv      s1, a1
    lw      s2, variables
1:  beqz    s2, 2f
    lw      t0, VAR_LENGTH(s2)
    bne     t0, s1, 3f
    mv      a0, s0
    lw      a1, VAR_TEXT(s2)
    mv      a2, s1
    call    memcmp
    beqz    a0, 2f
3:  lw      s2, VAR_NEXT(s2)
    j       1b
2:  mv      a0, s2
    leave

# variable_named(a0 = name, zero-terminated) -> a0 = record, or 0
variable_named:
    enter   1
    mv      s0, a0
    call    strlen
    mv      a1, a0
    mv      a0, s0
    unwind
    tail    variable_find

# variable_get(a0 = name) -> a0 = value, or 0 if it is not set
# The value of a variable.
variable_get:
    enter
    call    variable_named
    beqz    a0, 1f
    lw      t0, VAR_FLAGS(a0)
    andi    t0, t0, VAR_UNSET
    mv      t1, a0
    li      a0, 0
    bnez    t0, 1f
    lw      a0, VAR_TEXT(t1)
    lw      t0, VAR_LENGTH(t1)
    add     a0, a0, t0
    addi    a0, a0, 1
1:  leave

# variable_set(a0 = name, a1 = value) -> a0 = 0, or 1 if it is read-only, which a message says
# Give a variable a value.
variable_set:
    enter   2
    mv      s0, a0
    mv      s1, a1
    call    strlen
    mv      a2, a0
    mv      a0, s0
    mv      a1, s1
    li      a3, 0
    call    variable_assign
    beqz    a0, 1f
    warn    "", s0, ": is read only", zero
    li      a0, 1
1:  leave

# variable_assign(a0 = name, a1 = value, a2 = length of name, a3 = flags to add) -> a0 = 0, or 1 if it is read-only
# Make or change a variable; value 0 leaves it as it is.
#
# s0 = name, s1 = value, s2 = length of name, s3 = flags, s4 = record, s5 = new text
variable_assign:
    enter   6
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    mv      s3, a3
    mv      a1, a2
    call    variable_find
    mv      s4, a0
    bnez    a0, 1f
    li      a0, VAR_BYTES
    call    malloc
    mv      s4, a0
    sw      s2, VAR_LENGTH(a0)
    sw      zero, VAR_TEXT(a0)
    li      t0, VAR_UNSET
    sw      t0, VAR_FLAGS(a0)
    la      t0, variables
    lw      t1, 0(t0)
    sw      t1, VAR_NEXT(a0)
    sw      a0, 0(t0)
    la_string t0, ""
    bnez    s1, 2f
    mv      s1, t0                  # flags without a value: still the name must be kept
    ori     s3, s3, VAR_UNSET
    j       2f
1:  lw      t0, VAR_FLAGS(s4)
    beqz    s1, 3f
    andi    t1, t0, VAR_READONLY
    bnez    t1, 4f
2:  mv      a0, s1
    call    strlen
    add     a0, a0, s2
    addi    a0, a0, 2
    call    malloc
    mv      s5, a0
    mv      a1, s0
    mv      a2, s2
    call    memcpy
    add     a0, s5, s2
    li      t0, '='
    sb      t0, 0(a0)
    addi    a0, a0, 1
    mv      a1, s1
    call    strcpy
    lw      a0, VAR_TEXT(s4)        # freed last: the value may be within it
    sw      s5, VAR_TEXT(s4)
    call    free
    lw      t0, VAR_FLAGS(s4)
    andi    t0, t0, ~VAR_UNSET
3:  or      t0, t0, s3
    sw      t0, VAR_FLAGS(s4)
    li      a0, 0
    leave
4:  li      a0, 1
    leave

# variable_unset(a0 = name) -> a0 = 0, or 1 if it is read-only, which a message says
# Forget a variable.
variable_unset:
    enter   1
    mv      s0, a0
    call    variable_named
    beqz    a0, 2f
    lw      t0, VAR_FLAGS(a0)
    andi    t0, t0, VAR_READONLY
    bnez    t0, 1f
    mv      a0, s0
    call    variable_forget
    li      a0, 0
    leave
1:  warn    "unset: ", s0, ": is read only", zero
    li      a0, 1
2:  leave

# variable_forget(a0 = name) - forget a variable, even a read-only one
variable_forget:
    enter   1
    call    variable_named
    mv      s0, a0
    beqz    a0, 3f
    la      t0, variables           # find the link to it
1:  lw      t1, 0(t0)
    beq     t1, s0, 2f
    addi    t0, t1, VAR_NEXT
    j       1b
2:  lw      t1, VAR_NEXT(s0)
    sw      t1, 0(t0)
    lw      a0, VAR_TEXT(s0)
    call    free
    mv      a0, s0
    call    free
3:  leave

# environment() -> a0 = pointers, ended by 0, in the arena
# The exported variables, for execve.
environment:
    enter   2
    lw      t0, variables
    li      a0, 4
1:  beqz    t0, 2f
    addi    a0, a0, 4
    lw      t0, VAR_NEXT(t0)
    j       1b
2:  call    arena_alloc
    mv      t2, a0
    lw      t0, variables
3:  beqz    t0, 5f
    lw      t1, VAR_FLAGS(t0)
    andi    t1, t1, VAR_EXPORTED | VAR_UNSET
    li      t3, VAR_EXPORTED
    bne     t1, t3, 4f
    lw      t1, VAR_TEXT(t0)
    sw      t1, 0(t2)
    addi    t2, t2, 4
4:  lw      t0, VAR_NEXT(t0)
    j       3b
5:  leave

# parameter_get(a0 = name) -> a0 = value, or 0 if it is not set
# The value of any parameter but @ and *.
parameter_get:
    enter   1
    mv      s0, a0
    lbu     a0, 0(a0)
    call    is_name_start
    bnez    a0, 8f
    lbu     t0, 0(s0)
    lw      a0, last_status
    li      t1, '?'
    beq     t0, t1, 6f
    lw      a0, shell_pid
    li      t1, '$'
    beq     t0, t1, 6f
    lw      a0, parameter_count
    li      t1, '#'
    beq     t0, t1, 6f
    lw      a0, last_background
    li      t1, '!'
    bne     t0, t1, 1f
    bnez    a0, 6f
    leave
1:  li      t1, '-'
    beq     t0, t1, 7f
    mv      a0, s0                  # a number
    call    number_of
    bnez    a0, 2f
    lw      a0, script_name
    leave
2:  lw      t0, parameter_count
    bgtu    a0, t0, 3f
    addi    a0, a0, -1
    slli    a0, a0, 2
    lw      t0, parameters
    add     a0, a0, t0
    lw      a0, 0(a0)
    leave
3:  li      a0, 0
    leave
6:  call    decimal
    leave
7:  lw      t0, set_options         # $-: the letters of the options
    la      a0, number_text
    mv      t1, a0
    la_string t2, "exfu"
9:  lbu     t3, 0(t2)
    beqz    t3, 11f
    andi    t4, t0, 1
    beqz    t4, 10f
    sb      t3, 0(t1)
    addi    t1, t1, 1
10: srli    t0, t0, 1
    addi    t2, t2, 1
    j       9b
11: lw      t0, interactive
    beqz    t0, 12f
    li      t3, 'i'
    sb      t3, 0(t1)
    addi    t1, t1, 1
12: sb      zero, (t1)
    leave
8:  mv      a0, s0
    unwind
    tail    variable_get

# decimal(a0 = number) -> a0 = text, valid until the next call
# Its digits.
decimal:
    enter   1
    srai    s0, a0, 31              # -1 if negative
    xor     a0, a0, s0
    sub     a0, a0, s0
    li      a1, 0
    la      a2, number_text + 15
    call    format_udec64
    beqz    s0, 1f
    li      t0, '-'
    addi    a0, a0, -1
    sb      t0, 0(a0)
1:  leave

# parameters_set(a0 = list) - new positional parameters, copied from pointers that end with 0
#
# One block on the heap holds the pointers and then the texts.
parameters_set:
    enter   4
    mv      s0, a0
    li      s1, 4                   # size of the pointers
    li      s2, 0                   # size of the texts
1:  lw      a0, 0(a0)
    beqz    a0, 2f
    call    strlen
    addi    a0, a0, 1
    add     s2, s2, a0
    addi    s1, s1, 4
    add     a0, s0, s1
    addi    a0, a0, -4
    j       1b
2:  add     a0, s1, s2
    call    malloc
    mv      s3, a0
    add     t3, a0, s1              # the texts follow the pointers
    mv      s2, a0
3:  lw      a1, 0(s0)
    addi    s0, s0, 4
    sw      zero, 0(s2)
    beqz    a1, 4f
    sw      t3, 0(s2)
    addi    s2, s2, 4
    mv      a0, t3
    call    strcpy                  # leaves t3 alone; a0 = the terminator
    addi    t3, a0, 1
    j       3b
4:  srli    s1, s1, 2
    addi    s1, s1, -1
    sw      s1, parameter_count, t0
    sw      s3, parameters, t0
    la      t0, parameter_block
    lw      a0, 0(t0)
    sw      s3, 0(t0)
    unwind
    tail    free
