# ls: list files and what is in folders
#
#   -l, -n  one line for each file with its mode, links, owner, group, size and time of change
#   -a, -A  names that begin with `.` too; -A without `.` and `..`
#   -d      folders themselves, not what is in them
#   -R      the folders in folders as well
#   -1, -C  one name a line; columns (the default on a terminal)
#   -F      mark folders with `/`, programs with `*`, symbolic links with `@`
#   -i      the file's number before its name
#   -t, -S  by time, by size, instead of by name; -r the other way round
#
# Owner and group are shown as numbers. The exit status is 2 when a file cannot be looked at.

.include "start.s"
.include "inputs.s"
.include "tree.s"
.include "merge.s"
.include "calendar.s"
.include "mode.s"

usage "ls [-1AaCdFilnRrSt] [FILE...]", 2

# A file that is listed
.equ ENTRY_NAME,        0
.equ ENTRY_PATH,        4
.equ ENTRY_STATX,       8           # its struct statx: zero when it has not been asked for
.equ ENTRY_BYTES,       8 + STATX_BYTES

.equ HALF_A_YEAR,       15778476    # seconds: older files are shown with their year
.equ DEFAULT_COLUMNS,   80
.equ WIDTHS_BYTES,      7 * 4

    .text
main:
    enter   8
    call    options_start
.Lnext_option:
    options "1AaCdFilnRrSt"
    bnez    a0, .Lnext_option       # they are looked up in `given`
    call    choose_format

    # The operands in two lists: files, which come first, and folders.
    lw      s0, operands
    lw      t0, 0(s0)
    bnez    t0, 1f
    la      s0, .Lcurrent_folder
1:  mv      t0, s0
2:  lw      t1, 0(t0)
    addi    t0, t0, 4
    bnez    t1, 2b
    sub     s1, t0, s0              # bytes for a list of all
    addi    s5, s1, -8              # more than one?
    mv      a0, s1
    call    alloc
    mv      s2, a0
    mv      a0, s1
    call    alloc
    mv      s3, a0
    li      s1, 0                   # how many files
    li      s4, 0                   # how many folders
.Lnext_operand:
    lw      a0, 0(s0)
    beqz    a0, .Lprint
    addi    s0, s0, 4
    mv      a1, a0
    li      a2, 1
    call    new_entry
    beqz    a0, .Lnext_operand
    mv      s6, a0
    lhu     a0, ENTRY_STATX + STATX_MODE(a0)
    call    mode_is_directory
    lbu     t0, given + 'd'
    bnez    t0, 3f
    beqz    a0, 3f
    slli    t0, s4, 2
    add     t0, t0, s3
    addi    s4, s4, 1
    j       4f
3:  slli    t0, s1, 2
    add     t0, t0, s2
    addi    s1, s1, 1
4:  sw      s6, 0(t0)
    j       .Lnext_operand

.Lprint:
    mv      a0, s2
    mv      a1, s1
    call    sort_entries
    mv      a0, s2
    mv      a1, s1
    call    print_entries
    mv      a0, s3
    mv      a1, s4
    call    sort_entries
    lbu     t0, given + 'R'
    or      s5, s5, t0              # print the names of the folders?
    la      t0, first_folder
    seqz    t1, s1
    sw      t1, 0(t0)
.Lnext_folder:
    beqz    s4, .Ldone
    lw      t0, 0(s3)
    lw      a0, ENTRY_PATH(t0)
    mv      a1, s5
    call    list_folder
    addi    s3, s3, 4
    addi    s4, s4, -1
    j       .Lnext_folder
.Ldone:
    lw      a0, status
    leave

# choose_format() - find out about the terminal; which options need a struct statx for each file
choose_format:
    enter   0, WINSIZE_BYTES
    lbu     t0, given + 'n'
    beqz    t0, 1f
    la      t1, given + 'l'
    sb      t0, 0(t1)
