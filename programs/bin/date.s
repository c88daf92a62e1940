# date: print the date and time, in UTC
#
# -d @SECONDS prints that time instead of now. +FORMAT prints a text in which %Y %m %d %H %M %S %e %y %a %b %s %F %T %D
# %Z %n %t %% stand for parts of the date.

.include "start.s"
.include "options.s"
.include "calendar.s"

usage "date [-u] [-d @SECONDS] [+FORMAT]"

    .text
main:
    enter   2, TIMESPEC_BYTES
    call    options_start
    li      a0, CLOCK_REALTIME
    mv      a1, sp
    syscall clock_gettime64
    lw      s1, TIMESPEC_SEC(sp)    # seconds
.Lnext_option:
    options "ud:"
    on_option 'd', .Lset_time
    bnez    a0, .Lnext_option
    lw      s0, operands
    lw      a0, 0(s0)
    bnez    a0, 1f
    la_string a0, "+%a %b %e %H:%M:%S %Z %Y"
    j       2f
1:  lw      a1, 4(s0)
    bnez    a1, .Lextra
    lbu     t0, 0(a0)
    li      t1, '+'
    bne     t0, t1, .Linvalid
2:  addi    a0, a0, 1
    mv      a1, s1
    call    print_date
    li      a0, '\n'
    call    print_char
    li      a0, 0
    leave
.Lextra:
    j       extra_operand
.Linvalid:
    mv      s0, a0
    die     "invalid date '", s0, "'", zero
.Lset_time:
    mv      s0, a1
    lbu     t0, 0(a1)
    li      t1, '@'
    mv      a0, s0
    bne     t0, t1, .Linvalid
    addi    a0, a1, 1
    call    parse_number
    mv      s1, a0
    beqz    a1, .Lnext_option
    mv      a0, s0
    j       .Linvalid

# print_date(a0 = format, a1 = seconds)
print_date:
    enter   2, TIME_BYTES + 4
    .equ    seconds, TIME_BYTES     # locals: TIME_ structure, seconds
    mv      s0, a0
    sw      a1, seconds(sp)
    mv      a0, a1
    mv      a1, sp
    call    split_time
.Lnext_byte:
    lbu     a0, 0(s0)
    beqz    a0, .Lend_of_format
    addi    s0, s0, 1
    li      t0, '%'
    bne     a0, t0, .Lplain
    lbu     s1, 0(s0)
    beqz    s1, .Lplain
    addi    s0, s0, 1
    la      t0, .Lconversions
1:  lw      t1, 0(t0)
    beqz    t1, .Lunknown
    lw      t2, 4(t0)
    addi    t0, t0, 8
    bne     t1, s1, 1b
    jr      t2
.Lplain:
    call    print_char
    j       .Lnext_byte
.Lunknown:
    li      a0, '%'
    call    print_char
    mv      a0, s1
    j       .Lplain
.Lend_of_format:
    leave

.Lyear:
    lw      a0, TIME_YEAR(sp)
    call    print_udec
    j       .Lnext_byte
.Lshort_year:
    lw      a0, TIME_YEAR(sp)
    li      t0, 100
    remu    a0, a0, t0
    j       .Ltwo_digits
.Lmonth:
    lw      a0, TIME_MONTH(sp)
    j       .Ltwo_digits
.Lday:
    lw      a0, TIME_DAY(sp)
    j       .Ltwo_digits
.Lhour:
    lw      a0, TIME_HOUR(sp)
    j       .Ltwo_digits
.Lminute:
    lw      a0, TIME_MINUTE(sp)
    j       .Ltwo_digits
.Lsecond:
    lw      a0, TIME_SECOND(sp)
.Ltwo_digits:
    call    print_two
    j       .Lnext_byte
.Lblank_day:
    lw      a0, TIME_DAY(sp)
    li      a1, 2
    call    print_udec_width
    j       .Lnext_byte
.Lweekday_name:
    lw      a0, TIME_WEEKDAY(sp)
    call    print_weekday
    j       .Lnext_byte
.Lmonth_name:
    lw      a0, TIME_MONTH(sp)
    call    print_month
    j       .Lnext_byte
.Lseconds:
    lw      a0, seconds(sp)
    call    print_udec
    j       .Lnext_byte
.Lfull_date:
    la_string a0, "%Y-%m-%d"
    j       .Lcomposed
.Ltime:
    la_string a0, "%H:%M:%S"
    j       .Lcomposed
.Lus_date:
    la_string a0, "%m/%d/%y"
.Lcomposed:
    lw      a1, seconds(sp)
    call    print_date
    j       .Lnext_byte
.Lzone:
    la_string a0, "UTC"
    call    print_str
    j       .Lnext_byte
.Lnewline:
    li      a0, '\n'
    j       .Lplain
.Ltab:
    li      a0, '\t'
    j       .Lplain
.Lpercent:
    li      a0, '%'
    j       .Lplain

    .section .rodata.tables, "a"
    .balign 4
.Lconversions:                      # letter, where it is printed
    .word   'Y', .Lyear
    .word   'y', .Lshort_year
    .word   'm', .Lmonth
    .word   'd', .Lday
    .word   'H', .Lhour
    .word   'M', .Lminute
    .word   'S', .Lsecond
    .word   'e', .Lblank_day
    .word   'a', .Lweekday_name
    .word   'b', .Lmonth_name
    .word   's', .Lseconds
    .word   'F', .Lfull_date
    .word   'T', .Ltime
    .word   'D', .Lus_date
    .word   'Z', .Lzone
    .word   'n', .Lnewline
    .word   't', .Ltab
    .word   '%', .Lpercent
    .word   0
