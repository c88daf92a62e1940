# print.s: buffered output
#
# A stream is a descriptor with a buffer that collects bytes until it is full or flushed. There are two,
# `stdout` and `stderr`. The put_... routines write to the stream in a0; the print_... routines are the same
# for stdout. eprint_... write to stderr and flush it at once.
#
# stdout is flushed when its buffer is full, when the process exits (start.s), and before each read of
# lines.s, which may block: so what has been worked out is never held back while a program waits for more.

.ifndef PRINT_S
.equ PRINT_S, 1
.include "macros.s"
.include "string.s"
.include "io.s"

.equ STREAM_FD,       0             # descriptor
.equ STREAM_USED,     4             # bytes in the buffer
.equ STREAM_SIZE,     8             # capacity of the buffer
.equ STREAM_BUFFER,   12            # its address
.equ STDOUT_SIZE,     16384
.equ STDERR_SIZE,     1024

# print "text" - print a literal text on stdout. Changes: a and t registers.
.macro print text:req
    la_string a0, "\text"
    call    print_str
.endm

# eprint "text" - print a literal text on stderr. Changes: a and t registers.
.macro eprint text:req
    la_string a0, "\text"
    call    eprint_str
.endm

    .text

# flush(a0 = stream) - write out what the buffer holds.
# When that fails it calls the routine in `on_write_error` with the stream's error, a0 = -errno.
flush:
    enter   1
    mv      s0, a0
    lw      a2, STREAM_USED(s0)
    beqz    a2, .Lflush_done
    sw      zero, STREAM_USED(s0)
    lw      a0, STREAM_FD(s0)
    lw      a1, STREAM_BUFFER(s0)
    call    write_all
    bltz    a0, .Lflush_failed
.Lflush_done:
    leave
.Lflush_failed:
    la      t0, stderr
    beq     s0, t0, .Lflush_done    # nowhere to report it
    lw      t0, on_write_error
    jalr    t0
    leave

# flush_stdout() - write out what stdout holds.
flush_stdout:
    la      a0, stdout
    j       flush

# put_char(a0 = stream, a1 = byte)
put_char:
    lw      t0, STREAM_USED(a0)
    lw      t1, STREAM_SIZE(a0)
    bgeu    t0, t1, .Lput_char_full
    lw      t1, STREAM_BUFFER(a0)
    add     t1, t1, t0
    sb      a1, 0(t1)
    addi    t0, t0, 1
    sw      t0, STREAM_USED(a0)
    ret
.Lput_char_full:
    enter   2
    mv      s0, a0
    mv      s1, a1
    call    flush
    mv      a0, s0
    mv      a1, s1
    unwind
    j       put_char

# put_str(a0 = stream, a1 = text)
put_str:
    enter   2
    mv      s0, a0
    mv      s1, a1
    mv      a0, a1
    call    strlen
    mv      a2, a0
    mv      a1, s1
    mv      a0, s0
    unwind
    # falls into put_bytes

# put_bytes(a0 = stream, a1 = bytes, a2 = length)
put_bytes:
    enter   4
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
.Lput_bytes_more:
    lw      t0, STREAM_USED(s0)
    lw      s3, STREAM_SIZE(s0)
    sub     s3, s3, t0              # free space, then the size of this piece
    bleu    s3, s2, 1f
    mv      s3, s2
1:  lw      a0, STREAM_BUFFER(s0)
    add     a0, a0, t0
    mv      a1, s1
    mv      a2, s3
    call    memcpy
    lw      t0, STREAM_USED(s0)
    add     t0, t0, s3
    sw      t0, STREAM_USED(s0)
    add     s1, s1, s3
    sub     s2, s2, s3
    beqz    s2, .Lput_bytes_done
    mv      a0, s0
    call    flush
    j       .Lput_bytes_more
.Lput_bytes_done:
    leave

# put_udec(a0 = stream, a1 = unsigned number)
put_udec:
    li      a2, 0
    # falls into put_udec_width

# put_udec_width(a0 = stream, a1 = unsigned number, a2 = least width) - right-aligned with blanks
put_udec_width:
    mv      a3, a2
    li      a2, 0
    j       put_udec64

# put_dec(a0 = stream, a1 = signed number)
put_dec:
    bgez    a1, put_udec
    enter   2
    mv      s0, a0
    neg     s1, a1
    li      a1, '-'
    call    put_char
    mv      a0, s0
    mv      a1, s1
    unwind
    j       put_udec

# put_udec64(a0 = stream, a1 = low word, a2 = high word, a3 = least width) - right-aligned with blanks
put_udec64:
    enter   2, 32                   # locals: the digits
    mv      s0, a0
    mv      s1, a3
    mv      a0, a1
    mv      a1, a2
    addi    a2, sp, 32
    call    format_udec64
    mv      a3, s1
    mv      a2, a1
    mv      a1, a0
    mv      a0, s0
    call    put_right
    leave

