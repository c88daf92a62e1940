# timeout: run a command, and end it when it takes too long
#
# After DURATION (a number with a unit s, m, h or d; 0 is for ever) the command and what it started get SIGTERM, or the
# signal that -s names; with -k, SIGKILL as well when they have not ended DURATION later. The exit status is the command's;
# 124 when the time was up, 137 when SIGKILL had to end it; 125 when timeout itself fails, 126 when the command cannot be
# executed, 127 when it is not found.

.include "start.s"
.include "options.s"
.include "duration.s"
.include "deadline.s"
.include "signals.s"
.include "run.s"

usage "timeout [-k DURATION] [-s SIGNAL] DURATION COMMAND [ARGUMENT...]", 125

.equ STATUS_TIMED_OUT,  124
.equ STATUS_KILLED,     128 + SIGKILL

    .text

# s0 = the command, s1 = signal to send next, s2 = its process, s3 = has the time been up? s4 = deadline, or 0
main:
    enter   5
    li      s1, SIGTERM
    call    options_start
.Lnext_option:
    options "+k:s:"
    on_option 'k', .Lset_kill
    on_option 's', .Lset_signal
    lw      s0, operands
    lw      a0, 0(s0)
    beqz    a0, .Lmissing
    call    duration
    mv      s2, a0
    mv      s3, a1
    addi    s0, s0, 4
    lw      t0, 0(s0)
    beqz    t0, .Lmissing
    la      a0, signals
    call    block_signals
    li      s4, 0
    or      t0, s2, s3
    beqz    t0, 1f
    la      s4, deadline
    mv      a0, s2
    mv      a1, s3
    mv      a2, s4
    call    set_deadline
1:  li      s3, 0
    call    fork
    mv      s2, a0
    bltz    a0, .Lno_process
    beqz    a0, .Lchild

.Lwait:
    la      a0, signals
    mv      a1, s4
    call    await_signal
    bltz    a0, .Ltime_is_up
    li      t0, SIGCHLD
    bne     a0, t0, .Lpass_on
    mv      a0, s2
    call    ended_status
    bltz    a0, .Lwait              # only stopped
    beqz    s3, 2f
    li      t0, STATUS_KILLED
    beq     a0, t0, 2f
    li      a0, STATUS_TIMED_OUT
2:  leave
.Lpass_on:
    mv      a1, a0
    mv      a0, s2
    call    signal_all
    j       .Lwait
.Ltime_is_up:
    li      s3, 1
    li      s4, 0
    mv      a0, s2
    mv      a1, s1
    call    signal_all
    lbu     t0, given + 'k'
    beqz    t0, .Lwait
    li      t0, SIGKILL
    beq     s1, t0, .Lwait
    mv      s1, t0
    la      s4, deadline
    lw      a0, kill_after
    lw      a1, kill_after + 4
    mv      a2, s4
    call    set_deadline
    j       .Lwait

.Lchild:
    li      a0, 0                   # a group of its own, so that what it starts can be ended with it
    li      a1, 0
    syscall setpgid
    la      a0, signals
    call    unblock_signals
    mv      a0, s0
    unwind
    j       run_program
.Lno_process:
    j       cannot_fork
.Lmissing:
    j       missing_operand
.Lset_kill:
    mv      a0, a1
    call    duration
    la      t0, kill_after
    sw      a0, 0(t0)
    sw      a1, 4(t0)
    j       .Lnext_option
.Lset_signal:
    mv      s0, a1
    mv      a0, a1
    call    signal_number
    mv      s1, a0
    bgtz    a0, .Lnext_option
    die     "", s0, ": invalid signal", zero

# duration(a0 = text) -> a0 = seconds, a1 = nanoseconds; ends the program when the text is no duration
duration:
    enter   1
    mv      s0, a0
    call    parse_duration
    bnez    a2, 1f
    leave
1:  die     "invalid time interval '", s0, "'", zero

# signal_all(a0 = process, a1 = signal) - send it to the process and its group; let stopped ones go on to take it
signal_all:
    enter   2
    mv      s0, a0
    mv      s1, a1
    syscall kill                    # it may not have its group yet
    neg     a0, s0
    mv      a1, s1
    syscall kill
    li      t0, SIGKILL
    beq     s1, t0, 1f
    neg     a0, s0
    li      a1, SIGCONT
    syscall kill
1:  leave

# ended_status(a0 = process) -> a0 = its exit status, 128 + the signal that ended it, or -1 when it has not ended
ended_status:
    enter   0, SIGINFO_BYTES
    mv      a1, a0
    li      a0, P_PID
    mv      a2, sp
    sw      zero, SIGINFO_PID(sp)
    li      a3, WEXITED | WNOHANG
    li      a4, 0
    syscall waitid
    li      a0, -1
    lw      t0, SIGINFO_PID(sp)
    beqz    t0, 1f
    lw      a0, SIGINFO_STATUS(sp)
    lw      t0, SIGINFO_CODE(sp)
    li      t1, CLD_EXITED
    beq     t0, t1, 1f
    addi    a0, a0, 128
1:  leave

    .section .rodata.tables, "a"
    .balign 8
signals:                            # the end of the command, and what is passed on to it
    .word   1 << (SIGCHLD - 1) | 1 << (SIGTERM - 1) | 1 << (SIGINT - 1) | 1 << (SIGHUP - 1) | 1 << (SIGQUIT - 1), 0

    .bss
    .balign 8
deadline:       .zero TIMESPEC_BYTES
kill_after:     .zero 8             # seconds and nanoseconds
