# deadline.s: waiting for signals, until a point in time
#
# A deadline is a struct timespec on the monotonic clock.

.ifndef DEADLINE_S
.equ DEADLINE_S, 1
.include "macros.s"

    .text

# set_deadline(a0 = seconds, a1 = nanoseconds, a2 = deadline) - that long from now
set_deadline:
    enter   3
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    li      a0, CLOCK_MONOTONIC
    mv      a1, a2
    syscall clock_gettime64
    lw      t0, TIMESPEC_NSEC(s2)
    add     s1, s1, t0
    li      t0, 1000000000
    bltu    s1, t0, 1f
    sub     s1, s1, t0
    addi    s0, s0, 1
1:  lw      t0, TIMESPEC_SEC(s2)
    add     s0, s0, t0
    bgeu    s0, t0, 2f
    li      s0, -1                  # further away than a word counts: as far as it counts
2:  sw      s0, TIMESPEC_SEC(s2)
    sw      s1, TIMESPEC_NSEC(s2)
    leave

# time_left(a0 = deadline, a1 = struct timespec) - how long it is until the deadline; 0 when it has passed
time_left:
    enter   2
    mv      s0, a0
    mv      s1, a1
    li      a0, CLOCK_MONOTONIC
    syscall clock_gettime64
    lw      t0, TIMESPEC_SEC(s0)
    lw      t1, TIMESPEC_NSEC(s0)
    lw      t2, TIMESPEC_SEC(s1)
    lw      t3, TIMESPEC_NSEC(s1)
    bltu    t0, t2, 2f
    sub     t0, t0, t2
    sub     t1, t1, t3
    bgez    t1, 1f
    beqz    t0, 2f
    addi    t0, t0, -1
    li      t2, 1000000000
    add     t1, t1, t2
    j       1f
2:  li      t0, 0
    li      t1, 0
1:  sw      t0, TIMESPEC_SEC(s1)
    sw      zero, TIMESPEC_SEC + 4(s1)
    sw      t1, TIMESPEC_NSEC(s1)
    sw      zero, TIMESPEC_NSEC + 4(s1)
    leave

# block_signals(a0 = set) - keep these signals pending until await_signal takes them
block_signals:
    mv      a1, a0
    li      a0, SIG_BLOCK
    j       .Lchange_mask

# unblock_signals(a0 = set) - let these signals through again; a child does it before it becomes another program
unblock_signals:
    mv      a1, a0
    li      a0, SIG_UNBLOCK
.Lchange_mask:
    li      a2, 0
    li      a3, SIGSET_BYTES
    syscall rt_sigprocmask
    ret

# await_signal(a0 = set, a1 = deadline, or 0 for no end) -> a0 = signal that came, or -EAGAIN when the deadline passed
# The signals of the set are blocked: one that came before is taken at once, so none is missed between two calls.
await_signal:
    enter   2, TIMESPEC_BYTES
    mv      s0, a0
    mv      s1, a1
1:  li      a2, 0
    beqz    s1, 2f
    mv      a0, s1
    mv      a1, sp
    call    time_left
    mv      a2, sp
2:  mv      a0, s0
    li      a1, 0
    li      a3, SIGSET_BYTES
    syscall rt_sigtimedwait_time64
    li      t0, -EINTR
    beq     a0, t0, 1b
    leave

.endif
