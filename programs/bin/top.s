# top: the processes that use the most processor time, again and again
#
#   -d SECONDS  the time between two pictures, 3 unless told
#   -n COUNT    the number of pictures
#   -b          for a file or a pipe: all processes, and no control of a terminal; so too when there is none
#
# On a terminal it fits the window, and these keys do something: q ends it, blank shows a new picture at once, M sorts by
# memory, P by processor time. %CPU is what a process has used since the last picture, of one hart; in the first
# picture, since it began.

.include "start.s"
.include "options.s"
.include "duration.s"
.include "handler.s"
.include "deadline.s"
.include "summary.s"

usage "top [-b] [-d SECONDS] [-n COUNT]"

.equ MOST_HARTS,        129         # one more than /proc/stat is expected to have: the first is their sum
.equ MOST_SAMPLES,      2048        # processes whose use is remembered from one picture to the next
.equ HEADER_LINES,      5           # beside those of the harts
.equ LEAST_PROCESSES,   5           # lines of the window that the harts must leave for processes
.equ LINE_MAX,          4096

# The times of a hart in /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal
.equ HART_TIMES,        8
.equ HART_BYTES,        4 * HART_TIMES

.equ ENDING,            1 << (SIGINT - 1) | 1 << (SIGTERM - 1) | 1 << (SIGHUP - 1) | 1 << (SIGQUIT - 1)    # signals

# What is remembered of a process
.equ SAMPLE_ID,         0
.equ SAMPLE_TIME,       4           # ticks
.equ SAMPLE_BYTES,      8

# A process in the picture
.equ ROW_PROCESS,       0
.equ ROW_USE,           4           # of a hart, in tenths of a per cent
.equ ROW_BYTES,         8

    .text

# s0 = pictures to go, s1 = mark
main:
    enter   2
    li      s0, -1
    call    options_start
.Lnext_option:
    options "bd:n:"
    on_option 'd', .Lset_delay
    on_option 'n', .Lset_count
    bnez    a0, .Lnext_option
    lw      t0, operands
    lw      a1, 0(t0)
    bnez    a1, .Lextra
    lbu     t0, given + 'b'
    bnez    t0, .Lnext_picture
    call    take_terminal
.Lnext_picture:
    call    alloc_mark
    mv      s1, a0
    call    show_picture
    mv      a0, s1
    call    alloc_release
    call    flush_stdout
    addi    s0, s0, -1
    beqz    s0, .Lquit
    call    wait_for_key
    beqz    a0, .Lnext_picture
.Lquit:
    call    release_terminal
    li      a0, 0
    leave
.Lextra:
    j       extra_operand
.Lset_delay:
    mv      s1, a1
    mv      a0, a1
    call    parse_duration
    la      t0, delay
    sw      a0, TIMESPEC_SEC(t0)
    sw      a1, TIMESPEC_NSEC(t0)
    beqz    a2, .Lnext_option
    die     "invalid time interval '", s1, "'", zero
.Lset_count:
    mv      s1, a1
    mv      a0, a1
    call    parse_number
    mv      s0, a0
    bnez    a1, 1f
    bnez    a0, .Lnext_option
1:  die     "invalid number '", s1, "'", zero

# show_picture() - one picture of the system
show_picture:
    enter   4
    call    measure_window
    lw      t0, is_terminal
    bnez    t0, 1f
    lw      t0, pictures
    beqz    t0, 2f
    li      a0, '\n'                # a line between two pictures
    call    print_char
    j       2f
1:  print   "\033[H"
2:  call    start_line
    print   "top - "
    call    print_summary
    call    end_line
    call    all_processes
    mv      s0, a0
    mv      s1, a1
    call    show_tasks
    call    show_harts
    call    show_memory
    call    start_line
    call    end_line
    mv      a0, s0
    mv      a1, s1
    call    measure_use
    mv      s0, a0                  # rows
    call    start_line
    lw      t0, is_terminal
    beqz    t0, 3f
    print   "\033[7m"
    call    start_line
3:  print   "  PID  PPID S  NI THR    RSS  %CPU     TIME+ COMMAND"
    call    end_line
4:  beqz    s1, 5f
    lw      t0, rows_left
    blez    t0, 5f
    lw      a0, 0(s0)
    call    show_row
    addi    s0, s0, 4
    addi    s1, s1, -1
    j       4b
