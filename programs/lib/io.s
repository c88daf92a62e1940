# io.s: reading and writing whole pieces
#
# Calls that Linux may interrupt or do only in part, made whole. Errors come back as -errno.

.ifndef IO_S
.equ IO_S, 1
.include "macros.s"

.equ COPY_SIZE, 32768

    .text

# write_all(a0 = descriptor, a1 = bytes, a2 = length) -> a0 = 0 or -errno
# Goes on after a partial write and after EINTR.
write_all:
    mv      t0, a0
    j       .Lwrite_all_test
.Lwrite_all_more:
    mv      a0, t0
    syscall write
    bltz    a0, .Lwrite_all_error
    add     a1, a1, a0
    sub     a2, a2, a0
.Lwrite_all_test:
    bnez    a2, .Lwrite_all_more
    li      a0, 0
    ret
.Lwrite_all_error:
    li      t1, -EINTR
    beq     a0, t1, .Lwrite_all_test
    ret

# read_some(a0 = descriptor, a1 = buffer, a2 = size) -> a0 = bytes read, 0 at the end, or -errno
# One read, repeated after EINTR.
read_some:
    mv      t0, a0
    li      t1, -EINTR
.Lread_some_again:
    mv      a0, t0
    syscall read
    beq     a0, t1, .Lread_some_again
    ret

# copy_all(a0 = source, a1 = destination) -> a0 = 0 or -errno of a read, a1 = 0 or -errno of a write
# Copies from one descriptor to the other until the end of the source.
copy_all:
    enter   2
    mv      s0, a0
    mv      s1, a1
1:  mv      a0, s0
    la      a1, .Lcopy_buffer
    li      a2, COPY_SIZE
    call    read_some
    li      a1, 0
    blez    a0, 2f
    mv      a2, a0
    la      a1, .Lcopy_buffer
    mv      a0, s1
    call    write_all
    beqz    a0, 1b
    mv      a1, a0
    li      a0, 0
2:  leave

# seek(a0 = descriptor, a1 = offset, signed, a2 = SEEK_ value) -> a0 = new position, or -errno;
#                                                               -EFBIG when it is above 2^31 - 1
seek:
    enter   0, 16                   # locals: the 64-bit result
    mv      t0, a2
    mv      a2, a1
    srai    a1, a1, 31
    mv      a3, sp
    mv      a4, t0
    syscall llseek
    bnez    a0, 1f
    lw      t0, 4(sp)
    lw      a0, 0(sp)
    bnez    t0, 2f
    bltz    a0, 2f
1:  leave
2:  li      a0, -EFBIG
    leave

# open_input(a0 = name) -> a0 = descriptor or -errno
# The name `-` is standard input.
open_input:
    lbu     t0, 0(a0)
    li      t1, '-'
    bne     t0, t1, open_read
    lbu     t0, 1(a0)
    bnez    t0, open_read
    li      a0, STDIN
    ret

# open_read(a0 = path) -> a0 = descriptor or -errno
open_read:
    mv      a1, a0
    li      a0, AT_FDCWD
    li      a2, O_RDONLY
    li      a3, 0
    syscall openat
    ret

# open_write(a0 = path, a1 = O_TRUNC, O_APPEND or O_EXCL) -> a0 = descriptor or -errno
# Creates the file, readable and writable for everybody (less the umask), if there is none.
open_write:
    ori     a2, a1, O_WRONLY | O_CREAT
    mv      a1, a0
    li      a0, AT_FDCWD
    li      a3, 0666
    syscall openat
    ret

# close_input(a0 = descriptor) - close what open_input gave; standard input stays open.
close_input:
    beqz    a0, 1f
    syscall close
1:  ret

# stat(a0 = path, a1 = struct statx) -> a0 = 0 or -errno; follows a symbolic link
stat:
    li      a2, 0
    j       stat_at

# lstat(a0 = path, a1 = struct statx) -> a0 = 0 or -errno; looks at a symbolic link itself
lstat:
    li      a2, AT_SYMLINK_NOFOLLOW
    j       stat_at

# stat_open(a0 = descriptor, a1 = struct statx) -> a0 = 0 or -errno
stat_open:
    mv      a4, a1
    la      a1, .Lempty_path
    li      a2, AT_EMPTY_PATH
    li      a3, STATX_BASIC_STATS
    syscall statx
    ret

# stat_at(a0 = path, a1 = struct statx, a2 = flags) -> a0 = 0 or -errno
stat_at:
    mv      a4, a1
    mv      a1, a0
    li      a0, AT_FDCWD
    li      a3, STATX_BASIC_STATS
    syscall statx
    ret

    .section .rodata
.Lempty_path:   .asciz ""

    .bss
.Lcopy_buffer:  .zero COPY_SIZE

.endif
