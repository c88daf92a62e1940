# sleep: wait for some time
#
# A time is a decimal number, with a fraction if you like, and a unit: s (seconds, also without a unit), m, h or
# d. Several times are added up.

.include "start.s"
.include "options.s"

usage "sleep NUMBER[smhd]..."

    .text
main:
    enter   4, TIMESPEC_BYTES
    call    options_start
    options "+"
    lw      s0, operands
    lw      t0, 0(s0)
    bnez    t0, 1f
    j       missing_operand
1:  li      s1, 0                   # seconds
    li      s2, 0                   # nanoseconds
    li      s3, 0                   # was one of them not a time?
.Lnext_time:
    lw      a0, 0(s0)
    beqz    a0, .Lsleep
    call    parse_time
    bnez    a2, .Linvalid
    add     s1, s1, a0
    bltu    s1, a0, .Lforever
    add     s2, s2, a1
    li      t0, 1000000000
    bltu    s2, t0, 2f
    sub     s2, s2, t0
    addi    s1, s1, 1
2:  addi    s0, s0, 4
    j       .Lnext_time
.Lforever:
    li      s1, -1
    j       2b
.Linvalid:
    lw      a1, 0(s0)
    warn    "invalid time interval '", a1, "'", zero
    li      s3, 1
    j       2b

.Lsleep:
    beqz    s3, 1f
    j       usage_error
1:  sw      s1, TIMESPEC_SEC(sp)
    sw      zero, TIMESPEC_SEC + 4(sp)
    sw      s2, TIMESPEC_NSEC(sp)
    sw      zero, TIMESPEC_NSEC + 4(sp)
2:  li      a0, CLOCK_MONOTONIC
    li      a1, 0
    mv      a2, sp
    mv      a3, sp                  # what is left when a signal comes between
    syscall clock_nanosleep_time64
    li      t0, -EINTR
    beq     a0, t0, 2b
    li      a0, 0
    leave

# parse_time(a0 = text) -> a0 = seconds (at most 2^32-1), a1 = nanoseconds, a2 = 0 or EINVAL
parse_time:
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
    bne     t0, t1, .Lunit
    addi    s0, s0, 1
    li      t1, 100000000           # what the next digit is worth
    li      t2, 10
2:  lbu     t0, 0(s0)
    addi    t0, t0, -'0'
    bgeu    t0, t2, .Lunit
    addi    s0, s0, 1
    addi    s3, s3, 1
    mul     t0, t0, t1
    add     s2, s2, t0
    divu    t1, t1, t2
    j       2b
.Lunit:
    beqz    s3, .Lbad_time
    lbu     s3, 0(s0)
    beqz    s3, .Lgood_time
    lbu     t0, 1(s0)
    bnez    t0, .Lbad_time
    li      t0, 's'
    beq     s3, t0, .Lgood_time
    mv      a0, s1
    mv      a1, s2
    li      t0, 'm'
    beq     s3, t0, .Lminutes
    li      t0, 'h'
    beq     s3, t0, .Lhours
    li      t0, 'd'
    bne     s3, t0, .Lbad_time
    li      a2, 24
    call    multiply_time
.Lhours:
    li      a2, 60
    call    multiply_time
.Lminutes:
    li      a2, 60
    call    multiply_time
    mv      s1, a0
    mv      s2, a1
.Lgood_time:
    mv      a0, s1
    mv      a1, s2
    li      a2, 0
    leave
.Lbad_time:
    li      a2, EINVAL
    leave

# multiply_time(a0 = seconds, a1 = nanoseconds, a2 = factor below 100) -> a0 = seconds, a1 = nanoseconds
multiply_time:
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