5:  lw      t0, is_terminal
    beqz    t0, 6f
    print   "\033[J"
6:  la      t0, pictures
    lw      t1, 0(t0)
    addi    t1, t1, 1
    sw      t1, 0(t0)
    leave

# show_tasks(s0 = processes) - how many there are in each state
show_tasks:
    enter   6
    li      s1, 0                   # all
    li      s2, 0                   # running
    li      s3, 0                   # stopped
    li      s4, 0                   # zombies
1:  lw      t0, 0(s0)
    beqz    t0, 5f
    addi    s0, s0, 4
    addi    s1, s1, 1
    lw      t0, PROCESS_STATE(t0)
    li      t1, 'R'
    bne     t0, t1, 2f
    addi    s2, s2, 1
2:  li      t1, 'T'
    bne     t0, t1, 3f
    addi    s3, s3, 1
3:  li      t1, 'Z'
    bne     t0, t1, 1b
    addi    s4, s4, 1
    j       1b
5:  call    start_line
    print   "Tasks:"
    mv      a0, s1
    la_string a1, " total,"
    call    show_count
    mv      a0, s2
    la_string a1, " running,"
    call    show_count
    sub     a0, s1, s2
    sub     a0, a0, s3
    sub     a0, a0, s4
    la_string a1, " sleeping,"
    call    show_count
    mv      a0, s3
    la_string a1, " stopped,"
    call    show_count
    mv      a0, s4
    la_string a1, " zombie"
    call    show_count
    unwind
    j       end_line

# show_count(a0 = number, a1 = text) - the number in four columns, and the text
show_count:
    enter   1
    mv      s0, a1
    li      a1, 4
    call    print_udec_width
    mv      a0, s0
    unwind
    j       print_str

# show_harts() - for each hart, what it has done since the last picture; of all together when they are too many
#
# s0 = text, s1 = times from the last picture, s2 = harts to show, s3 = the first of them: 0 for their sum, s4 = hart
show_harts:
    enter   5, HART_BYTES
    la_string a0, "/proc/stat"
    call    read_text
    blez    a0, .Lharts_shown
    la      s0, proc_text
    li      s2, -1                  # count the lines that begin with "cpu": the first is the sum
1:  mv      a0, s0
    call    begins_hart
    beqz    a0, 2f
    addi    s2, s2, 1
    mv      a0, s0
    li      a1, '\n'
    call    strchr
    addi    s0, a0, 1
    bnez    a0, 1b
2:  li      s3, 1
    lw      t0, rows_left
    addi    t0, t0, -LEAST_PROCESSES
    ble     s2, t0, 3f
    li      s3, 0
3:  la      s0, proc_text
    la      s1, hart_times
    li      s4, 0
.Lnext_hart:
    mv      a0, s0
    call    begins_hart
    beqz    a0, .Lharts_shown
    li      t0, MOST_HARTS
    bgeu    s4, t0, .Lharts_shown
    mv      a0, s0
    li      a1, ' '
    call    strchr_or_end
    mv      a1, s1
    mv      a2, sp
    call    read_times
    snez    t0, s4                  # the sum alone, or all but the sum
    bne     t0, s3, 4f
    mv      a0, s4
    mv      a1, sp
    call    show_hart
4:  addi    s4, s4, 1
    addi    s1, s1, HART_BYTES
    mv      a0, s0
    li      a1, '\n'
    call    strchr
    addi    s0, a0, 1
    bnez    a0, .Lnext_hart
.Lharts_shown:
    leave

# begins_hart(a0 = text) -> a0 = 1 if it begins with "cpu", else 0
begins_hart:
    enter
    la_string a1, "cpu"
    li      a2, 3
    call    strncmp
    seqz    a0, a0
    leave

# read_times(a0 = text, a1 = times of the last picture, a2 = differences) - read the times; fill in what was added
read_times:
    enter   3
    mv      s0, a1
    mv      s1, a2
    addi    s2, a1, HART_BYTES
1:  call    next_number
    lw      t0, 0(s0)
    sw      a0, 0(s0)
    sub     t0, a0, t0
    sw      t0, 0(s1)
    addi    s0, s0, 4
    addi    s1, s1, 4
    mv      a0, a1
    bltu    s0, s2, 1b
    leave

