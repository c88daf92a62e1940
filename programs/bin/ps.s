# ps: list processes
#
#   -l          more about each: state, nice value, threads, memory, what it waits for
#   -o COLUMNS  these columns, with commas between them; NAME= leaves out the header, if every column does
#   -p PIDS     these processes only, with commas between them
#
# Shows every process unless told; -e, -A, -a, -x and -f, and the old form `ps aux`, are accepted. What it shows is in
# /proc/PID/stat and its neighbours. STAT is R for running, S sleeping, D waiting for a device, T stopped, Z ended;
# behind it s marks the leader of a session, and + a process in the foreground of its terminal. TIME is the processor
# time used. WCHAN says what a sleeping process waits for. The exit status is 1 when there is no such process.

.include "start.s"
.include "options.s"
.include "proc.s"

usage "ps [-Aaeflx] [-o COLUMN,...] [-p PID,...]"

.equ MAX_COLUMNS,   32

# A kind of column
.equ COLUMN_NAME,       0
.equ COLUMN_HEADER,     4
.equ COLUMN_WIDTH,      8           # negative: aligned left
.equ COLUMN_ROUTINE,    12          # routine(a0 = PROCESS structure) -> a0 = text, a1 = length
.equ COLUMN_BYTES,      16

    .text
main:
    enter   4
    call    options_start
    la_string a0, "pid,ppid,pgid,stat,time,args"
    la      s0, chosen_names
    sw      a0, 0(s0)
.Lnext_option:
    options "Aaeflo:p:x"
    on_option 'l', .Lset_long
    on_option 'o', .Lset_columns
    on_option 'p', .Lset_processes
    bnez    a0, .Lnext_option
    lw      s0, operands
    lw      a0, 0(s0)
    beqz    a0, 1f
    call    is_bsd_options          # as in `ps aux`
    lw      a1, 0(s0)
    beqz    a0, .Lextra
    lw      a1, 4(s0)
    bnez    a1, .Lextra
1:  lw      a0, chosen_names
    call    choose_columns
    call    all_processes
    mv      s0, a0
    mv      s1, a1
    call    print_headers
    li      s2, 1                   # exit status
.Lnext_process:
    beqz    s1, .Ldone
    lw      s3, 0(s0)
    addi    s0, s0, 4
    addi    s1, s1, -1
    lw      a0, PROCESS_ID(s3)
    call    is_wanted
    beqz    a0, .Lnext_process
    li      s2, 0
    mv      a0, s3
    call    print_process
    j       .Lnext_process
.Ldone:
    mv      a0, s2
    leave
.Lextra:
    j       extra_operand
.Lset_long:
    la_string a1, "s,pid,ppid,pgid,sid,pri,ni,nlwp,rss,wchan,tty,time,args"
.Lset_columns:
    la      t0, chosen_names
    sw      a1, 0(t0)
    j       .Lnext_option
.Lset_processes:
    la      t0, wanted
    sw      a1, 0(t0)
    j       .Lnext_option

# is_bsd_options(a0 = text) -> a0 = 1 when it has only letters of options, else 0
is_bsd_options:
    enter   1
    mv      s0, a0
1:  lbu     a1, 0(s0)
    beqz    a1, 2f
    addi    s0, s0, 1
    la_string a0, "aefux"
    call    strchr
    bnez    a0, 1b
    leave
2:  li      a0, 1
    leave

# is_wanted(a0 = process id) -> a0 = 1 when -p names it or there is no -p
is_wanted:
    enter   2
    mv      s0, a0
    lw      s1, wanted
    li      a0, 1
    beqz    s1, 3f
1:  mv      a0, s1
    call    parse_udec
    bnez    a2, .Lbad_process
    mv      s1, a1
    mv      t0, a0
    li      a0, 1
    beq     t0, s0, 3f
    lbu     t0, 0(s1)
    addi    s1, s1, 1
    li      t1, ','
    beq     t0, t1, 1b
    bnez    t0, .Lbad_process
    li      a0, 0
3:  leave
.Lbad_process:
    lw      s0, wanted
    die     "invalid list of processes '", s0, "'", zero

# choose_columns(a0 = names, with commas between them) - fill `chosen`
choose_columns:
    enter   5
    mv      s0, a0
    la      s1, chosen
    li      s4, MAX_COLUMNS
.Lchoose_next:
    mv      a0, s0
    li      a1, ','
    call    strchr_or_end
    mv      s2, a0                  # end of the name
    lbu     s3, 0(s2)
    beqz    s4, .Lbad_column
    addi    s4, s4, -1
    mv      a0, s0
    call    find_column
    beqz    a0, .Lbad_column
    sw      a0, 0(s1)
    addi    s1, s1, 4
    addi    s0, s2, 1
    bnez    s3, .Lchoose_next
    leave
.Lbad_column:
    sb      zero, 0(s2)
    die     "unknown column '", s0, "' (s stat uid pid ppid pgid sid pri ni nlwp rss vsz wchan tty time comm args)", zero

