# stat: what is known about a file
#
# -L follows symbolic links. -c FORMAT prints a text and a newline for each file, in which these stand for facts:
#   %n %N  name; quoted, with the target of a symbolic link
#   %s %b %B %o  size in bytes; blocks it takes up, bytes of such a block; best size for reading
#   %f %F %a %A  type and permissions: in hexadecimal; the type in words; permissions in octal, as ls shows them
#   %u %g %U %G  owner and group; their names
#   %i %h %d %t %T  number of the file; names it has; number of its device; the device it is: major and minor, hexadecimal
#   %x %y %z %w  times of the last access, change of the content, change of anything, and of its making
#   %X %Y %Z %W  the same in seconds since 1970

.include "start.s"
.include "options.s"
.include "calendar.s"
.include "mode.s"

usage "stat [-L] [-c FORMAT] FILE..."

.equ BLOCK_SIZE,    512

    .text
main:
    enter   4
    call    options_start
.Lnext_option:
    options "Lc:"
    on_option 'L', .Lnext_option
    on_option 'c', .Lset_format
    lw      s0, operands
    lw      t0, 0(s0)
    bnez    t0, 1f
    j       missing_operand
1:  li      s1, 0                   # exit status
.Lnext_file:
    lw      s2, 0(s0)
    beqz    s2, .Ldone
    addi    s0, s0, 4
    la      t0, name
    sw      s2, 0(t0)
    mv      a0, s2
    la      a1, facts
    lbu     t0, given + 'L'
    bnez    t0, 2f
    call    lstat
    j       3f
2:  call    stat
3:  bnez    a0, .Lcannot_stat
    lw      a0, format
    bnez    a0, 4f
    call    print_all
    j       .Lnext_file
4:  call    print_format
    li      a0, '\n'
    call    print_char
    j       .Lnext_file
.Lcannot_stat:
    warn    "cannot statx '", s2, "'", a0
    li      s1, 1
    j       .Lnext_file
.Ldone:
    mv      a0, s1
    leave
.Lset_format:
    la      t0, format
    sw      a1, 0(t0)
    j       .Lnext_option

# print_all() - everything, in several lines
print_all:
    enter
    la_string a0, "  File: "
    call    print_str
    lw      a0, name
    call    print_str
    call    print_target
    print   "\n  Size: "
    lw      a0, facts + STATX_SIZE
    lw      a1, facts + STATX_SIZE + 4
    call    print_padded
    print   "\tBlocks: "
    lw      a0, facts + STATX_BLOCKS
    lw      a1, facts + STATX_BLOCKS + 4
    call    print_padded
    la_string a0, " IO Block: %o   %F\nDevice: "
    call    print_format
    call    print_device
    print   "\tInode: "
    lw      a0, facts + STATX_INO
    lw      a1, facts + STATX_INO + 4
    call    print_padded
    la_string a0, "  Links: %h"
    call    print_format
    lhu     a0, facts + STATX_MODE
    call    is_device
    beqz    a0, 1f
    la_string a0, "     Device type: %t,%T"
    call    print_format
1:  print   "\nAccess: ("
    call    print_permissions
    la_string a0, "/%A)  Uid: ("
    call    print_format
    lw      a0, facts + STATX_UID
    call    print_owner
    print   ")   Gid: ("
    lw      a0, facts + STATX_GID
    call    print_owner
    la_string a0, ")\nAccess: %x\nModify: %y\nChange: %z\n Birth: %w\n"
    unwind
    j       print_format

# print_padded(a0 = low word, a1 = high word) - the number, with blanks behind it up to ten columns
print_padded:
    enter   1, 32
    addi    a2, sp, 32
    call    format_udec64
    mv      s0, a1
    call    print_bytes
1:  li      t0, 10
    bgeu    s0, t0, 2f
    li      a0, ' '
    call    print_char
    addi    s0, s0, 1
    j       1b
2:  leave

# print_device() - the device that the file is on, "MAJOR,MINOR"
print_device:
    enter
    lw      a0, facts + STATX_DEV_MAJOR
    call    print_udec
    li      a0, ','
    call    print_char
    lw      a0, facts + STATX_DEV_MINOR
    unwind
    j       print_udec

# print_permissions() - four octal digits
print_permissions:
    enter   1
    li      s0, 9
