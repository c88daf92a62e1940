# uname: what system this is
#
# -s its name (the default), -n the name of the computer, -r the release, -v the version, -m the kind of machine, -a all
# of these.

.include "start.s"
.include "options.s"

usage "uname [-amnrsv]"

    .text
main:
    enter   3, UTSNAME_BYTES
    call    options_start
.Lnext_option:
    options "amnrsv"
    bnez    a0, .Lnext_option       # they are looked up in `given`
    lw      t0, operands
    lw      a1, 0(t0)
    beqz    a1, 1f
    j       extra_operand
1:  mv      a0, sp
    syscall uname
    la      s0, parts
    li      s1, 0                   # has something been printed?
2:  lw      t0, 0(s0)
    beqz    t0, 4f
    lw      s2, 4(s0)
    add     s2, s2, sp
    addi    s0, s0, 8
    la      t1, given
    add     t0, t0, t1
    lbu     t0, 0(t0)
    lbu     t1, given + 'a'
    or      t0, t0, t1
    beqz    t0, 2b
    beqz    s1, 3f
    li      a0, ' '
    call    print_char
3:  mv      a0, s2
    call    print_str
    li      s1, 1
    j       2b
4:  bnez    s1, 5f
    addi    a0, sp, UTSNAME_SYSNAME
    call    print_str
5:  li      a0, '\n'
    call    print_char
    li      a0, 0
    leave

    .section .rodata.tables, "a"
    .balign 4
parts:                              # letter, field of struct utsname
    .word   's', UTSNAME_SYSNAME
    .word   'n', UTSNAME_NODENAME
    .word   'r', UTSNAME_RELEASE
    .word   'v', UTSNAME_VERSION
    .word   'm', UTSNAME_MACHINE
    .word   0