# find_column(a0 = name, up to `,`, `=` or its end) -> a0 = its kind, or 0
find_column:
    enter   2
    mv      s0, a0
    la      s1, columns
1:  lw      t0, COLUMN_NAME(s1)
    li      a0, 0
    beqz    t0, .Lfound
    mv      t1, s0
2:  lbu     t2, 0(t0)
    lbu     t3, 0(t1)
    beqz    t2, 3f
    addi    t0, t0, 1
    addi    t1, t1, 1
    beq     t2, t3, 2b
4:  addi    s1, s1, COLUMN_BYTES
    j       1b
3:  mv      a0, s1
    li      t2, ','
    beq     t3, t2, 5f
    beqz    t3, 5f
    li      t2, '='
    bne     t3, t2, 4b              # it only begins with this name
    lbu     t3, 1(t1)
    beqz    t3, .Lfound
    li      t2, ','
    bne     t3, t2, 4b
    j       .Lfound
5:  la      t2, has_headers
    li      t0, 1
    sw      t0, 0(t2)
.Lfound:
    leave

# print_headers() - the first line
print_headers:
    enter   2
    lw      t0, has_headers
    beqz    t0, 2f
    la      s0, chosen
1:  lw      s1, 0(s0)
    beqz    s1, 3f
    lw      a0, COLUMN_HEADER(s1)
    call    strlen
    mv      a1, a0
    lw      a0, COLUMN_HEADER(s1)
    mv      a2, s0
    call    print_column
    addi    s0, s0, 4
    j       1b
3:  li      a0, '\n'
    call    print_char
2:  leave

# print_process(a0 = PROCESS structure) - its line
print_process:
    enter   3
    mv      s0, a0
    la      s1, chosen
1:  lw      s2, 0(s1)
    beqz    s2, 2f
    mv      a0, s0
    lw      t0, COLUMN_ROUTINE(s2)
    jalr    t0
    mv      a2, s1
    call    print_column
    addi    s1, s1, 4
    j       1b
2:  li      a0, '\n'
    unwind
    j       print_char

# print_column(a0 = text, a1 = length, a2 = place of the column in `chosen`)
# Fills the column with blanks, unless it is the last; a blank stands between two columns.
print_column:
    enter   4
    mv      s0, a0
    mv      s1, a1
    mv      s3, a2
    lw      t0, 0(a2)
    lw      s2, COLUMN_WIDTH(t0)
    bltz    s2, 2f
    sub     s2, s2, s1              # aligned right
    call    print_blanks
    li      s2, 0
2:  mv      a0, s0
    mv      a1, s1
    call    print_bytes
    lw      t0, 4(s3)
    beqz    t0, 3f
    neg     s2, s2
    beqz    s2, 4f
    sub     s2, s2, s1
    call    print_blanks
4:  li      a0, ' '
    call    print_char
3:  leave

# print_blanks(s2 = how many; none if negative)
print_blanks:
    enter
    j       2f
1:  li      a0, ' '
    call    print_char
    addi    s2, s2, -1
2:  bgtz    s2, 1b
    leave

# The routines of the columns: (a0 = PROCESS structure) -> a0 = text, a1 = length

process_number:
    lw      a0, PROCESS_ID(a0)
    j       number_text
parent_number:
    lw      a0, PROCESS_PARENT(a0)
    j       number_text
group_number:
    lw      a0, PROCESS_GROUP(a0)
    j       number_text
session_number:
    lw      a0, PROCESS_SESSION(a0)
    j       number_text
priority:
    lw      a0, PROCESS_PRIORITY(a0)
    j       signed_text
nice:
    lw      a0, PROCESS_NICE(a0)
    j       signed_text
threads:
    lw      a0, PROCESS_THREADS(a0)
    j       number_text
resident:
    lw      a0, PROCESS_RESIDENT(a0)
    slli    a0, a0, 2               # pages of 4 KiB
    j       number_text
size:
    lw      a0, PROCESS_SIZE(a0)
    srli    a0, a0, 10
    j       number_text

state:
    lw      t0, PROCESS_STATE(a0)
    la      a0, field
    sb      t0, 0(a0)
    li      a1, 1
    ret

full_state:
    mv      t3, a0
    lw      t0, PROCESS_STATE(a0)
    la      a0, field
    sb      t0, 0(a0)
    li      a1, 1
    lw      t0, PROCESS_ID(t3)
    lw      t1, PROCESS_SESSION(t3)
    bne     t0, t1, 1f
    li      t0, 's'
    sb      t0, 1(a0)
    li      a1, 2
1:  lw      t0, PROCESS_GROUP(t3)
    lw      t1, PROCESS_FOREGROUND(t3)
    bne     t0, t1, 2f
    li      t0, '+'
    add     t1, a0, a1
    sb      t0, 0(t1)
    addi    a1, a1, 1
2:  ret

