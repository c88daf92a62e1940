# ps: list processes
#
# Shows every process; -e, -A, -a, -x and -f, and the old form `ps aux`, are accepted. What it shows is in
# /proc/PID/stat and /proc/PID/cmdline. STAT is R for running, S sleeping, D waiting for a device, T stopped, Z ended;
# behind it s marks the leader of a session, and + a process in the foreground of its terminal. TIME is the processor
# time used.

.include "start.s"
.include "options.s"
.include "directory.s"
.include "merge.s"
.include "calendar.s"

usage "ps [-Aaefx]"

.equ TEXT_SIZE,     4096            # of a file of /proc that is read
.equ TICKS,         100             # a second, in /proc/PID/stat

# Numbers from /proc/PID/stat, in the order of the file, from the one after the state on
.equ STAT_PARENT,       0
.equ STAT_GROUP,        4
.equ STAT_SESSION,      8
.equ STAT_FOREGROUND,   16          # the foreground group of its terminal
.equ STAT_USER_TIME,    40
.equ STAT_SYSTEM_TIME,  44
.equ STAT_BYTES,        48
.equ STAT_NUMBERS,      STAT_BYTES / 4

    .text
main:
    enter   3
    call    options_start
.Lnext_option:
    options "Aaefx"
    bnez    a0, .Lnext_option
    lw      s0, operands
    lw      a0, 0(s0)
    beqz    a0, 1f
    call    is_bsd_options          # as in `ps aux`
    lw      a1, 0(s0)
    beqz    a0, .Lextra
    lw      a1, 4(s0)
    bnez    a1, .Lextra
1:  la_string a0, "/proc"
    call    read_directory
    mv      s0, a0
    beqz    a0, .Lno_proc
    mv      s1, a0                  # the list of numbers grows over the list of names
    li      s2, 0
.Lnext_name:
    lw      a0, 0(s1)
    beqz    a0, .Lsort
    addi    s1, s1, 4
    call    parse_number
    bnez    a1, .Lnext_name
    slli    t0, s2, 2
    add     t0, t0, s0
    sw      a0, 0(t0)
    addi    s2, s2, 1
    j       .Lnext_name
.Lsort:
    mv      a0, s0
    mv      a1, s2
    la      a2, compare_numbers
    call    sort_words
    print   "  PID  PPID  PGID STAT     TIME COMMAND\n"
.Lnext_process:
    beqz    s2, .Ldone
    lw      a0, 0(s0)
    call    print_process
    addi    s0, s0, 4
    addi    s2, s2, -1
    j       .Lnext_process
.Ldone:
    li      a0, 0
    leave
.Lextra:
    j       extra_operand
.Lno_proc:
    la_string a0, "/proc"
    call    warn_file
    j       exit_failure

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

# compare_numbers(a0 = number, a1 = number) -> a0 < 0, = 0 or > 0
compare_numbers:
    sub     a0, a0, a1
    ret

# print_process(a0 = process id) - its line; nothing when it has ended in the meantime
print_process:
    enter   5, STAT_BYTES
    mv      s0, a0
    la_string a1, "/stat"
    call    read_proc
    blez    a0, .Lgone
    la      a0, text                # "PID (NAME) STATE NUMBER NUMBER ..."; the name may have any byte in it
    li      a1, '('
    call    strchr
    beqz    a0, .Lgone
    addi    s1, a0, 1
    la      a0, text
    li      a1, ')'
    call    strrchr
    beqz    a0, .Lgone
    mv      s2, a0
    sub     a2, s2, s1              # keep the name: the buffer is used again
    la      a0, name
    mv      a1, s1
    mv      s1, a2
    call    memcpy
    lbu     s3, 2(s2)               # state
    addi    a0, s2, 3
    mv      a1, sp
    call    parse_stat

    mv      a0, s0
    li      a1, 5
    call    print_udec_width
    lw      a0, STAT_PARENT(sp)
    call    print_number
    lw      a0, STAT_GROUP(sp)
    call    print_number
    li      a0, ' '
    call    print_char
    mv      a0, s3
    call    print_char
    li      s4, 3                   # blanks to fill the column
    lw      t0, STAT_SESSION(sp)
    bne     t0, s0, 1f
    li      a0, 's'
    call    print_char
    addi    s4, s4, -1
