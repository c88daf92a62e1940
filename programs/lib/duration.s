# duration.s: lengths of time on the command line, and waiting for them
#
# A duration is a decimal number, with a fraction if you like, and a unit: s (seconds, also without a unit), m, h or d.

.ifndef DURATION_S
.equ DURATION_S, 1
.include "macros.s"
.include "string.s"

    .text

# pause(a0 = seconds, a1 = nanoseconds) - wait that long, also when signals come between
pause:
    enter   0, TIMESPEC_BYTES
    sw      a0, TIMESPEC_SEC(sp)
    sw      zero, TIMESPEC_SEC + 4(sp)
    sw      a1, TIMESPEC_NSEC(sp)
    sw      zero, TIMESPEC_NSEC + 4(sp)
1:  li      a0, CLOCK_MONOTONIC
    li      a1, 0
    mv      a2, sp
    mv      a3, sp                  # what is left when a signal comes between
    syscall clock_nanosleep_time64
    li      t0, -EINTR
    beq     a0, t0, 1b
    leave

# parse_duration(a0 = text) -> a0 = seconds (at most 2^32-1), a1 = nanoseconds, a2 = 0 or EINVAL
parse_duration:
    enter   4
    mv      s0, a0
    li      s3, 0                   # digits seen
    call    parse_udec
    sub     s3, a1, s0
    mv      s1, a0                  # seconds
    mv      s0, a1
    bnez    s3, 1f
    li      s1, 0
1:  li      s2, 0                   # nanoseconds
    lbu     t0, 0(s0)
    li      t1, '.'
    bne     t0, t1, .Lduration_unit
    addi    s0, s0, 1
    li      t1, 100000000           # what the next digit is worth
    li      t2, 10
2:  lbu     t0, 0(s0)
    addi    t0, t0, -'0'
    bgeu    t0, t2, .Lduration_unit
    addi    s0, s0, 1
    addi    s3, s3, 1
    mul     t0, t0, t1
    add     s2, s2, t0
    divu    t1, t1, t2
    j       2b
.Lduration_unit:
    beqz    s3, .Lduration_bad
    lbu     s3, 0(s0)
    beqz    s3, .Lduration_good
    lbu     t0, 1(s0)
    bnez    t0, .Lduration_bad
    li      t0, 's'
    beq     s3, t0, .Lduration_good
    mv      a0, s1
    mv      a1, s2
    li      t0, 'm'
    beq     s3, t0, .Lduration_minutes
    li      t0, 'h'
    beq     s3, t0, .Lduration_hours
    li      t0, 'd'
    bne     s3, t0, .Lduration_bad
    li      a2, 24
    call    multiply_duration
.Lduration_hours:
    li      a2, 60
    call    multiply_duration
.Lduration_minutes:
    li      a2, 60
    call    multiply_duration
    mv      s1, a0
    mv      s2, a1
.Lduration_good:
    mv      a0, s1
    mv      a1, s2
    li      a2, 0
    leave
.Lduration_bad:
    li      a2, EINVAL
    leave

# multiply_duration(a0 = seconds, a1 = nanoseconds, a2 = factor below 100) -> a0 = seconds, a1 = nanoseconds
multiply_duration:
    mulhu   t0, a0, a2
    mul     a0, a0, a2
    bnez    t0, 3f
    mulhu   t0, a1, a2              # t0, a1: nanoseconds as 64 bits
    mul     a1, a1, a2
    li      t1, 1000000000
1:  bnez    t0, 2f
    bltu    a1, t1, 4f
2:  sltu    t2, a1, t1              # take a second away
    sub     a1, a1, t1
    sub     t0, t0, t2
    addi    a0, a0, 1
    j       1b
3:  li      a0, -1                  # too long to tell from for ever
    li      a1, 0
4:  ret

.endif
