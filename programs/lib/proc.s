# proc.s: what /proc tells of the system and its processes
#
# The files of /proc are texts, made at the moment they are read (proc(5)). A process may end between two reads: its
# files are then gone, and the routines say so.

.ifndef PROC_S
.equ PROC_S, 1
.include "macros.s"
.include "string.s"
.include "decimal.s"
.include "directory.s"
.include "merge.s"
.include "io.s"

.equ PROC_TEXT_SIZE,    16384       # bytes of a file that are read at most
.equ TICKS,             100         # clock ticks a second, in which times are counted

# A process, as /proc/PID/stat describes it: "PID (NAME) STATE NUMBER NUMBER ..."
.equ PROCESS_ID,        0
.equ PROCESS_STATE,     4           # a letter: R running, S sleeping, D waiting for a device, T stopped, Z ended
.equ PROCESS_NUMBERS,   8           # the numbers behind the state, in the order of the file:
.equ PROCESS_PARENT,    8
.equ PROCESS_GROUP,     12
.equ PROCESS_SESSION,   16
.equ PROCESS_TERMINAL,  20
.equ PROCESS_FOREGROUND, 24         # the foreground group of its terminal
.equ PROCESS_USER_TIME, 48          # ticks
.equ PROCESS_SYSTEM_TIME, 52
.equ PROCESS_PRIORITY,  64
.equ PROCESS_NICE,      68
.equ PROCESS_THREADS,   72
.equ PROCESS_START,     80          # when it began, in ticks since the boot
.equ PROCESS_SIZE,      84          # bytes of its address space; 2^32 - 1 for more
.equ PROCESS_RESIDENT,  88          # pages of it that are in memory
.equ PROCESS_NAME,      92
.equ PROCESS_NAME_SIZE, 64
.equ PROCESS_BYTES,     PROCESS_NAME + PROCESS_NAME_SIZE

    .text

# process_ids() -> a0 = the numbers of all processes, in rising order, a1 = how many; a0 = 0, a1 = -errno on failure
process_ids:
    enter   4
    la_string a0, "/proc"
    call    read_directory
    beqz    a0, 3f
    mv      s0, a0
    mv      s1, a0                  # the list of numbers grows over the list of names
    li      s2, 0
1:  lw      a0, 0(s1)
    beqz    a0, 2f
    addi    s1, s1, 4
    call    parse_number
    bnez    a1, 1b                  # not a process
    slli    t0, s2, 2
    add     t0, t0, s0
    sw      a0, 0(t0)
    addi    s2, s2, 1
    j       1b
2:  mv      a0, s0
    mv      a1, s2
    la      a2, compare_numbers
    call    sort_words
    mv      a0, s0
    mv      a1, s2
3:  leave

# compare_numbers(a0 = number, a1 = number) -> a0 < 0, = 0 or > 0; process numbers, which are below 2^31
compare_numbers:
    sub     a0, a0, a1
    ret

# all_processes() -> a0 = list of pointers to PROCESS structures, in the order of their numbers, then 0, a1 = how many
# Ends the program when /proc cannot be read.
all_processes:
    enter   4
    call    process_ids
    beqz    a0, .Lproc_missing
    mv      s0, a0                  # the list of structures grows over the list of numbers
    mv      s1, a0
    mv      s2, a1
    li      s3, 0
1:  beqz    s2, 2f
    addi    s2, s2, -1
    li      a0, PROCESS_BYTES
    call    alloc
    mv      a1, a0
    lw      a0, 0(s1)
    addi    s1, s1, 4
    slli    t0, s3, 2
    add     t0, t0, s0
    sw      a1, 0(t0)
    call    read_process
    add     s3, s3, a0              # one that is gone leaves its place to the next
    j       1b
2:  slli    t0, s3, 2
    add     t0, t0, s0
    sw      zero, 0(t0)             # there is room: "." was in the list as well
    mv      a0, s0
    mv      a1, s3
    leave
.Lproc_missing:
    la_string a0, "/proc"
    call    warn_file
    j       exit_failure

# read_process(a0 = process id, a1 = PROCESS structure) -> a0 = 1, or 0 when there is no such process any more
read_process:
    enter   4
    mv      s0, a0
    mv      s1, a1
    la_string a1, "/stat"
    call    read_proc
    blez    a0, .Lproc_gone
    sw      s0, PROCESS_ID(s1)
    la      a0, proc_text           # the name may have any byte in it, even a bracket or a newline
    li      a1, '('
    call    strchr
    beqz    a0, .Lproc_gone
    addi    s2, a0, 1
    la      a0, proc_text
    li      a1, ')'
    call    strrchr
    beqz    a0, .Lproc_gone
    mv      s3, a0
    sub     a2, a0, s2
    li      t0, PROCESS_NAME_SIZE - 1
    bleu    a2, t0, 1f
    mv      a2, t0
