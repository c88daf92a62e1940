# pgrep: find processes by their names
#
# Prints the ids of the processes whose name contains NAME; -x: is NAME; -f: whose command line contains it. -l shows the
# name as well, -P PARENT takes only children of this process (NAME may then be left out), -n only the newest one. The
# exit status is 1 when there is none. pgrep never finds itself.

.include "start.s"
.include "options.s"
.include "search.s"

usage "pgrep [-flnx] [-P PARENT] [NAME]", 2

    .text
main:
    enter
    call    options_start
.Lnext_option:
    options "flnP:x"
    on_option 'P', .Lset_parent
    bnez    a0, .Lnext_option       # they are looked up in `given`
    lw      t0, operands
    lw      a0, 0(t0)
    beqz    a0, 1f
    lw      a1, 4(t0)
    bnez    a1, .Lextra
1:  la      a1, print_found
    unwind
    j       search
.Lset_parent:
    mv      a0, a1
    call    set_parent
    j       .Lnext_option
.Lextra:
    j       extra_operand

# print_found(a0 = PROCESS structure)
print_found:
    enter   1
    mv      s0, a0
    lw      a0, PROCESS_ID(s0)
    call    print_udec
    lbu     t0, given + 'l'
    beqz    t0, 1f
    li      a0, ' '
    call    print_char
    addi    a0, s0, PROCESS_NAME
    call    print_str
1:  li      a0, '\n'
    unwind
    j       print_char