# put_oct(a0 = stream, a1 = unsigned number)
put_oct:
    enter   0, 16                   # locals: the digits
    addi    t0, sp, 16
1:  andi    t1, a1, 7
    addi    t1, t1, '0'
    addi    t0, t0, -1
    sb      t1, 0(t0)
    srli    a1, a1, 3
    bnez    a1, 1b
    mv      a1, t0
    addi    a2, sp, 16
    sub     a2, a2, t0
    call    put_bytes
    leave

# put_right(a0 = stream, a1 = bytes, a2 = length, a3 = least width) - the bytes, with blanks before them
put_right:
    enter   4
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    sub     s3, a3, a2              # blanks to go
    j       2f
1:  mv      a0, s0
    li      a1, ' '
    call    put_char
    addi    s3, s3, -1
2:  bgtz    s3, 1b
    mv      a0, s0
    mv      a1, s1
    mv      a2, s2
    unwind
    j       put_bytes

# format_udec64(a0 = low word, a1 = high word, a2 = end of a buffer of 20 bytes) -> a0 = first digit, a1 = length
# Writes the decimal digits so that they end at a2.
#
# While the high word is not zero, one digit costs a long division in base 2^16: with hi = 10 q + r,
# the rest r is below 10, so that r * 2^16 + half a word fits a register.
format_udec64:
    mv      t0, a2
    li      t1, 10
.Lformat_wide:
    beqz    a1, .Lformat_narrow
    remu    t2, a1, t1
    divu    a1, a1, t1              # high word of the quotient
    slli    t2, t2, 16
    srli    t3, a0, 16
    or      t2, t2, t3              # rest, upper half
    divu    t4, t2, t1
    remu    t2, t2, t1
    slli    t2, t2, 16
    slli    t3, a0, 16
    srli    t3, t3, 16
    or      t2, t2, t3              # rest, lower half
    divu    t5, t2, t1
    remu    t2, t2, t1
    slli    t4, t4, 16
    or      a0, t4, t5              # low word of the quotient
    addi    t2, t2, '0'
    addi    t0, t0, -1
    sb      t2, 0(t0)
    j       .Lformat_wide
.Lformat_narrow:
    remu    t2, a0, t1
    divu    a0, a0, t1
    addi    t2, t2, '0'
    addi    t0, t0, -1
    sb      t2, 0(t0)
    bnez    a0, .Lformat_narrow
    mv      a0, t0
    sub     a1, a2, t0
    ret

# The same for stdout.

# print_char(a0 = byte)
print_char:
    mv      a1, a0
    la      a0, stdout
    j       put_char

# print_str(a0 = text)
print_str:
    mv      a1, a0
    la      a0, stdout
    j       put_str

# print_bytes(a0 = bytes, a1 = length)
print_bytes:
    mv      a2, a1
    mv      a1, a0
    la      a0, stdout
    j       put_bytes

# print_line(a0 = text) - the text and a newline
print_line:
    enter
    call    print_str
    li      a0, '\n'
    unwind
    j       print_char

# print_udec(a0 = unsigned number)
print_udec:
    mv      a1, a0
    la      a0, stdout
    j       put_udec

# print_dec(a0 = signed number)
print_dec:
    mv      a1, a0
    la      a0, stdout
    j       put_dec

# print_udec_width(a0 = unsigned number, a1 = least width)
print_udec_width:
    mv      a2, a1
    mv      a1, a0
    la      a0, stdout
    j       put_udec_width

# print_udec64(a0 = low word, a1 = high word, a2 = least width)
print_udec64:
    mv      a3, a2
    mv      a2, a1
    mv      a1, a0
    la      a0, stdout
    j       put_udec64

# print_oct(a0 = unsigned number)
print_oct:
    mv      a1, a0
    la      a0, stdout
    j       put_oct

# eprint_str(a0 = text) - on stderr, at once
eprint_str:
    enter
    mv      a1, a0
    la      a0, stderr
    call    put_str
    la      a0, stderr
    unwind
    j       flush

    .data
    .balign 4
stdout:         .word STDOUT, 0, STDOUT_SIZE, .Lstdout_buffer
stderr:         .word STDERR, 0, STDERR_SIZE, .Lstderr_buffer
on_write_error: .word write_failed  # errors.s; a program that must go on puts its own routine here

    .bss
    .balign 4
.Lstdout_buffer: .zero STDOUT_SIZE
.Lstderr_buffer: .zero STDERR_SIZE

.include "errors.s"
.endif
