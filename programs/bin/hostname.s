# hostname: the name of the computer

.include "start.s"
.include "options.s"

usage "hostname"

    .text
main:
    enter   0, UTSNAME_BYTES
    call    options_start
    options ""
    lw      t0, operands
    lw      a1, 0(t0)
    beqz    a1, 1f
    j       extra_operand
1:  mv      a0, sp
    syscall uname
    addi    a0, sp, UTSNAME_NODENAME
    call    print_line
    li      a0, 0
    leave
