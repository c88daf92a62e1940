# lines.s: reading lines of any length
#
# A reader takes lines from a descriptor through a buffer that grows with the longest line:
#
#   | done | unread bytes      | free          |
#   +------+-------------------+---------------+
#   BUFFER START               END             BUFFER + SIZE

.ifndef LINES_S
.equ LINES_S, 1
.include "macros.s"
.include "alloc.s"
.include "io.s"
.include "print.s"

.equ READER_FD,         0
.equ READER_BUFFER,     4
.equ READER_SIZE,       8
.equ READER_START,      12
.equ READER_END,        16
.equ READER_ERROR,      20          # errno of the read that failed, or 0
.equ READER_BYTES,      24
.equ READER_FIRST_SIZE, 16384

.equ READ_STEP,         65536       # bytes that read_whole asks for at once

    .text

# reader_open(a0 = reader, a1 = descriptor) - read from this descriptor now
# The reader is zero before its first use; its buffer is kept from one use to the next.
reader_open:
    sw      a1, READER_FD(a0)
    lw      t0, READER_BUFFER(a0)
    sw      t0, READER_START(a0)
    sw      t0, READER_END(a0)
    sw      zero, READER_ERROR(a0)
    ret

# read_line(a0 = reader) -> a0 = line, a1 = its length without the newline, a2 = 1 if it ends with a newline,
#                           0 if the input ends without one; a0 = 0 at the end of the input (or after an error,
#                           which is then in READER_ERROR)
# The line stays in place until the next call. The byte after it (the newline) may be overwritten.
read_line:
    enter   4
    mv      s0, a0
    li      s1, 0                   # bytes of the line looked at so far
.Lread_line_scan:
    lw      s2, READER_START(s0)
    lw      s3, READER_END(s0)
    add     a0, s2, s1
    sub     a2, s3, a0
    li      a1, '\n'
    call    memchr
    bnez    a0, .Lread_line_found
    sub     s1, s3, s2
    mv      a0, s0
    call    reader_fill
    bgtz    a0, .Lread_line_scan

    lw      a0, READER_START(s0)    # the end: what is left is the last line
    lw      t0, READER_END(s0)
    sw      t0, READER_START(s0)
    sub     a1, t0, a0
    li      a2, 0
    bnez    a1, 1f
    li      a0, 0
1:  leave

.Lread_line_found:
    addi    t0, a0, 1
    sw      t0, READER_START(s0)
    sub     a1, a0, s2
    mv      a0, s2
    li      a2, 1
    leave

# reader_fill(a0 = reader) -> a0 = bytes added after the unread ones, 0 at the end, -errno on failure
# Moves the unread bytes to the front and enlarges the buffer as needed. Flushes stdout before it reads.
reader_fill:
    enter   3
    mv      s0, a0
    call    flush_stdout
    lw      a1, READER_START(s0)
    lw      s1, READER_END(s0)
    sub     s1, s1, a1              # unread bytes
    lw      a0, READER_BUFFER(s0)
    lw      s2, READER_SIZE(s0)
    beq     a0, a1, 1f
    mv      a2, s1
    call    memmove
    j       2f
1:  bltu    s1, s2, 2f              # full from front to end: double it
    mv      a1, s2
    slli    s2, s2, 1
    bnez    s2, 3f
    li      s2, READER_FIRST_SIZE
3:  mv      a2, s2
    call    resize
    sw      a0, READER_BUFFER(s0)
    sw      s2, READER_SIZE(s0)
2:  sw      a0, READER_START(s0)
    add     a1, a0, s1
    sw      a1, READER_END(s0)
    sub     a2, s2, s1
    lw      a0, READER_FD(s0)
    call    read_some
    bltz    a0, 4f
    lw      t0, READER_END(s0)
    add     t0, t0, a0
    sw      t0, READER_END(s0)
    leave
4:  neg     t0, a0
    sw      t0, READER_ERROR(s0)
    leave

# read_whole(a0 = descriptor) -> a0 = content, a1 = its length; or a0 = 0, a1 = -errno
# Reads to the end, into one piece of new memory.
read_whole:
    enter   3
    mv      s0, a0
    call    alloc_mark
    mv      s1, a0                  # start
    mv      s2, a0                  # end so far
1:  mv      a0, s2                  # the bytes read so far stay, what was too much goes back
    call    alloc_release
    li      a0, READ_STEP
    call    alloc
    mv      a1, a0
    li      a2, READ_STEP
    mv      a0, s0
    call    read_some
    bltz    a0, 2f
    add     s2, s2, a0
    bnez    a0, 1b
    addi    a0, s2, 3
    andi    a0, a0, -4
    call    alloc_release
    mv      a0, s1
    sub     a1, s2, s1
    leave
2:  mv      a1, a0
    mv      a0, s1
    call    alloc_release
    li      a0, 0
    leave

.endif