1:  lbu     t0, given + 'l'
    lbu     t1, given + 't'
    or      t0, t0, t1
    lbu     t1, given + 'S'
    or      t0, t0, t1
    lbu     t1, given + 'F'
    or      t0, t0, t1
    lbu     t1, given + 'R'
    or      t0, t0, t1
    lbu     t1, given + 'i'
    or      t0, t0, t1
    la      t1, details
    sw      t0, 0(t1)
    li      a0, STDOUT
    li      a1, TIOCGWINSZ
    mv      a2, sp
    syscall ioctl
    li      t0, 0
    bnez    a0, 2f                  # not a terminal
    lbu     t1, given + '1'
    bnez    t1, 3f
    lhu     t0, WINSIZE_COLS(sp)
    bnez    t0, 3f
    li      t0, DEFAULT_COLUMNS
    j       3f
2:  lbu     t1, given + 'C'
    beqz    t1, 3f
    li      t0, DEFAULT_COLUMNS
3:  la      t1, columns
    sw      t0, 0(t1)
    leave

# new_entry(a0 = name, a1 = path, a2 = is it an operand?) -> a0 = entry, or 0 after a message
new_entry:
    enter   4
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    li      a0, ENTRY_BYTES
    call    alloc
    mv      s3, a0
    li      a1, 0
    li      a2, ENTRY_BYTES
    call    memset
    sw      s0, ENTRY_NAME(s3)
    sw      s1, ENTRY_PATH(s3)
    lw      t0, details
    or      t0, t0, s2
    beqz    t0, 2f
    mv      a0, s1
    addi    a1, s3, ENTRY_STATX
    beqz    s2, 1f
    lbu     t0, given + 'l'         # an operand that is a symbolic link to a folder stands for the folder, unless it
    lbu     t1, given + 'd'         # is to be shown itself
    or      t0, t0, t1
    lbu     t1, given + 'F'
    or      t0, t0, t1
    bnez    t0, 1f
    call    stat
    lhu     t0, ENTRY_STATX + STATX_MODE(s3)
    bnez    a0, 1f
    mv      a0, t0
    call    mode_is_directory
    bnez    a0, 2f
1:  mv      a0, s1
    addi    a1, s3, ENTRY_STATX
    call    lstat
    bnez    a0, 3f
2:  mv      a0, s3
    leave
3:  warn    "cannot access '", s1, "'", a0
    li      t0, 2
    la      t1, status
    sw      t0, 0(t1)
    li      a0, 0
    leave

# list_folder(a0 = path, a1 = print its name?) - list what is in a folder
list_folder:
    enter   7
    mv      s0, a0
    mv      s1, a1
    call    alloc_mark
    mv      s6, a0
    mv      a0, s0
    call    read_directory
    mv      s2, a0                  # names, then entries
    beqz    a0, .Lcannot_open
    la      t0, first_folder
    lw      t1, 0(t0)
    sw      zero, 0(t0)
    beqz    s1, 2f
    bnez    t1, 1f
    li      a0, '\n'
    call    print_char
1:  mv      a0, s0
    call    print_str
    print   ":\n"
2:  mv      s3, s2                  # next name
    li      s4, 0                   # entries
.Lfolder_next:
    lw      s5, 0(s3)
    beqz    s5, .Lfolder_read
    addi    s3, s3, 4
    mv      a0, s5
    call    is_hidden
    bnez    a0, .Lfolder_next
    mv      a0, s0
    mv      a1, s5
    call    join_path
    mv      a1, a0
    mv      a0, s5
    li      a2, 0
    call    new_entry
    beqz    a0, .Lfolder_next
    slli    t0, s4, 2               # the list of entries grows over the list of names
    add     t0, t0, s2
    sw      a0, 0(t0)
    addi    s4, s4, 1
    j       .Lfolder_next
.Lfolder_read:
    mv      a0, s2
    mv      a1, s4
    call    sort_entries
    lbu     t0, given + 'l'
    beqz    t0, 3f
    mv      a0, s2
    mv      a1, s4
    call    print_total
