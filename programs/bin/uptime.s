# uptime: how long the system has been running
#
# Shows the time of day, the time since the boot, and the load averages: how many processes ran or wanted to run, in the
# last 1, 5 and 15 minutes. -p shows only the time since the boot, in words; -s shows when the boot was.

.include "start.s"
.include "options.s"
.include "summary.s"

usage "uptime [-ps]"

    .text
main:
    enter
    call    options_start
.Lnext_option:
    options "ps"
    bnez    a0, .Lnext_option       # they are looked up in `given`
    lw      t0, operands
    lw      a1, 0(t0)
    beqz    a1, 1f
    j       extra_operand
1:  lbu     t0, given + 'p'
    bnez    t0, .Lwords
    lbu     t0, given + 's'
    bnez    t0, .Lsince
    li      a0, ' '
    call    print_char
    call    print_summary
    j       .Ldone
.Lwords:
    call    print_words
    j       .Ldone
.Lsince:
    call    print_since
.Ldone:
    li      a0, '\n'
    call    print_char
    li      a0, 0
    leave

# print_words() - "up 1 week, 2 days, 3 hours, 4 minutes", without what is zero
print_words:
    enter   4
    print   "up"
    call    uptime_seconds
    mv      s0, a0                  # seconds to go
    li      s1, ' '                 # what comes before the next part
    la      s2, units
1:  lw      s3, 0(s2)
    beqz    s3, 4f
    divu    a0, s0, s3
    remu    s0, s0, s3
    mv      s3, a0
    lw      t0, 8(s2)               # the last unit is shown even if there are none of it and nothing else was
    bnez    a0, 2f
    bnez    t0, 3f
    li      t0, ','
    beq     s1, t0, 3f
2:  li      t0, ','
    bne     s1, t0, 5f
    mv      a0, s1
    call    print_char
5:  li      a0, ' '
    call    print_char
    li      s1, ','
    mv      a0, s3
    call    print_udec
    li      a0, ' '
    call    print_char
    lw      a0, 4(s2)
    call    print_str
    li      t0, 1
    beq     s3, t0, 3f
    li      a0, 's'
    call    print_char
3:  addi    s2, s2, 8
    j       1b
4:  leave

# print_since() - "2026-01-01 00:00:00"
print_since:
    enter   1, TIMESPEC_BYTES + TIME_BYTES
    li      a0, CLOCK_REALTIME
    mv      a1, sp
    syscall clock_gettime64
    call    uptime_seconds
    lw      t0, TIMESPEC_SEC(sp)
    sub     a0, t0, a0
    addi    a1, sp, TIMESPEC_BYTES
    call    split_time
    addi    a0, sp, TIMESPEC_BYTES
    call    print_date_time
    leave

    .section .rodata.tables, "a"
    .balign 4
units:                              # seconds, name
    .word   604800, week
    .word   86400, day
    .word   3600, hour
    .word   60, minute
    .word   0, 0

    .section .rodata
week:           .asciz "week"
day:            .asciz "day"
hour:           .asciz "hour"
minute:         .asciz "minute"