wait_channel:
    enter
    lw      a0, PROCESS_ID(a0)
    la_string a1, "/wchan"
    call    read_proc
    mv      a1, a0
    la      a0, proc_text
    blez    a1, 1f                  # no such file, or the process has ended
    lbu     t0, 0(a0)
    li      t1, '0'
    beq     t0, t1, 1f              # it does not wait
    leave
1:  la_string a0, "-"
    li      a1, 1
    leave

user_number:                        # the effective one: behind the real one in its line
    enter
    lw      a0, PROCESS_ID(a0)
    la_string a1, "/status"
    call    read_proc
    la_string a0, "Uid:"
    call    find_value
    beqz    a0, 1f
    call    next_number
    mv      a0, a1
    call    next_number
1:  unwind
    j       number_text

# The device number has the major number in its second byte.
terminal:
    enter
    lw      t0, PROCESS_TERMINAL(a0)
    la_string a1, "?"
    li      a0, -1                  # no number behind the name
    beqz    t0, 1f
    srli    t1, t0, 8
    la_string a1, "console"
    li      t2, 5
    beq     t1, t2, 1f
    andi    a0, t0, 0xff
    la_string a1, "tty"
    li      t2, 4
    beq     t1, t2, 1f
    la_string a1, "pts/"
1:  mv      t3, a0
    la      a0, field
    call    strcpy
    bltz    t3, 2f
    mv      a1, a0
    mv      a0, t3
    call    write_udec
2:  unwind
    j       field_text

processor_time:
    enter   1
    lw      s0, PROCESS_USER_TIME(a0)
    lw      t0, PROCESS_SYSTEM_TIME(a0)
    add     s0, s0, t0
    li      t0, TICKS
    divu    s0, s0, t0
    li      t0, 3600
    divu    a0, s0, t0
    remu    s0, s0, t0
    la      a1, field
    call    write_two
    li      t0, ':'
    sb      t0, 0(a0)
    addi    a1, a0, 1
    li      t0, 60
    divu    a0, s0, t0
    remu    s0, s0, t0
    call    write_two
    li      t0, ':'
    sb      t0, 0(a0)
    addi    a1, a0, 1
    mv      a0, s0
    call    write_two
    unwind
    j       field_text

# write_two(a0 = number, a1 = where to) -> a0 = end; with a zero in front if it has only one digit
write_two:
    li      t0, 10
    bgeu    a0, t0, 1f
    li      t0, '0'
    sb      t0, 0(a1)
    addi    a1, a1, 1
1:  j       write_udec

name:
    addi    a0, a0, PROCESS_NAME
    mv      a1, a0
1:  lbu     t0, 0(a1)
    beqz    t0, 2f
    addi    a1, a1, 1
    j       1b
2:  sub     a1, a1, a0
    ret

# signed_text(a0 = signed number) -> a0 = text, a1 = length
signed_text:
    bgez    a0, number_text
    enter
    la      a1, field
    li      t0, '-'
    sb      t0, 0(a1)
    neg     a0, a0
    addi    a1, a1, 1
    call    write_udec
    unwind
    j       field_text

# number_text(a0 = number) -> a0 = text, a1 = length
number_text:
    enter
    la      a1, field
    call    write_udec
    unwind
    # falls into field_text

# field_text(a0 = end of the text in `field`) -> a0 = text, a1 = length
field_text:
    la      t0, field
    sub     a1, a0, t0
    mv      a0, t0
    ret

# column "name", "HEADER", WIDTH, ROUTINE - an entry of the table
.macro column name:req, header:req, width:req, routine:req
    .pushsection .rodata
.Lcolumn_name\@: .asciz "\name"
.Lcolumn_header\@: .asciz "\header"
    .popsection
    .word   .Lcolumn_name\@, .Lcolumn_header\@, \width, \routine
.endm

    .section .rodata.tables, "a"
    .balign 4
columns:
    column  "pid",   "PID",      5,  process_number
    column  "ppid",  "PPID",     5,  parent_number
    column  "pgid",  "PGID",     5,  group_number
    column  "sid",   "SID",      5,  session_number
    column  "uid",   "UID",      5,  user_number
    column  "s",     "S",       -1,  state
    column  "stat",  "STAT",    -4,  full_state
    column  "pri",   "PRI",      3,  priority
    column  "ni",    "NI",       3,  nice
    column  "nlwp",  "THR",      3,  threads
    column  "rss",   "RSS",      6,  resident
    column  "vsz",   "VSZ",      8,  size
    column  "wchan", "WCHAN",  -12,  wait_channel
    column  "tty",   "TTY",     -8,  terminal
    column  "time",  "TIME",     8,  processor_time
    column  "comm",  "COMMAND", -15, name
    column  "args",  "COMMAND", -27, command_line
    .word   0

    .bss
    .balign 4
chosen_names:   .zero 4             # names of the columns, with commas between them
chosen:         .zero 4 * (MAX_COLUMNS + 1)     # their kinds, then 0
has_headers:    .zero 4             # does a column have one?
wanted:         .zero 4             # what -p said, or 0
field:          .zero 32            # the text of a column
