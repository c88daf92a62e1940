# sleep: wait for some time
#
# A time is a decimal number, with a fraction if you like, and a unit: s (seconds, also without a unit), m, h or
# d. Several times are added up.

.include "start.s"
.include "options.s"
.include "duration.s"

usage "sleep NUMBER[smhd]..."

    .text
main:
    enter   4
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
    call    parse_duration
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
1:  mv      a0, s1
    mv      a1, s2
    call    pause
    li      a0, 0
    leave