1:  addi    a0, s1, PROCESS_NAME
    add     t0, a0, a2
    sb      zero, 0(t0)
    mv      a1, s2
    call    memcpy
    lbu     t0, 2(s3)
    sw      t0, PROCESS_STATE(s1)
    addi    s3, s3, 3
    addi    s2, s1, PROCESS_NUMBERS
    addi    s1, s1, PROCESS_NAME    # where the numbers end
2:  mv      a0, s3
    call    next_number
    mv      s3, a1
    sw      a0, 0(s2)
    addi    s2, s2, 4
    bltu    s2, s1, 2b
    li      a0, 1
    leave
.Lproc_gone:
    li      a0, 0
    leave

# next_number(a0 = text) -> a0 = the number at its start, after blanks, a1 = the text after it
# The number may be negative; a positive one above 2^32 - 1 is given as 2^32 - 1.
next_number:
    enter   1
    li      t0, ' '
    li      t1, '\t'
1:  lbu     s0, 0(a0)
    addi    a0, a0, 1
    beq     s0, t0, 1b
    beq     s0, t1, 1b
    addi    a0, a0, -1
    li      t0, '-'
    bne     s0, t0, 3f
    addi    a0, a0, 1
3:  call    parse_udec
    li      t0, '-'
    bne     s0, t0, 4f
    neg     a0, a0
4:  leave

# command_line(a0 = PROCESS structure) -> a0 = its arguments with blanks between them, a1 = length
# A process without arguments (one that has ended, for instance) is called [NAME]. The text is in proc_text.
command_line:
    enter   1
    mv      s0, a0
    lw      a0, PROCESS_ID(s0)
    la_string a1, "/cmdline"
    call    read_proc
    la      t1, proc_text           # arguments with a zero behind each
    add     t0, t1, a0
1:  bleu    t0, t1, 3f
    addi    t0, t0, -1
    lbu     t2, 0(t0)
    beqz    t2, 1b
    mv      a0, t1
    sub     a1, t0, t1
    addi    a1, a1, 1
    li      t3, ' '
2:  lbu     t2, 0(t1)
    bnez    t2, 4f
    sb      t3, 0(t1)
4:  addi    t1, t1, 1
    bltu    t1, t0, 2b
    leave
3:  la      a0, proc_text
    li      t0, '['
    sb      t0, 0(a0)
    addi    a0, a0, 1
    addi    a1, s0, PROCESS_NAME
    call    strcpy
    li      t0, ']'
    sb      t0, 0(a0)
    la      t0, proc_text
    sub     a1, a0, t0
    addi    a1, a1, 1
    mv      a0, t0
    leave

# read_proc(a0 = process id, a1 = "/FILE") -> a0 = bytes read into proc_text, or -errno
read_proc:
    enter   2, 64                   # locals: the path
    mv      s0, a0
    mv      s1, a1
    mv      a0, sp
    la_string a1, "/proc/"
    call    strcpy
    mv      a1, a0
    mv      a0, s0
    call    write_udec
    mv      a1, s1
    call    strcpy
    mv      a0, sp
    call    read_text
    leave

# read_text(a0 = path) -> a0 = bytes read into proc_text, or -errno
# Reads the start of a file, and puts a zero behind it.
read_text:
    enter   2
    call    open_read
    bltz    a0, 3f
    mv      s0, a0
    la      s1, proc_text
1:  la      a2, proc_text + PROC_TEXT_SIZE - 1
    sub     a2, a2, s1
    beqz    a2, 2f
    mv      a0, s0
    mv      a1, s1
    call    read_some
    blez    a0, 2f
    add     s1, s1, a0
    j       1b
2:  mv      t0, a0
    mv      a0, s0
    mv      s0, t0
    syscall close
    sb      zero, 0(s1)
    la      a0, proc_text
    sub     a0, s1, a0
    bgez    s0, 3f
    mv      a0, s0
3:  leave

# find_value(a0 = name) -> a0 = the text behind it in the line of proc_text that begins with it, or 0
find_value:
    enter   3
    mv      s0, a0
    call    strlen
    mv      s1, a0
    la      s2, proc_text
1:  mv      a0, s2
    mv      a1, s0
    mv      a2, s1
    call    strncmp
    add     t0, s2, s1
    beqz    a0, 2f
    mv      a0, s2
    li      a1, '\n'
    call    strchr
    addi    s2, a0, 1
    bnez    a0, 1b
    leave
2:  mv      a0, t0
    leave

# find_number(a0 = name) -> a0 = the number behind it in the line of proc_text that begins with it, or 0
find_number:
    enter
    call    find_value
    beqz    a0, 1f
    call    next_number
1:  leave

    .bss
    .balign 4
proc_text:      .zero PROC_TEXT_SIZE

.include "errors.s"
.endif
