# renice: change the nice value of processes
#
# Sets it to VALUE, from -20 to 19 (nice(1) says what it means). -g and -u take the numbers for those of process
# groups and of users.

.include "start.s"
.include "options.s"

usage "renice [-n] VALUE [-g | -p | -u] NUMBER..."

    .text

# s0 = next argument, s1 = value, s2 = which kind of number, s3 = number, s4 = old value, s5 = exit status
main:
    enter   6
    addi    s0, a1, 4
    li      s2, PRIO_PROCESS
    li      s5, 0
    lw      a0, 0(s0)
    beqz    a0, .Lmissing
    la_string a1, "-n"
    call    strcmp
    bnez    a0, 1f
    addi    s0, s0, 4
    lw      a0, 0(s0)
    beqz    a0, .Lmissing
1:  lw      a0, 0(s0)
    call    parse_integer
    bnez    a1, .Lbad_value
    mv      s1, a0
    addi    s0, s0, 4
    lw      t0, 0(s0)
    beqz    t0, .Lmissing
.Lnext_number:
    lw      a0, 0(s0)
    beqz    a0, .Ldone
    addi    s0, s0, 4
    lbu     t0, 0(a0)
    li      t1, '-'
    beq     t0, t1, .Lkind
    call    parse_number
    bnez    a1, .Lbad_number
    mv      s3, a0
    call    get_value
    mv      s4, a1
    bltz    a0, .Lfailed
    mv      a0, s2
    mv      a1, s3
    mv      a2, s1
    syscall setpriority
    bltz    a0, .Lfailed
    mv      a0, s3
    call    print_udec
    slli    t0, s2, 2
    la      t1, kind_texts
    add     t1, t1, t0
    lw      a0, 0(t1)
    call    print_str
    print   "old priority "
    mv      a0, s4
    call    print_dec
    print   ", new priority "
    call    get_value
    mv      a0, a1
    call    print_dec
    li      a0, '\n'
    call    print_char
    j       .Lnext_number
.Lkind:
    lbu     t0, 1(a0)
    li      s2, PRIO_PROCESS
    li      t1, 'p'
    beq     t0, t1, .Lnext_number
    li      s2, PRIO_PGRP
    li      t1, 'g'
    beq     t0, t1, .Lnext_number
    li      s2, PRIO_USER
    li      t1, 'u'
    beq     t0, t1, .Lnext_number
    j       usage_error
.Lfailed:
    mv      a1, a0
    lw      a0, -4(s0)
    call    warn_file
    li      s5, 1
    j       .Lnext_number
.Lbad_number:
    lw      s3, -4(s0)
    warn    "bad number '", s3, "'", zero
    li      s5, 1
    j       .Lnext_number
.Ldone:
    mv      a0, s5
    leave
.Lbad_value:
    lw      s3, 0(s0)
    die     "invalid priority '", s3, "'", zero
.Lmissing:
    j       missing_operand

# get_value(s2 = kind, s3 = number) -> a0 = 0 or -errno, a1 = nice value
get_value:
    mv      a0, s2
    mv      a1, s3
    syscall getpriority
    li      a1, 20                  # the kernel gives 20 - nice, which is never negative
    sub     a1, a1, a0
    bltz    a0, 1f
    li      a0, 0
1:  ret

    .section .rodata.tables, "a"
    .balign 4
kind_texts:                         # in the order of the PRIO_ numbers
    .word   process_text, group_text, user_text

    .section .rodata
process_text:   .asciz " (process ID) "
group_text:     .asciz " (process group ID) "
user_text:      .asciz " (user ID) "