1:  lhu     a0, facts + STATX_MODE
    srl     a0, a0, s0
    andi    a0, a0, 7
    addi    a0, a0, '0'
    call    print_char
    addi    s0, s0, -3
    bgez    s0, 1b
    leave

# print_owner(a0 = number) - right-aligned, with its name
print_owner:
    enter   1
    mv      s0, a0
    li      a1, 5
    call    print_udec_width
    print   "/"
    mv      a0, s0
    call    owner_name
    mv      a1, a0
    mv      s0, a0
    call    strlen
    mv      a2, a0
    mv      a1, s0
    la      a0, stdout
    li      a3, 8
    unwind
    j       put_right

# owner_name(a0 = number) -> a0 = name; only 0 has one
owner_name:
    bnez    a0, 1f
    la_string a0, "root"
    ret
1:  la_string a0, "UNKNOWN"
    ret

# is_device(a0 = mode) -> a0 = 1 for a device file, else 0
is_device:
    li      t0, S_IFMT
    and     t1, a0, t0
    li      t0, S_IFCHR
    li      a0, 1
    beq     t1, t0, 1f
    li      t0, S_IFBLK
    beq     t1, t0, 1f
    li      a0, 0
1:  ret

# print_target() - " -> TARGET" behind the name of a symbolic link
print_target:
    enter   1
    call    read_target
    beqz    a0, 1f
    print   " -> "
    la      a0, target
    call    print_str
1:  leave

# read_target() -> a0 = 1 when the file is a symbolic link: its target is then in `target`; else 0
read_target:
    lhu     t0, facts + STATX_MODE
    li      t1, S_IFMT
    and     t0, t0, t1
    li      t1, S_IFLNK
    li      a0, 0
    bne     t0, t1, 1f
    li      a0, AT_FDCWD
    lw      a1, name
    la      a2, target
    li      a3, PATH_MAX - 1
    syscall readlinkat
    la      t0, target
    add     t0, t0, a0
    slti    a0, a0, 0
    xori    a0, a0, 1
    beqz    a0, 1f
    sb      zero, 0(t0)
1:  ret

# print_format(a0 = format)
print_format:
    enter   1
    mv      s0, a0
.Lnext_byte:
    lbu     a0, 0(s0)
    beqz    a0, .Lend_of_format
    addi    s0, s0, 1
    li      t0, '%'
    bne     a0, t0, .Lplain
    lbu     t2, 0(s0)
    beqz    t2, .Lplain
    addi    s0, s0, 1
    la      t0, conversions
1:  lw      t1, 0(t0)
    beqz    t1, .Lunknown
    lw      t3, 4(t0)
    lw      t4, 8(t0)
    addi    t0, t0, 12
    bne     t1, t2, 1b
    la      a0, facts               # most routines print a field of struct statx
    add     a1, a0, t4
    lw      a0, 0(a1)
    jalr    t3
    j       .Lnext_byte
.Lunknown:
    li      a0, '?'
.Lplain:
    call    print_char
    j       .Lnext_byte
.Lend_of_format:
    leave

# The routines of the conversions: (a0 = word of the field, a1 = its address)

show_name:
    lw      a0, name
    j       print_str

show_quoted:
    enter
    print   "'"
    lw      a0, name
    call    print_str
    print   "'"
    call    read_target
    beqz    a0, 1f
    print   " -> '"
    la      a0, target
    call    print_str
    print   "'"
1:  leave

show_word:
    j       print_udec

show_double:
    lw      a1, 4(a1)
    li      a2, 0
    j       print_udec64

show_block_size:
    li      a0, BLOCK_SIZE
    j       print_udec

show_mode:
    slli    a0, a0, 16              # the field has two bytes
    srli    a0, a0, 16
    # falls into show_hex

show_hex:
    enter   2
    mv      s0, a0
    li      s1, 28                  # bit of the first digit
1:  srl     t0, s0, s1
    bnez    t0, 2f
    addi    s1, s1, -4
    bgtz    s1, 1b
    li      s1, 0
2:  srl     a0, s0, s1
    andi    a0, a0, 15
    li      t0, 10
    bltu    a0, t0, 3f
    addi    a0, a0, 'a' - '0' - 10
3:  addi    a0, a0, '0'
    call    print_char
    addi    s1, s1, -4
    bgez    s1, 2b
    leave