# show_hart(a0 = number of the line, 0 for the sum, a1 = times)
show_hart:
    enter   3
    mv      s0, a0
    mv      s1, a1
    call    start_line
    beqz    s0, 1f
    print   "%Hart"
    addi    a0, s0, -1
    call    print_udec
    j       2f
1:  print   "%Harts"
2:  li      s2, 0                   # all time
    li      t0, HART_TIMES
    mv      t1, s1
3:  lw      t2, 0(t1)
    add     s2, s2, t2
    addi    t1, t1, 4
    addi    t0, t0, -1
    bnez    t0, 3b
    print   ":"
    lw      a0, 0(s1)               # user
    la_string a1, " us,"
    call    show_share
    lw      a0, 8(s1)               # system, and interrupts
    lw      t0, 20(s1)
    add     a0, a0, t0
    lw      t0, 24(s1)
    add     a0, a0, t0
    la_string a1, " sy,"
    call    show_share
    lw      a0, 4(s1)
    la_string a1, " ni,"
    call    show_share
    lw      a0, 12(s1)
    la_string a1, " id,"
    call    show_share
    lw      a0, 16(s1)
    la_string a1, " wa"
    call    show_share
    unwind
    j       end_line

# show_share(a0 = time, a1 = text, s2 = all time) - the share in per cent, and the text
show_share:
    enter   1
    mv      s0, a1
    li      a1, 0
    beqz    s2, 1f
    mv      a1, a0
    li      t0, 1000
    mul     a1, a1, t0
    divu    a1, a1, s2
1:  mv      a0, a1
    li      a1, 4
    call    print_tenths
    mv      a0, s0
    unwind
    j       print_str

# print_tenths(a0 = tenths, a1 = columns before the point) - "12.3"
print_tenths:
    enter   1
    li      t0, 10
    remu    s0, a0, t0
    divu    a0, a0, t0
    call    print_udec_width
    li      a0, '.'
    call    print_char
    addi    a0, s0, '0'
    unwind
    j       print_char

# show_memory() - in KiB
show_memory:
    enter   3
    call    start_line
    la_string a0, "/proc/meminfo"
    call    read_text
    la_string a0, "MemTotal:"
    call    find_number
    mv      s0, a0
    la_string a0, "MemAvailable:"
    call    find_number
    sub     s1, s0, a0
    la_string a0, "MemFree:"
    call    find_number
    mv      s2, a0
    print   "KiB Mem:"
    mv      a0, s0
    la_string a1, " total,"
    call    show_amount
    mv      a0, s2
    la_string a1, " free,"
    call    show_amount
    mv      a0, s1
    la_string a1, " used"
    call    show_amount
    unwind
    j       end_line

# show_amount(a0 = KiB, a1 = text)
show_amount:
    enter   1
    mv      s0, a1
    li      a1, 10
    call    print_udec_width
    mv      a0, s0
    unwind
    j       print_str

# measure_use(a0 = processes, a1 = how many) -> a0 = list of rows, sorted
#
# The samples of the last picture are in the order of their ids, and so are the processes.
# s0 = processes, s1 = list, s2 = a row, s3 = old sample, s4 = its end, s5 = tenths of seconds since then, s6 = now
measure_use:
    enter   7, TIMESPEC_BYTES
    mv      s0, a0
    mv      s1, a0                  # the list grows over that of the processes
    sw      a1, 0(sp)
    li      t0, ROW_BYTES
    mul     a0, a1, t0
    call    alloc
    mv      s2, a0
    la_string a0, "/proc/uptime"
    call    read_text
    call    uptime_ticks
    mv      s6, a0
    la      t0, last_time
    lw      t1, 0(t0)
    sw      a0, 0(t0)
    sub     s5, a0, t1              # since the last picture
    la      s3, samples
    lw      t0, sample_count
    slli    t0, t0, 3
    add     s4, s3, t0
.Lmeasure_next:
    lw      t0, 0(s0)
    beqz    t0, .Lmeasured
    sw      t0, ROW_PROCESS(s2)
    lw      t1, PROCESS_USER_TIME(t0)
    lw      t2, PROCESS_SYSTEM_TIME(t0)
    add     t1, t1, t2              # used in its whole life
    lw      t2, PROCESS_START(t0)
    sub     t2, s6, t2              # how long that is
    lw      t3, PROCESS_ID(t0)
