# nap.s: two ways to let time pass: asleep, or at work

.ifndef NAP_S
.equ NAP_S, 1
.include "macros.s"

    .text

# nap(a0 = milliseconds) - sleep: the thread is blocked, and its hart is free for others. A handler's return ends it.
nap:
    enter   0, TIMESPEC_BYTES
    li      t0, 1000
    divu    t1, a0, t0
    remu    t0, a0, t0
    li      t2, 1000000
    mul     t0, t0, t2
    sw      t1, TIMESPEC_SEC(sp)
    sw      zero, TIMESPEC_SEC + 4(sp)
    sw      t0, TIMESPEC_NSEC(sp)
    sw      zero, TIMESPEC_NSEC + 4(sp)
    li      a0, CLOCK_MONOTONIC
    li      a1, 0
    mv      a2, sp
    li      a3, 0
    syscall clock_nanosleep_time64
    leave

# compute(a0 = count) - go through a loop `count` times, two instructions each: the thread needs a hart all the time.
compute:
    beqz    a0, 2f
1:  addi    a0, a0, -1
    bnez    a0, 1b
2:  ret

.endif