3:  mv      a0, s2
    mv      a1, s4
    call    print_entries
    lbu     t0, given + 'R'
    beqz    t0, .Lfolder_done
.Lfolder_inner:
    beqz    s4, .Lfolder_done
    lw      s5, 0(s2)
    addi    s2, s2, 4
    addi    s4, s4, -1
    lhu     a0, ENTRY_STATX + STATX_MODE(s5)
    call    mode_is_directory
    beqz    a0, .Lfolder_inner
    lw      a0, ENTRY_NAME(s5)
    call    is_dot_name
    bnez    a0, .Lfolder_inner
    lw      a0, ENTRY_PATH(s5)
    li      a1, 1
    call    list_folder
    j       .Lfolder_inner
.Lfolder_done:
    mv      a0, s6
    call    alloc_release
    leave
.Lcannot_open:
    warn    "cannot open directory '", s0, "'", a1
    li      t0, 2
    la      t1, status
    sw      t0, 0(t1)
    leave

# is_hidden(a0 = name) -> a0 = 1 when the options leave it out, else 0
is_hidden:
    lbu     t0, 0(a0)
    li      t1, '.'
    bne     t0, t1, 1f
    lbu     t0, given + 'a'
    bnez    t0, 1f
    lbu     t0, given + 'A'
    bnez    t0, is_dot_name
    li      a0, 1
    ret
1:  li      a0, 0
    ret

# sort_entries(a0 = list, a1 = how many)
sort_entries:
    la      a2, compare_entries
    j       sort_words

# compare_entries(a0 = entry, a1 = entry) -> a0 < 0, = 0 or > 0
compare_entries:
    enter   2
    mv      s0, a0
    mv      s1, a1
    lbu     t0, given + 't'
    beqz    t0, 1f
    lw      t0, ENTRY_STATX + STATX_MTIME + 4(s0)
    lw      t1, ENTRY_STATX + STATX_MTIME + 4(s1)
    bne     t0, t1, .Lby_number
    lw      t0, ENTRY_STATX + STATX_MTIME(s0)
    lw      t1, ENTRY_STATX + STATX_MTIME(s1)
    bne     t0, t1, .Lby_number
    lw      t0, ENTRY_STATX + STATX_MTIME + TIMESPEC_NSEC(s0)
    lw      t1, ENTRY_STATX + STATX_MTIME + TIMESPEC_NSEC(s1)
    bne     t0, t1, .Lby_number
    j       2f
1:  lbu     t0, given + 'S'
    beqz    t0, 2f
    lw      t0, ENTRY_STATX + STATX_SIZE + 4(s0)
    lw      t1, ENTRY_STATX + STATX_SIZE + 4(s1)
    bne     t0, t1, .Lby_number
    lw      t0, ENTRY_STATX + STATX_SIZE(s0)
    lw      t1, ENTRY_STATX + STATX_SIZE(s1)
    bne     t0, t1, .Lby_number
2:  lw      a0, ENTRY_NAME(s0)
    lw      a1, ENTRY_NAME(s1)
    call    strcmp
    j       4f
.Lby_number:                        # the larger first
    li      a0, -1
    bgtu    t0, t1, 4f
    li      a0, 1
4:  lbu     t0, given + 'r'
    beqz    t0, 5f
    neg     a0, a0
5:  leave

# print_total(a0 = list, a1 = how many) - the line "total N": what the files take up, in KiB
print_total:
    enter   1
    li      s0, 0
    j       2f
1:  lw      t0, 0(a0)
    lw      t0, ENTRY_STATX + STATX_BLOCKS(t0)
    add     s0, s0, t0
    addi    a0, a0, 4
    addi    a1, a1, -1
2:  bnez    a1, 1b
    print   "total "
    srli    a0, s0, 1
    call    print_udec
    li      a0, '\n'
    unwind
    j       print_char