1:  bgeu    s3, s4, 3f
    lw      t4, SAMPLE_ID(s3)
    bgeu    t4, t3, 2f
    addi    s3, s3, SAMPLE_BYTES    # has ended
    j       1b
2:  bne     t4, t3, 3f
    lw      t4, SAMPLE_TIME(s3)
    bltu    t1, t4, 3f              # another process with the same id
    sub     t1, t1, t4
    mv      t2, s5
3:  bgtz    t2, 4f
    li      t2, 1
4:  li      t4, 1000
    mul     t1, t1, t4
    divu    t1, t1, t2
    sw      t1, ROW_USE(s2)
    sw      s2, 0(s1)
    addi    s1, s1, 4
    addi    s0, s0, 4
    addi    s2, s2, ROW_BYTES
    j       .Lmeasure_next
.Lmeasured:
    lw      s2, 0(sp)
    slli    t0, s2, 2
    sub     s1, s1, t0
    mv      a0, s1
    mv      a1, s2
    call    remember_use
    mv      a0, s1
    mv      a1, s2
    la      a2, compare_use
    lw      t0, by_memory
    beqz    t0, 5f
    la      a2, compare_memory
5:  call    sort_words
    mv      a0, s1
    leave

# uptime_ticks() -> a0 = ticks since the boot, from the text of /proc/uptime: "12.34 ..."
uptime_ticks:
    enter   1
    la      a0, proc_text
    call    parse_udec
    li      t0, TICKS
    mul     s0, a0, t0
    addi    a0, a1, 1
    call    parse_udec
    add     a0, a0, s0
    leave

# remember_use(a0 = rows, a1 = how many) - as samples for the next picture
remember_use:
    la      t0, samples
    li      t1, MOST_SAMPLES
    bleu    a1, t1, 1f
    mv      a1, t1
1:  la      t1, sample_count
    sw      a1, 0(t1)
2:  beqz    a1, 3f
    lw      t1, 0(a0)
    lw      t1, ROW_PROCESS(t1)
    lw      t2, PROCESS_ID(t1)
    sw      t2, SAMPLE_ID(t0)
    lw      t2, PROCESS_USER_TIME(t1)
    lw      t3, PROCESS_SYSTEM_TIME(t1)
    add     t2, t2, t3
    sw      t2, SAMPLE_TIME(t0)
    addi    t0, t0, SAMPLE_BYTES
    addi    a0, a0, 4
    addi    a1, a1, -1
    j       2b
3:  ret

# compare_use(a0 = row, a1 = row) -> a0 < 0, = 0 or > 0: the larger use comes first
compare_use:
    lw      t0, ROW_USE(a1)
    lw      t1, ROW_USE(a0)
    sub     a0, t0, t1
    ret

# compare_memory(a0 = row, a1 = row) -> a0 < 0, = 0 or > 0: what has more memory comes first
compare_memory:
    lw      t0, ROW_PROCESS(a1)
    lw      t1, ROW_PROCESS(a0)
    lw      t0, PROCESS_RESIDENT(t0)
    lw      t1, PROCESS_RESIDENT(t1)
    sub     a0, t0, t1
    ret

# show_row(a0 = row) - the line of a process
show_row:
    enter   3
    mv      s1, a0
    lw      s0, ROW_PROCESS(a0)
    call    start_line
    lw      a0, PROCESS_ID(s0)
    li      a1, 5
    call    print_udec_width
    lw      a0, PROCESS_PARENT(s0)
    li      a1, 6
    call    print_udec_width
    li      a0, ' '
    call    print_char
    lw      a0, PROCESS_STATE(s0)
    call    print_char
    lw      a0, PROCESS_NICE(s0)
    call    print_nice
    lw      a0, PROCESS_THREADS(s0)
    li      a1, 4
    call    print_udec_width
    lw      a0, PROCESS_RESIDENT(s0)
    slli    a0, a0, 2               # pages of 4 KiB
    li      a1, 7
    call    print_udec_width
    lw      a0, ROW_USE(s1)
    li      a1, 4
    call    print_tenths
    lw      a0, PROCESS_USER_TIME(s0)
    lw      t0, PROCESS_SYSTEM_TIME(s0)
    add     a0, a0, t0
    call    print_ticks
    li      a0, ' '
    call    print_char
    mv      a0, s0
    call    command_line
    li      t0, LINE_MAX
    bleu    a1, t0, 1f
    mv      a1, t0
