# time: run a program and tell how long it took
#
# Prints the time that passed (real), and the processor time that the program spent in its own code (user) and in
# the kernel (sys), on standard error. The exit status is the program's; 127 when it is not found, 126 when it cannot be
# executed.

.include "start.s"
.include "options.s"
.include "process.s"

usage "time [-p] PROGRAM [ARGUMENT...]", 125

    .text
main:
    enter   4, 2 * TIMESPEC_BYTES + RUSAGE_BYTES
    .equ    began, 0                # locals: when it began and ended, and what it used
    .equ    ended, TIMESPEC_BYTES
    .equ    used, 2 * TIMESPEC_BYTES
    call    options_start
.Lnext_option:
    options "+p"
    on_option 'p', .Lset_portable
    lw      s0, operands
    lw      t0, 0(s0)
    bnez    t0, 1f
    j       missing_operand
1:  li      a0, CLOCK_MONOTONIC
    addi    a1, sp, began
    syscall clock_gettime64
    call    fork
    bltz    a0, .Lcannot_fork
    beqz    a0, .Lchild
    addi    a1, sp, used
    call    wait_for
    mv      s1, a0                  # exit status
    li      a0, CLOCK_MONOTONIC
    addi    a1, sp, ended
    syscall clock_gettime64

    lw      a1, ended + TIMESPEC_SEC(sp)
    lw      t0, began + TIMESPEC_SEC(sp)
    sub     a1, a1, t0
    lw      a2, ended + TIMESPEC_NSEC(sp)
    lw      t0, began + TIMESPEC_NSEC(sp)
    sub     a2, a2, t0
    bgez    a2, 2f
    addi    a1, a1, -1
    li      t0, 1000000000
    add     a2, a2, t0
2:  li      t0, 1000
    divu    a2, a2, t0              # microseconds
    la_string a0, "real"
    call    put_time
    la_string a0, "user"
    lw      a1, used + RUSAGE_UTIME_SEC(sp)
    lw      a2, used + RUSAGE_UTIME_USEC(sp)
    call    put_time
    la_string a0, "sys"
    lw      a1, used + RUSAGE_STIME_SEC(sp)
    lw      a2, used + RUSAGE_STIME_USEC(sp)
    call    put_time
    la      a0, stderr
    call    flush
    mv      a0, s1
    leave

.Lchild:
    mv      a0, s0
    lw      a1, environ
    call    exec_search
    mv      s1, a0
    lw      s0, 0(s0)
    warn    "cannot run ", s0, "", s1
    mv      a0, s1
    call    exec_status
    leave
.Lcannot_fork:
    mv      a1, a0
    la_string a0, "cannot fork"
    call    warn_file
    j       exit_failure
.Lset_portable:
    li      t1, 1
    la      t0, portable
    sw      t1, 0(t0)
    j       .Lnext_option

# put_time(a0 = name, a1 = seconds, a2 = microseconds) - a line on stderr: "real 12.345", with -p "real 12.34"
put_time:
    enter   3
    mv      s0, a1
    mv      s1, a2
    mv      a1, a0
    la      a0, stderr
    call    put_str
    la      a0, stderr
    li      a1, ' '
    call    put_char
    la      a0, stderr
    mv      a1, s0
    call    put_udec
    la      a0, stderr
    li      a1, '.'
    call    put_char
    li      s2, 3                   # digits to go
    lw      t0, portable
    sub     s2, s2, t0
    li      s0, 100000              # what the next digit is worth
1:  divu    a1, s1, s0
    remu    s1, s1, s0
    addi    a1, a1, '0'
    la      a0, stderr
    call    put_char
    li      t0, 10
    divu    s0, s0, t0
    addi    s2, s2, -1
    bnez    s2, 1b
    la      a0, stderr
    li      a1, '\n'
    unwind
    j       put_char

    .bss
    .balign 4
portable:       .zero 4             # print as POSIX prescribes: two decimals