# print_entries(a0 = list, a1 = how many) - in the form that the options ask for
print_entries:
    beqz    a1, 4f
    enter   2
    mv      s0, a0
    mv      s1, a1
    call    measure_columns
    lbu     t0, given + 'l'
    bnez    t0, 2f
    lw      t0, columns
    beqz    t0, 1f
    mv      a0, s0
    mv      a1, s1
    unwind
    j       print_columns
1:  lw      a0, 0(s0)
    call    print_name
    j       3f
2:  lw      a0, 0(s0)
    call    print_long
3:  li      a0, '\n'
    call    print_char
    addi    s0, s0, 4
    addi    s1, s1, -1
    beqz    s1, 5f
    lbu     t0, given + 'l'
    bnez    t0, 2b
    j       1b
5:  leave
4:  ret

# print_columns(a0 = list, a1 = how many) - as many columns as fit, filled from top to bottom
print_columns:
    enter   8
    mv      s0, a0
    mv      s1, a1
    li      s2, 0                   # width of the longest
    mv      s3, a0
    mv      s4, a1
1:  lw      a0, 0(s3)
    call    entry_width
    bleu    a0, s2, 2f
    mv      s2, a0
2:  addi    s3, s3, 4
    addi    s4, s4, -1
    bnez    s4, 1b
    addi    s2, s2, 2
    lw      t0, columns
    addi    t0, t0, 2               # no blanks behind the last column
    divu    t0, t0, s2
    bnez    t0, 3f
    li      t0, 1
3:  add     s3, s1, t0              # rows = ceil(how many / columns)
    addi    s3, s3, -1
    divu    s3, s3, t0
    li      s4, 0                   # row
4:  mv      s5, s4                  # index
5:  slli    t0, s5, 2
    add     t0, t0, s0
    lw      s6, 0(t0)
    mv      a0, s6
    call    print_name
    add     s5, s5, s3
    bgeu    s5, s1, 7f
    mv      a0, s6
    call    entry_width
    sub     s7, s2, a0
6:  li      a0, ' '
    call    print_char
    addi    s7, s7, -1
    bnez    s7, 6b
    j       5b
7:  li      a0, '\n'
    call    print_char
    addi    s4, s4, 1
    bltu    s4, s3, 4b
    leave

# entry_width(a0 = entry) -> a0 = bytes that print_name prints
entry_width:
    enter   1
    mv      s0, a0
    lw      a0, ENTRY_NAME(s0)
    call    strlen
    mv      t0, s0
    mv      s0, a0
    mv      a0, t0
    call    type_mark
    snez    a0, a0
    add     s0, s0, a0
    lbu     t0, given + 'i'
    beqz    t0, 1f
    lw      t0, inode_width
    add     s0, s0, t0
    addi    s0, s0, 1
1:  mv      a0, s0
    leave

# print_name(a0 = entry) - the name, with what -i and -F add to it
print_name:
    enter   1
    mv      s0, a0
    lbu     t0, given + 'i'
    beqz    t0, 1f
    lw      a0, ENTRY_STATX + STATX_INO(s0)
    lw      a1, ENTRY_STATX + STATX_INO + 4(s0)
    lw      a2, inode_width
    call    print_udec64
    li      a0, ' '
    call    print_char
1:  lw      a0, ENTRY_NAME(s0)
    call    print_str
    mv      a0, s0
    call    type_mark
    beqz    a0, 2f
    call    print_char
2:  leave

# type_mark(a0 = entry) -> a0 = byte that -F puts behind the name, or 0
type_mark:
    lbu     t0, given + 'F'
    beqz    t0, 3f
    lhu     t0, ENTRY_STATX + STATX_MODE(a0)
    srli    t1, t0, 12
    la      t2, .Ltype_marks
    add     t2, t2, t1
    lbu     a0, 0(t2)
    li      t2, '-'
    bne     a0, t2, 1f
    andi    t0, t0, 0111            # a program?
    li      a0, '*'
    bnez    t0, 2f