1:  call    print_bytes
    unwind
    j       end_line

# print_nice(a0 = nice value) - in four columns
print_nice:
    enter   2
    mv      s0, a0
    li      s1, 2                   # blanks
    li      t0, -9
    bge     a0, t0, 1f
    li      s1, 1
1:  bltz    a0, 2f
    addi    s1, s1, 1
    li      t0, 10
    blt     a0, t0, 2f
    addi    s1, s1, -1
2:  li      a0, ' '
    call    print_char
    addi    s1, s1, -1
    bnez    s1, 2b
    mv      a0, s0
    unwind
    j       print_dec

# print_ticks(a0 = ticks) - "MINUTES:SECONDS.HUNDREDTHS" in ten columns
print_ticks:
    enter   1
    li      t0, 60 * TICKS
    remu    s0, a0, t0
    divu    a0, a0, t0
    li      a1, 4
    call    print_udec_width
    li      a0, ':'
    call    print_char
    li      t0, TICKS
    divu    a0, s0, t0
    call    print_two
    li      a0, '.'
    call    print_char
    li      t0, TICKS
    remu    a0, s0, t0
    unwind
    j       print_two

# start_line() - the output from here on belongs to a line of the picture
start_line:
    enter
    lw      t0, stdout + STREAM_USED
    lw      t1, stdout + STREAM_SIZE
    addi    t1, t1, -2048
    addi    t1, t1, -LINE_MAX + 2048    # the buffer must hold the line as a whole
    bltu    t0, t1, 1f
    call    flush_stdout
1:  lw      t0, stdout + STREAM_USED
    la      t1, line_start
    sw      t0, 0(t1)
    leave

# end_line() - on a terminal, cut the line at the edge of the window, and empty the rest of it
end_line:
    enter
    lw      t0, is_terminal
    beqz    t0, 2f
    la      t0, stdout
    lw      t1, STREAM_USED(t0)
    lw      t2, line_start
    lw      t3, columns
    add     t2, t2, t3
    bleu    t1, t2, 1f
    sw      t2, STREAM_USED(t0)
1:  print   "\033[K\033[m"
2:  la      t0, rows_left
    lw      t1, 0(t0)
    addi    t1, t1, -1
    sw      t1, 0(t0)
    li      a0, '\n'
    unwind
    j       print_char

# measure_window() - how much room there is for a picture
measure_window:
    enter   0, WINSIZE_BYTES
    lw      t0, is_terminal
    li      t1, 0x7fffffff
    beqz    t0, 2f
    li      a0, STDOUT
    li      a1, TIOCGWINSZ
    mv      a2, sp
    syscall ioctl
    li      t0, 80
    li      t1, 24
    bnez    a0, 1f
    lhu     t2, WINSIZE_COLS(sp)
    beqz    t2, 1f
    mv      t0, t2
    lhu     t1, WINSIZE_ROWS(sp)
1:  la      t2, columns
    sw      t0, 0(t2)
    addi    t1, t1, -1              # the cursor stands in the last line
2:  la      t2, rows_left
    sw      t1, 0(t2)
    leave

# take_terminal() - if there is a terminal, let keys come at once and unseen, and be told of what would end or stop top
take_terminal:
    enter   1, TERMIOS_BYTES
    li      a0, STDOUT
    li      a1, TCGETS
    mv      a2, sp
    syscall ioctl
    bnez    a0, 2f
    li      a0, STDIN
    li      a1, TCGETS
    la      a2, modes
    syscall ioctl
    bnez    a0, 2f
    la      t0, is_terminal
    li      t1, 1
    sw      t1, 0(t0)
    la      s0, handled
1:  lw      a0, 0(s0)
    beqz    a0, 3f
    la      a1, note_signal
    call    on_signal
    addi    s0, s0, 4
    j       1b
3:  la      a0, handled_set         # they come only while top waits: none is missed
    call    block_signals
    call    raw_terminal
2:  leave