1:  lw      t0, STAT_GROUP(sp)
    lw      t1, STAT_FOREGROUND(sp)
    bne     t0, t1, 2f
    li      a0, '+'
    call    print_char
    addi    s4, s4, -1
2:  li      a0, ' '
    call    print_char
    addi    s4, s4, -1
    bnez    s4, 2b
    li      a0, ' '
    call    print_char
    lw      a0, STAT_USER_TIME(sp)
    lw      t0, STAT_SYSTEM_TIME(sp)
    add     a0, a0, t0
    call    print_ticks
    li      a0, ' '
    call    print_char
    mv      a0, s0
    mv      a1, s1
    call    print_command
    li      a0, '\n'
    call    print_char
.Lgone:
    leave

# parse_stat(a0 = text, a1 = numbers) - read STAT_NUMBERS numbers
parse_stat:
    enter   3
    mv      s0, a0
    mv      s1, a1
    addi    s2, a1, STAT_BYTES
1:  lbu     t0, 0(s0)
    li      t1, ' '
    bne     t0, t1, 2f
    addi    s0, s0, 1
    j       1b
2:  addi    t1, t0, -'-'
    seqz    t1, t1
    add     a0, s0, t1
    call    parse_udec
    lbu     t0, 0(s0)
    mv      s0, a1
    li      t1, '-'
    bne     t0, t1, 3f
    neg     a0, a0
3:  sw      a0, 0(s1)
    addi    s1, s1, 4
    bltu    s1, s2, 1b
    leave

# print_number(a0 = number) - in a column of five, with a blank before
print_number:
    li      a1, 6
    j       print_udec_width

# print_ticks(a0 = ticks) - "HH:MM:SS"
print_ticks:
    enter   1
    li      t0, TICKS
    divu    s0, a0, t0
    li      t0, 3600
    divu    a0, s0, t0
    remu    s0, s0, t0
    call    print_two
    li      a0, ':'
    call    print_char
    li      t0, 60
    divu    a0, s0, t0
    call    print_two
    li      a0, ':'
    call    print_char
    li      t0, 60
    remu    a0, s0, t0
    unwind
    j       print_two

# print_command(a0 = process id, a1 = length of `name`) - its command line, or [NAME] if it has none
print_command:
    enter   3
    mv      s0, a1
    la_string a1, "/cmdline"
    call    read_proc
    blez    a0, 4f
    la      s1, text                # the arguments, each with a zero behind it
    add     s2, s1, a0
1:  addi    s2, s2, -1
    bltu    s2, s1, 4f
    lbu     t0, 0(s2)
    beqz    t0, 1b
2:  lbu     a0, 0(s1)
    bnez    a0, 3f
    li      a0, ' '
3:  call    print_char
    addi    s1, s1, 1
    bleu    s1, s2, 2b
    leave
4:  li      a0, '['
    call    print_char
    la      a0, name
    mv      a1, s0
    call    print_bytes
    li      a0, ']'
    unwind
    j       print_char

# read_proc(a0 = process id, a1 = "/FILE") -> a0 = bytes read into `text`, or -errno
# Reads the start of the file, and puts a zero behind it.
read_proc:
    enter   2, 64                   # locals: the path
    mv      s0, a1
    mv      s1, a0
    mv      a0, sp
    la_string a1, "/proc/"
    call    strcpy
    mv      a2, a0
    mv      a0, s1
    mv      s1, a2
    call    write_number
    mv      a1, s0
    call    strcpy
    mv      a0, sp
    call    open_read
    bltz    a0, 1f
    mv      s0, a0
    la      a1, text
    li      a2, TEXT_SIZE - 1
    call    read_some
    mv      s1, a0
    mv      a0, s0
    syscall close
    mv      a0, s1
    bltz    a0, 1f
    la      t0, text
    add     t0, t0, a0
    sb      zero, 0(t0)
1:  leave

# write_number(a0 = number, a2 = where to) -> a0 = end of its decimal digits
write_number:
    enter   1, 32
    mv      s0, a2
    li      a1, 0
    addi    a2, sp, 32
    call    format_udec64
    mv      a2, a1
    mv      a1, a0
    mv      a0, s0
    add     s0, s0, a2
    call    memcpy
    mv      a0, s0
    leave

    .bss
text:           .zero TEXT_SIZE
name:           .zero TEXT_SIZE