3:  li      a0, 0
    ret
1:  li      t2, '?'
    beq     a0, t2, 3b
    lbu     t0, given + 'l'         # the long form shows where a link leads
    beqz    t0, 2f
    li      t2, '@'
    beq     a0, t2, 3b
2:  ret

# measure_columns(a0 = list, a1 = how many) - set the widths of the columns of numbers
measure_columns:
    enter   3
    mv      s0, a0
    mv      s1, a1
    la      a0, widths
    li      a1, 0
    li      a2, WIDTHS_BYTES
    call    memset
1:  lw      s2, 0(s0)
    lw      a0, ENTRY_STATX + STATX_INO(s2)
    lw      a1, ENTRY_STATX + STATX_INO + 4(s2)
    la      a2, inode_width
    call    widen
    lw      a0, ENTRY_STATX + STATX_NLINK(s2)
    li      a1, 0
    la      a2, links_width
    call    widen
    lw      a0, ENTRY_STATX + STATX_UID(s2)
    li      a1, 0
    la      a2, owner_width
    call    widen
    lw      a0, ENTRY_STATX + STATX_GID(s2)
    li      a1, 0
    la      a2, group_width
    call    widen
    mv      a0, s2
    call    is_device
    bnez    a0, 2f
    lw      a0, ENTRY_STATX + STATX_SIZE(s2)
    lw      a1, ENTRY_STATX + STATX_SIZE + 4(s2)
    la      a2, size_width
    call    widen
    j       3f
2:  lw      a0, ENTRY_STATX + STATX_RDEV_MAJOR(s2)
    li      a1, 0
    la      a2, major_width
    call    widen
    lw      a0, ENTRY_STATX + STATX_RDEV_MINOR(s2)
    li      a1, 0
    la      a2, minor_width
    call    widen
    lw      t0, major_width         # "MAJOR, MINOR" stands in the column of the sizes
    lw      t1, minor_width
    add     t0, t0, t1
    addi    t0, t0, 2
    la      t1, size_width
    lw      t2, 0(t1)
    bleu    t0, t2, 3f
    sw      t0, 0(t1)
3:  addi    s0, s0, 4
    addi    s1, s1, -1
    bnez    s1, 1b
    leave

# widen(a0 = low word, a1 = high word, a2 = width) - enlarge the width to the digits of this number
widen:
    enter   1, 32
    mv      s0, a2
    addi    a2, sp, 32
    call    format_udec64
    lw      t0, 0(s0)
    bleu    a1, t0, 1f
    sw      a1, 0(s0)
1:  leave

# is_device(a0 = entry) -> a0 = 1 for a character or block device, else 0
is_device:
    lhu     t0, ENTRY_STATX + STATX_MODE(a0)
    li      t1, S_IFMT
    and     t0, t0, t1
    li      t1, S_IFCHR
    li      a0, 1
    beq     t0, t1, 1f
    li      t1, S_IFBLK
    beq     t0, t1, 1f
    li      a0, 0
1:  ret

# print_long(a0 = entry) - "-rw-r--r-- 1 1000 1000 123 Jan  1 12:34 name"
print_long:
    enter   2
    mv      s0, a0
    lbu     t0, given + 'i'
    beqz    t0, 1f
    lw      a0, ENTRY_STATX + STATX_INO(s0)
    lw      a1, ENTRY_STATX + STATX_INO + 4(s0)
    lw      a2, inode_width
    call    print_udec64
    li      a0, ' '
    call    print_char