show_permissions:
    li      t0, MODE_MAX
    and     a0, a0, t0
    mv      a1, a0
    la      a0, stdout
    j       put_oct

show_access:
    slli    a0, a0, 16
    srli    a0, a0, 16
    j       print_mode

show_type:
    slli    a0, a0, 16
    srli    a0, a0, 28
    li      t0, S_IFREG >> 12
    bne     a0, t0, 1f
    lw      t0, facts + STATX_SIZE
    lw      t1, facts + STATX_SIZE + 4
    or      t0, t0, t1
    bnez    t0, 1f
    la_string a0, "regular empty file"
    j       print_str
1:  la      t0, type_names
    slli    a0, a0, 2
    add     t0, t0, a0
    lw      a0, 0(t0)
    j       print_str

show_owner:
    enter
    call    owner_name
    unwind
    j       print_str

show_device:
    enter
    lw      t0, facts + STATX_DEV_MAJOR     # as the number that older calls give
    lw      t1, facts + STATX_DEV_MINOR
    slli    t0, t0, 8
    andi    t2, t1, 0xff
    or      t0, t0, t2
    srli    t1, t1, 8
    slli    t1, t1, 20
    or      a0, t0, t1
    unwind
    j       print_udec

show_time:
    enter   2, TIME_BYTES
    mv      s0, a1
    beqz    a0, 3f                  # a file system that does not keep it
    mv      a1, sp
    call    split_time
    mv      a0, sp
    call    print_date_time
    li      a0, '.'
    call    print_char
    lw      s0, 8(s0)               # nanoseconds
    li      s1, 100000000
1:  divu    a0, s0, s1
    remu    s0, s0, s1
    addi    a0, a0, '0'
    call    print_char
    li      t0, 10
    divu    s1, s1, t0
    bnez    s1, 1b
    print   " +0000"
    leave
3:  li      a0, '-'
    call    print_char
    leave

show_percent:
    li      a0, '%'
    j       print_char

    .section .rodata.tables, "a"
    .balign 4
conversions:                        # letter, routine, field of struct statx
    .word   'n', show_name,         0
    .word   'N', show_quoted,       0
    .word   's', show_double,       STATX_SIZE
    .word   'b', show_double,       STATX_BLOCKS
    .word   'B', show_block_size,   0
    .word   'o', show_word,         STATX_BLKSIZE
    .word   'f', show_mode,         STATX_MODE
    .word   'F', show_type,         STATX_MODE
    .word   'a', show_permissions,  STATX_MODE
    .word   'A', show_access,       STATX_MODE
    .word   'u', show_word,         STATX_UID
    .word   'U', show_owner,        STATX_UID
    .word   'g', show_word,         STATX_GID
    .word   'G', show_owner,        STATX_GID
    .word   'i', show_double,       STATX_INO
    .word   'h', show_word,         STATX_NLINK
    .word   'd', show_device,       0
    .word   't', show_hex,          STATX_RDEV_MAJOR
    .word   'T', show_hex,          STATX_RDEV_MINOR
    .word   'x', show_time,         STATX_ATIME
    .word   'y', show_time,         STATX_MTIME
    .word   'z', show_time,         STATX_CTIME
    .word   'w', show_time,         STATX_BTIME
    .word   'X', show_word,         STATX_ATIME
    .word   'Y', show_word,         STATX_MTIME
    .word   'Z', show_word,         STATX_CTIME
    .word   'W', show_word,         STATX_BTIME
    .word   '%', show_percent,      0
    .word   0
type_names:                         # by the upper four bits of the mode
    .word   other, fifo, character_device, other, directory, other, block_device, other
    .word   regular_file, other, symbolic_link, other, socket, other, other, other

    .section .rodata
other:          .asciz "unknown"
fifo:           .asciz "fifo"
character_device: .asciz "character special file"
directory:      .asciz "directory"
block_device:   .asciz "block special file"
regular_file:   .asciz "regular file"
symbolic_link:  .asciz "symbolic link"
socket:         .asciz "socket"

    .bss
    .balign 8
facts:          .zero STATX_BYTES   # the file's struct statx
format:         .zero 4             # what -c said, or 0
name:           .zero 4
target:         .zero PATH_MAX
