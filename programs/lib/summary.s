# summary.s: how long the system has been up and how busy it is, as uptime and the header of top show it

.ifndef SUMMARY_S
.equ SUMMARY_S, 1
.include "macros.s"
.include "print.s"
.include "proc.s"
.include "calendar.s"

    .text

# uptime_seconds() -> a0 = seconds since the boot
uptime_seconds:
    enter
    la_string a0, "/proc/uptime"
    call    read_text
    bltz    a0, 1f
    la      a0, proc_text
    call    parse_udec
    leave
1:  li      a0, 0
    leave

# print_summary() - "12:34:56 up 1 day,  2:03,  load average: 0.00, 0.01, 0.05"
print_summary:
    enter   1, TIMESPEC_BYTES + TIME_BYTES
    .equ    .Lsummary_now, 0        # locals: the time, as a number and as a date
    .equ    .Lsummary_date, TIMESPEC_BYTES
    li      a0, CLOCK_REALTIME
    addi    a1, sp, .Lsummary_now
    syscall clock_gettime64
    lw      a0, .Lsummary_now + TIMESPEC_SEC(sp)
    addi    a1, sp, .Lsummary_date
    call    split_time
    addi    a0, sp, .Lsummary_date
    call    print_clock
    print   " up "
    call    uptime_seconds
    li      t0, SECONDS_PER_DAY
    remu    s0, a0, t0
    divu    a0, a0, t0
    beqz    a0, 2f
    addi    t0, a0, -1
    la_string t1, " day, "
    beqz    t0, 1f
    la_string t1, " days, "
1:  sw      t1, 0(sp)
    call    print_udec
    lw      a0, 0(sp)
    call    print_str
2:  li      t0, 60
    divu    s0, s0, t0              # minutes of the day
    bgeu    s0, t0, 3f
    mv      a0, s0
    call    print_udec
    print   " min"
    j       4f
3:  divu    a0, s0, t0
    li      a1, 2
    call    print_udec_width
    li      a0, ':'
    call    print_char
    li      t0, 60
    remu    a0, s0, t0
    call    print_two
4:  la_string a0, "/proc/loadavg"
    call    read_text
    blez    a0, 6f
    print   ",  load average: "
    la      s0, proc_text           # "0.00 0.01 0.05 1/62 123": three averages, ...
    sw      zero, 0(sp)
5:  mv      a0, s0
    li      a1, ' '
    call    strchr_or_end
    sub     a1, a0, s0
    sw      a0, 4(sp)
    mv      a0, s0
    call    print_bytes
    lw      s0, 4(sp)
    addi    s0, s0, 1
    lw      t0, 0(sp)
    addi    t0, t0, 1
    sw      t0, 0(sp)
    li      t1, 3
    beq     t0, t1, 6f
    print   ", "
    j       5b
6:  leave

.endif