# raw_terminal() - no lines, no echo
raw_terminal:
    enter   0, TERMIOS_BYTES
    mv      a0, sp
    la      a1, modes
    li      a2, TERMIOS_BYTES
    call    memcpy
    lw      t0, TERMIOS_LFLAG(sp)
    andi    t0, t0, ~(ICANON | ECHO)
    sw      t0, TERMIOS_LFLAG(sp)
    li      t0, 1
    sb      t0, TERMIOS_CC + VMIN(sp)
    sb      zero, TERMIOS_CC + VTIME(sp)
    mv      a2, sp
    li      a0, STDIN
    li      a1, TCSETSW
    syscall ioctl
    leave

# release_terminal() - as it was
release_terminal:
    enter
    call    flush_stdout
    lw      t0, is_terminal
    beqz    t0, 1f
    li      a0, STDIN
    li      a1, TCSETSW
    la      a2, modes
    syscall ioctl
1:  leave

# note_signal(a0 = signal) - the handler: it cuts the waiting for a key short
note_signal:
    la      t0, last_signal
    sw      a0, 0(t0)
    ret

# wait_for_key() -> a0 = 1 to end, 0 for the next picture; waits as long as -d says, or for a key or a signal
wait_for_key:
    enter   1, POLLFD_BYTES + 8 + TIMESPEC_BYTES
    .equ    polled, 0               # locals: struct pollfd, the key, the time to wait
    .equ    key, POLLFD_BYTES
    .equ    time, POLLFD_BYTES + 8
    lw      t0, is_terminal
    bnez    t0, 1f
    lw      a0, delay + TIMESPEC_SEC
    lw      a1, delay + TIMESPEC_NSEC
    call    pause
    li      a0, 0
    leave
1:  sw      zero, polled + POLLFD_FD(sp)    # standard input
    li      t0, POLLIN
    sh      t0, polled + POLLFD_EVENTS(sp)
    sh      zero, polled + POLLFD_REVENTS(sp)
    addi    a0, sp, time            # a copy: the kernel writes into it how much is left
    la      a1, delay
    li      a2, TIMESPEC_BYTES
    call    memcpy
    mv      a0, sp
    li      a1, 1
    addi    a2, sp, time
    la      a3, no_signals          # the signals that are blocked meanwhile
    li      a4, SIGSET_BYTES
    syscall ppoll_time64
    la      t0, last_signal
    lw      s0, 0(t0)
    sw      zero, 0(t0)
    bnez    s0, .Lsignal_came
    blez    a0, .Lagain
    li      a0, STDIN
    addi    a1, sp, key
    li      a2, 1
    syscall read
    blez    a0, .Lend               # the terminal is gone
    lbu     t0, key(sp)
    li      t1, 'q'
    beq     t0, t1, .Lend
    la      t2, by_memory
    li      t1, 'P'
    bne     t0, t1, 2f
    sw      zero, 0(t2)
2:  li      t1, 'M'
    bne     t0, t1, .Lagain
    sw      t1, 0(t2)
.Lagain:
    li      a0, 0
    leave
.Lend:
    li      a0, 1
    leave
.Lsignal_came:
    li      t0, SIGWINCH
    beq     s0, t0, .Lagain
    li      t0, SIGCONT
    beq     s0, t0, .Lagain
    li      t0, SIGTSTP
    bne     s0, t0, .Lend
    call    release_terminal        # stop as if the signal had not been caught
    syscall getpid
    li      a1, SIGSTOP
    syscall kill
    call    raw_terminal
    j       .Lagain

    .section .rodata.tables, "a"
    .balign 8
handled_set:
    .word   ENDING | 1 << (SIGTSTP - 1) | 1 << (SIGCONT - 1) | 1 << (SIGWINCH - 1), 0
no_signals:
    .word   0, 0
handled:
    .word   SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH, 0

    .data
    .balign 8
delay:          .word 3, 0, 0, 0    # struct timespec: between two pictures

    .bss
    .balign 4
pictures:       .zero 4             # how many have been shown
last_time:      .zero 4             # ticks since the boot at the last one
last_signal:    .zero 4             # that has come, or 0
by_memory:      .zero 4             # sort by memory?
is_terminal:    .zero 4             # is there one to control?
modes:          .zero TERMIOS_BYTES # its modes before top
    .balign 4
columns:        .zero 4             # of the window
rows_left:      .zero 4             # lines of the window that are still free
line_start:     .zero 4             # where the line begins in the buffer of stdout
sample_count:   .zero 4
samples:        .zero MOST_SAMPLES * SAMPLE_BYTES
hart_times:     .zero MOST_HARTS * HART_BYTES
