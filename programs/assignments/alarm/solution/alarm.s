# alarm: lines in time, by a signal
#
#   alarm TICKS MILLISECONDS
#
# The kernel sends SIGALRM every MILLISECONDS; the handler only counts. The main program sleeps in rt_sigsuspend, which
# lets the signal in and sleeps in one step: between looking at the count and sleeping nothing can be missed.

.include "start.s"
.include "say.s"
.include "handler.s"

usage "alarm TICKS MILLISECONDS"

    .text

# s0 = ticks to come, s1 = tick shown last, s2 = milliseconds
main:
    enter   3, 16                   # locals: struct itimerval of setitimer
    mv      s2, a1
    lw      a0, 4(s2)
    beqz    a0, .Lmissing
    call    parse_udec
    mv      s0, a0
    lw      a0, 8(s2)
    beqz    a0, .Lmissing
    call    parse_udec
    mv      s2, a0
    li      a0, SIG_BLOCK           # from here on it comes only while we wait
    la      a1, alarm_only
    li      a2, 0
    li      a3, SIGSET_BYTES
    syscall rt_sigprocmask
    li      a0, SIGALRM
    la      a1, count_tick
    call    on_signal
    mv      a0, s2
    call    set_timer
    li      s1, 0
1:  lw      t0, ticks
    bne     t0, s1, 2f
    la      a0, nothing
    li      a1, SIGSET_BYTES
    syscall rt_sigsuspend
    j       1b
2:  addi    s1, s1, 1
    say_number "tick ", s1, "\n"
    bne     s1, s0, 1b
    li      a0, 0
    call    set_timer
    say     "done\n"
    li      a0, 0
    leave
.Lmissing:
    die_text "usage: alarm TICKS MILLISECONDS"

# count_tick() - the handler
count_tick:
    la      t0, ticks
    lw      t1, 0(t0)
    addi    t1, t1, 1
    sw      t1, 0(t0)
    ret

# set_timer(a0 = milliseconds) - a signal each time; 0 for no more
set_timer:
    enter   0, ITIMERVAL_BYTES
    li      t0, 1000
    divu    t1, a0, t0
    remu    t2, a0, t0
    mul     t2, t2, t0
    sw      t1, ITIMERVAL_INTERVAL_SEC(sp)
    sw      t2, ITIMERVAL_INTERVAL_USEC(sp)
    sw      t1, ITIMERVAL_VALUE_SEC(sp)
    sw      t2, ITIMERVAL_VALUE_USEC(sp)
    li      a0, ITIMER_REAL
    mv      a1, sp
    li      a2, 0
    syscall setitimer
    leave

    .section .rodata.tables, "a"
    .balign 8
alarm_only: .word 1 << (SIGALRM - 1), 0
nothing: .word  0, 0

    .bss
    .balign 4
ticks:  .zero   4
