# builtin_kill.s: kill

    .text

# builtin_kill: kill [-SIGNAL | -s SIGNAL] PID|%JOB...     kill -l
#
# s0 = next argument, s1 = signal, s2 = argument, s3 = status
builtin_kill:
    enter   4
    addi    s0, a1, 4
    li      s1, SIGTERM
    li      s3, 0
    lw      s2, 0(s0)
    beqz    s2, .Lkill_usage
    lbu     t0, 0(s2)
    li      t1, '-'
    bne     t0, t1, .Lkill_next
    addi    s0, s0, 4
    addi    s2, s2, 1
    lbu     t2, 1(s2)
    bnez    t2, 2f
    lbu     t0, 0(s2)
    li      t1, 'l'
    beq     t0, t1, .Lkill_list
    li      t1, 's'
    bne     t0, t1, 2f
    lw      s2, 0(s0)
    beqz    s2, .Lkill_usage
    addi    s0, s0, 4
2:  mv      a0, s2
    call    signal_number
    mv      s1, a0
    bltz    a0, .Lkill_no_signal
    lw      t0, 0(s0)
    beqz    t0, .Lkill_usage
.Lkill_next:
    lw      s2, 0(s0)
    beqz    s2, 9f
    addi    s0, s0, 4
    lbu     t0, 0(s2)
    li      t1, '%'
    mv      a0, s2
    bne     t0, t1, 3f
    call    job_find
    mv      a1, s1
    call    job_signal
    j       4f
3:  call    parse_integer
    bnez    a1, .Lkill_no_number
    mv      a1, s1
    syscall kill
4:  bgez    a0, .Lkill_next
    mv      s3, a0
    warn    "kill: ", s2, "", s3
    li      s3, 1
    j       .Lkill_next
9:  mv      a0, s3
    leave
.Lkill_no_number:
    warn    "kill: ", s2, ": not a process or job", zero
    li      s3, 2
    j       .Lkill_next
.Lkill_no_signal:
    warn    "kill: ", s2, ": unknown signal", zero
    li      a0, 2
    leave
.Lkill_usage:
    eprint  "usage: kill [-SIGNAL] PID|%JOB...\n"
    li      a0, 2
    leave
.Lkill_list:
    la      s0, signal_names
    li      s1, 0
5:  lbu     t0, 0(s0)
    beqz    t0, 6f
    mv      a0, s0
    beqz    s1, 7f                  # EXIT is no signal
    call    print_line
7:  mv      a0, s0
    call    strlen
    add     s0, s0, a0
    addi    s0, s0, 1
    li      s1, 1
    j       5b
6:  li      a0, 0
    leave

# job_signal(a0 = job, a1 = signal) -> a0 = 0 or -errno
# Send a signal to all processes of a job. What is to end it also lets it go on, since a stopped process
# does not see it before.
#
# s0 = record, s1 = signal, s2 = processes to go, s3 = result
job_signal:
    lw      t0, JOB_GROUP(a0)
    beqz    t0, 1f
    mv      t1, a1
    neg     a0, t0
    syscall kill
    bltz    a0, 4f
    addi    t1, t1, -SIGHUP
    beqz    t1, 3f
    addi    t1, t1, SIGHUP - SIGTERM
    bnez    t1, 4f
3:  neg     a0, t0
    li      a1, SIGCONT
    syscall kill
4:  ret
1:  enter   4
    addi    s0, a0, JOB_PROCESSES
    mv      s1, a1
    lw      s2, JOB_COUNT(a0)
    li      s3, 0
2:  lw      t0, PROCESS_STATE(s0)
    bnez    t0, 3f
    lw      a0, PROCESS_PID(s0)
    mv      a1, s1
    syscall kill
    bgez    a0, 3f
    mv      s3, a0
3:  addi    s0, s0, PROCESS_BYTES
    addi    s2, s2, -1
    bnez    s2, 2b
    mv      a0, s3
    leave

# signal_number(a0 = text) -> a0 = 9, 0 for EXIT, -1 for anything else
# 9, KILL or SIGKILL.
signal_number:
    enter   3
    mv      s0, a0
    call    number_of
    li      t0, 65
    bltu    a0, t0, 3f
    la_string a1, "SIG"
    mv      a0, s0
    li      a2, 3
    call    strncmp
    bnez    a0, 1f
    addi    s0, s0, 3
1:  la      s1, signal_names
    li      s2, 0
2:  mv      a0, s0
    mv      a1, s1
    call    strcmp
    beqz    a0, 4f
    mv      a0, s1
    call    strlen
    add     s1, s1, a0
    addi    s1, s1, 1
    addi    s2, s2, 1
    lbu     t0, 0(s1)
    bnez    t0, 2b
    li      a0, -1
3:  leave
4:  mv      a0, s2
    leave

    .section .rodata
signal_names:                           # zero-terminated, by number
    .ascii  "EXIT\0HUP\0INT\0QUIT\0ILL\0TRAP\0ABRT\0BUS\0FPE\0KILL\0USR1\0SEGV\0USR2\0PIPE\0ALRM\0TERM\0STKFLT\0CHLD\0"
    .asciz  "CONT\0STOP\0TSTP\0TTIN\0TTOU\0URG\0XCPU\0XFSZ\0VTALRM\0PROF\0WINCH\0IO\0PWR\0SYS\0"
    .text