1:  lhu     a0, ENTRY_STATX + STATX_MODE(s0)
    call    print_mode
    lw      a0, ENTRY_STATX + STATX_NLINK(s0)
    lw      a1, links_width
    call    print_field
    lw      a0, ENTRY_STATX + STATX_UID(s0)
    lw      a1, owner_width
    call    print_field
    lw      a0, ENTRY_STATX + STATX_GID(s0)
    lw      a1, group_width
    call    print_field
    mv      a0, s0
    call    is_device
    bnez    a0, 2f
    li      a0, ' '
    call    print_char
    lw      a0, ENTRY_STATX + STATX_SIZE(s0)
    lw      a1, ENTRY_STATX + STATX_SIZE + 4(s0)
    lw      a2, size_width
    call    print_udec64
    j       3f
2:  lw      a0, ENTRY_STATX + STATX_RDEV_MAJOR(s0)
    lw      a1, size_width
    lw      t0, minor_width
    sub     a1, a1, t0
    addi    a1, a1, -2
    call    print_field
    li      a0, ','
    call    print_char
    lw      a0, ENTRY_STATX + STATX_RDEV_MINOR(s0)
    lw      a1, minor_width
    call    print_field
3:  li      a0, ' '
    call    print_char
    lw      a0, ENTRY_STATX + STATX_MTIME(s0)
    call    print_time
    li      a0, ' '
    call    print_char
    lw      a0, ENTRY_NAME(s0)
    call    print_str
    mv      a0, s0
    call    type_mark
    beqz    a0, 4f
    call    print_char
4:  lhu     t0, ENTRY_STATX + STATX_MODE(s0)
    li      t1, S_IFMT
    and     t0, t0, t1
    li      t1, S_IFLNK
    bne     t0, t1, 5f
    li      a0, AT_FDCWD
    lw      a1, ENTRY_PATH(s0)
    la      a2, link_target
    li      a3, PATH_MAX
    syscall readlinkat
    bltz    a0, 5f
    mv      s1, a0
    print   " -> "
    la      a0, link_target
    mv      a1, s1
    call    print_bytes
5:  leave

# print_field(a0 = number, a1 = width) - a blank and the number
print_field:
    enter   2
    mv      s0, a0
    mv      s1, a1
    li      a0, ' '
    call    print_char
    mv      a0, s0
    mv      a1, s1
    unwind
    j       print_udec_width

# print_time(a0 = seconds) - "Jan  1 12:34", or "Jan  1  2020" if that is not within the last half year
print_time:
    enter   2, TIME_BYTES + TIMESPEC_BYTES
    mv      s0, a0
    mv      a1, sp
    call    split_time
    li      a0, CLOCK_REALTIME
    addi    a1, sp, TIME_BYTES
    syscall clock_gettime64
    lw      s1, TIME_BYTES + TIMESPEC_SEC(sp)
    lw      a0, TIME_MONTH(sp)
    call    print_month
    lw      a0, TIME_DAY(sp)
    li      a1, 3
    call    print_udec_width
    bgtu    s0, s1, 1f              # in the future
    sub     s1, s1, s0
    li      t0, HALF_A_YEAR
    bgeu    s1, t0, 1f
    li      a0, ' '
    call    print_char
    lw      a0, TIME_HOUR(sp)
    call    print_two
    li      a0, ':'
    call    print_char
    lw      a0, TIME_MINUTE(sp)
    call    print_two
    leave
1:  lw      a0, TIME_YEAR(sp)
    li      a1, 6
    call    print_udec_width
    leave

    .section .rodata
.Ltype_marks:   .ascii "?|??/???-?@?=???"
.Ldot:          .asciz "."

    .section .rodata.tables, "a"
    .balign 4
.Lcurrent_folder: .word .Ldot, 0

    .bss
    .balign 4
status:         .zero 4             # exit status
details:        .zero 4             # is struct statx needed for every file?
columns:        .zero 4             # width of the terminal, 0 for one name a line
first_folder:   .zero 4             # has nothing been printed yet?
widths:                             # of the columns of numbers: WIDTHS_BYTES
inode_width:    .zero 4
links_width:    .zero 4
owner_width:    .zero 4
group_width:    .zero 4
size_width:     .zero 4
major_width:    .zero 4
minor_width:    .zero 4
