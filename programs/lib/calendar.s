# calendar.s: calendar dates
#
# Times are seconds since 1 January 1970, UTC, as one unsigned word: they reach to the year 2106.

.ifndef CALENDAR_S
.equ CALENDAR_S, 1
.include "macros.s"
.include "print.s"

# A date and time of day
.equ TIME_YEAR,         0
.equ TIME_MONTH,        4           # 1 to 12
.equ TIME_DAY,          8           # 1 to 31
.equ TIME_HOUR,         12
.equ TIME_MINUTE,       16
.equ TIME_SECOND,       20
.equ TIME_WEEKDAY,      24          # 0 for Sunday
.equ TIME_BYTES,        28

.equ SECONDS_PER_DAY,   86400
.equ DAYS_PER_ERA,      146097      # 400 years

    .text

# split_time(a0 = seconds, a1 = date) - fill in the TIME_ structure
#
# The year is taken to begin in March, so that the leap day is its last day; then a day of the year gives the month by
# (5 * day + 2) / 153, since the lengths of five months from March on, and from August on, come to 153 days.
split_time:
    li      t0, SECONDS_PER_DAY
    remu    t1, a0, t0              # second of the day
    divu    a0, a0, t0              # day
    li      t0, 60
    remu    t2, t1, t0
    sw      t2, TIME_SECOND(a1)
    divu    t1, t1, t0
    remu    t2, t1, t0
    sw      t2, TIME_MINUTE(a1)
    divu    t1, t1, t0
    sw      t1, TIME_HOUR(a1)
    addi    t1, a0, 4               # day 0 was a Thursday
    li      t0, 7
    remu    t1, t1, t0
    sw      t1, TIME_WEEKDAY(a1)
    li      t0, 719468              # days from 1 March of the year 0 to day 0
    add     a0, a0, t0
    li      t0, DAYS_PER_ERA
    divu    t1, a0, t0              # era
    remu    a0, a0, t0              # day of the era
    li      t0, 1460                # year of the era = (day - leap days before it) / 365
    divu    t2, a0, t0
    sub     t2, a0, t2
    li      t0, 36524
    divu    t3, a0, t0
    add     t2, t2, t3
    li      t0, 146096
    divu    t3, a0, t0
    sub     t2, t2, t3
    li      t0, 365
    divu    t2, t2, t0
    mul     t3, t2, t0              # day of the year = day - (365 * year + year / 4 - year / 100)
    sub     a0, a0, t3
    srli    t3, t2, 2
    sub     a0, a0, t3
    li      t0, 100
    divu    t3, t2, t0
    add     a0, a0, t3
    li      t0, 400
    mul     t1, t1, t0
    add     t1, t1, t2              # year
    slli    t2, a0, 2               # month, 0 for March
    add     t2, t2, a0
    addi    t2, t2, 2
    li      t0, 153
    divu    t2, t2, t0
    mul     t3, t2, t0              # day of the month
    addi    t3, t3, 2
    li      t0, 5
    divu    t3, t3, t0
    sub     a0, a0, t3
    addi    a0, a0, 1
    sw      a0, TIME_DAY(a1)
    addi    t2, t2, 3
    li      t0, 12
    bleu    t2, t0, 1f
    addi    t2, t2, -12             # January and February
    addi    t1, t1, 1
1:  sw      t2, TIME_MONTH(a1)
    sw      t1, TIME_YEAR(a1)
    ret

# print_month(a0 = month, 1 to 12) - its name in three letters
print_month:
    la      t0, .Lmonths - 3
    j       .Lprint_name

# print_weekday(a0 = day, 0 for Sunday) - its name in three letters
print_weekday:
    la      t0, .Lweekdays
.Lprint_name:
    slli    t1, a0, 1
    add     a0, a0, t1
    add     a0, a0, t0
    li      a1, 3
    j       print_bytes

# print_two(a0 = number) - with a zero in front if it has only one digit
print_two:
    enter   1
    mv      s0, a0
    li      t0, 10
    bgeu    a0, t0, 1f
    li      a0, '0'
    call    print_char
1:  mv      a0, s0
    unwind
    j       print_udec

# print_date_time(a0 = date) - a TIME_ structure, as "2026-01-31 12:34:56"
print_date_time:
    enter   1
    mv      s0, a0
    lw      a0, TIME_YEAR(s0)
    call    print_udec
    li      a0, '-'
    call    print_char
    lw      a0, TIME_MONTH(s0)
    call    print_two
    li      a0, '-'
    call    print_char
    lw      a0, TIME_DAY(s0)
    call    print_two
    li      a0, ' '
    call    print_char
    mv      a0, s0
    unwind
    # falls into print_clock

# print_clock(a0 = date) - the time of day in a TIME_ structure, as "12:34:56"
print_clock:
    enter   1
    mv      s0, a0
    lw      a0, TIME_HOUR(s0)
    call    print_two
    li      a0, ':'
    call    print_char
    lw      a0, TIME_MINUTE(s0)
    call    print_two
    li      a0, ':'
    call    print_char
    lw      a0, TIME_SECOND(s0)
    unwind
    j       print_two

    .section .rodata
.Lmonths:       .ascii "JanFebMarAprMayJunJulAugSepOctNovDec"
.Lweekdays:     .ascii "SunMonTueWedThuFriSat"

.endif
