# printf: print a text made from a format and arguments
#
# The format is used again until no argument is left. It knows the escapes of `echo -e` (octal numbers also without the
# leading 0) and the conversions %s %b %c %d %i %u %o %x %X %%, with the flags - 0 + and blank, a width and a precision,
# each perhaps a * that takes an argument. %b is %s with escapes. Numbers have 32 bits; they may be written as 10, 0xa,
# 012 or 'c.

.include "start.s"
.include "options.s"
.include "escape.s"

usage "printf FORMAT [ARGUMENT...]"

.equ FLAG_LEFT,     1               # -
.equ FLAG_ZERO,     2               # 0
.equ FLAG_PLUS,     4               # +
.equ FLAG_BLANK,    8

    .text
main:
    enter   2
    call    options_start
    options "+"
    lw      s0, operands
    lw      s1, 0(s0)
    bnez    s1, 1f
    j       missing_operand
1:  addi    s0, s0, 4
    la      t0, arguments
    sw      s0, 0(t0)
2:  mv      a0, s1
    call    print_format
    bnez    a0, 3f                  # \c ends the output
    lw      t0, arguments           # go on while the format takes arguments and there are any
    beq     t0, s0, 3f
    mv      s0, t0
    lw      t0, 0(s0)
    bnez    t0, 2b
3:  lw      a0, status
    leave

# print_format(a0 = format) -> a0 = 1 when \c asks to end the output, else 0
print_format:
    enter   2
    mv      s0, a0
.Lformat_next:
    lbu     a0, 0(s0)
    beqz    a0, .Lformat_end
    addi    s0, s0, 1
    li      t0, '\\'
    beq     a0, t0, .Lformat_escape
    li      t0, '%'
    beq     a0, t0, .Lformat_conversion
.Lformat_byte:
    call    print_char
    j       .Lformat_next
.Lformat_end:
    leave
.Lformat_escape:
    lbu     t0, 0(s0)
    li      t1, '"'
    beq     t0, t1, .Lformat_next   # \" is "
    mv      a0, s0
    call    read_escape_octal
    mv      s0, a1
    bgez    a0, .Lformat_byte
    li      a0, 1
    leave
.Lformat_conversion:
    lbu     t0, 0(s0)
    beq     t0, a0, .Lformat_percent
    mv      a0, s0
    call    parse_conversion
    mv      s0, a0
    beqz    a1, .Lformat_next
    li      a0, 1
    leave
.Lformat_percent:
    addi    s0, s0, 1
    j       .Lformat_byte

# parse_conversion(a0 = format after `%`) -> a0 = format after the conversion, a1 = 1 when \c ended a %b, else 0
# Prints the next argument in this form.
parse_conversion:
    enter   6
    mv      s0, a0
    mv      s5, a0
    li      s1, 0                   # flags
1:  lbu     t0, 0(s0)
    la      t1, flag_letters
2:  lbu     t2, 0(t1)
    beqz    t2, 3f
    lbu     t3, 1(t1)
    addi    t1, t1, 2
    bne     t0, t2, 2b
    or      s1, s1, t3
    addi    s0, s0, 1
    j       1b
3:  li      s3, -1                  # precision
    mv      a0, s0
    call    parse_size
    mv      s2, a0                  # width
    mv      s0, a1
    bgez    s2, 4f
    neg     s2, s2                  # a negative width from an argument
    ori     s1, s1, FLAG_LEFT
4:  lbu     t0, 0(s0)
    li      t1, '.'
    bne     t0, t1, 5f
    addi    a0, s0, 1
    call    parse_size
    mv      s3, a0
    mv      s0, a1
5:  lbu     s4, 0(s0)
    addi    s0, s0, 1
    la      t0, conversions
6:  lw      t1, 0(t0)
    beqz    t1, .Lbad_conversion
    lw      t2, 4(t0)
    addi    t0, t0, 8
    bne     t1, s4, 6b
    la      t0, flags
    sw      s1, 0(t0)
    la      t0, width
    sw      s2, 0(t0)
    la      t0, precision
    sw      s3, 0(t0)
    mv      a0, s4
    jalr    t2
    mv      a1, a0
    mv      a0, s0
    leave
.Lbad_conversion:
    beqz    s4, 7f
    sb      zero, 0(s0)
7:  addi    s5, s5, -1
    die     "", s5, ": invalid conversion specification", zero

# parse_size(a0 = format) -> a0 = number there, or from an argument for `*`, 0 when there is none; a1 = format after it
parse_size:
    lbu     t0, 0(a0)
    li      t1, '*'
    bne     t0, t1, parse_udec
    enter   1
    addi    s0, a0, 1
    call    number_argument
    mv      a1, s0
    leave

# next_argument() -> a0 = next argument, or 0 when there is none left
next_argument:
    la      t0, arguments
    lw      t1, 0(t0)
    lw      a0, 0(t1)
    beqz    a0, 1f
    addi    t1, t1, 4
    sw      t1, 0(t0)
1:  ret

# number_argument() -> a0 = value of the next argument; 0 when there is none, or after a message
number_argument:
    enter   4
    call    next_argument
    beqz    a0, .Lnumber_none
    mv      s0, a0
    mv      s3, a0
    lbu     t0, 0(a0)
    li      t1, '\''
    beq     t0, t1, .Lnumber_quoted
    li      t1, '"'
    beq     t0, t1, .Lnumber_quoted
    addi    s1, t0, -'-'
    seqz    s1, s1                  # negative?
    addi    t1, t0, -'+'
    seqz    t1, t1
    or      t1, t1, s1
    add     s0, s0, t1
    li      s2, 10                  # base
    lbu     t0, 0(s0)
    li      t1, '0'
    bne     t0, t1, 1f
    li      s2, 8
    lbu     t0, 1(s0)
    ori     t0, t0, 0x20
    li      t1, 'x'
    bne     t0, t1, 1f
    li      s2, 16
    addi    s0, s0, 2
1:  mv      t2, s0
    li      a0, 0
2:  lbu     t0, 0(s0)
    addi    t1, t0, -'0'
    li      t3, 10
    bltu    t1, t3, 3f
    ori     t1, t0, 0x20
    addi    t1, t1, -'a'
    li      t3, 6
    bgeu    t1, t3, 4f
    addi    t1, t1, 10
3:  bgeu    t1, s2, 4f
    mul     a0, a0, s2
    add     a0, a0, t1
    addi    s0, s0, 1
    j       2b
4:  beqz    s1, 5f
    neg     a0, a0
5:  mv      s1, a0
    beq     s0, t2, .Lnumber_missing
    bnez    t0, .Lnumber_partly
    leave
.Lnumber_quoted:
    lbu     a0, 1(s0)
    leave
.Lnumber_none:
    li      a0, 0
    leave
.Lnumber_missing:
    warn    "'", s3, "': expected a numeric value", zero
    j       6f
.Lnumber_partly:
    warn    "'", s3, "': value not completely converted", zero
6:  li      t0, 1
    la      t1, status
    sw      t0, 0(t1)
    mv      a0, s1
    leave

# The conversions: each takes a0 = its letter, prints the next argument, and gives a0 = 1 to end the output, else 0.

print_text:                         # %s
    enter   1
    call    next_argument
    beqz    a0, 2f
    mv      s0, a0
    call    strlen
    lw      t0, precision
    bltz    t0, 1f
    bleu    a0, t0, 1f
    mv      a0, t0
1:  mv      a1, a0
    mv      a0, s0
    call    print_padded
    li      a0, 0
    leave
2:  li      a1, 0
    call    print_padded
    li      a0, 0
    leave

print_escapes:                      # %b
    enter
    call    next_argument
    beqz    a0, 1f
    call    print_escaped
1:  leave

print_byte:                         # %c
    enter
    call    next_argument
    li      a1, 0
    beqz    a0, 1f
    lbu     t0, 0(a0)
    snez    a1, t0
1:  call    print_padded
    li      a0, 0
    leave

print_signed:                       # %d, %i
    enter   1
    call    number_argument
    la      t0, sign
    li      t1, '-'
    bltz    a0, 2f
    lw      t2, flags
    li      t1, '+'
    andi    t3, t2, FLAG_PLUS
    bnez    t3, 1f
    li      t1, ' '
    andi    t3, t2, FLAG_BLANK
    bnez    t3, 1f
    li      t1, 0
1:  neg     a0, a0
2:  neg     a0, a0
    sb      t1, 0(t0)
    li      a1, 10
    call    print_number
    li      a0, 0
    leave

print_decimal:                      # %u
    li      a1, 10
    j       1f
print_octal:                        # %o
    li      a1, 8
    j       1f
print_hex:                          # %x, %X
    la      t0, digit_letters
    addi    a0, a0, -('x' - 'a')    # x: from a, X: from A
    sb      a0, 0(t0)
    li      a1, 16
1:  enter   1
    mv      s0, a1
    la      t0, sign
    sb      zero, 0(t0)
    call    number_argument
    mv      a1, s0
    call    print_number
    li      a0, 0
    leave

# print_number(a0 = unsigned number, a1 = base) - with `sign` before it, at least `precision` digits, and filled up to
# `width` with blanks, or with zeros after the sign
print_number:
    enter   4, 16                   # locals: the digits
    addi    s0, sp, 12              # first digit
    mv      s1, s0                  # their end
    lbu     t2, digit_letters
1:  remu    t0, a0, a1
    divu    a0, a0, a1
    addi    t1, t0, '0'
    li      t3, 10
    bltu    t0, t3, 2f
    addi    t1, t0, -10
    add     t1, t1, t2
2:  addi    s0, s0, -1
    sb      t1, 0(s0)
    bnez    a0, 1b
    sub     s1, s1, s0              # how many digits
    lw      s2, precision
    lbu     t1, sign
    snez    t1, t1
    bgez    s2, 4f
    lw      t0, flags               # without a precision, the flag 0 asks for digits up to the width
    andi    t0, t0, FLAG_ZERO | FLAG_LEFT
    li      t2, FLAG_ZERO
    li      s2, 0
    bne     t0, t2, 4f
    lw      s2, width
    sub     s2, s2, t1
4:  sub     s2, s2, s1              # zeros in front
    bgez    s2, 5f
    li      s2, 0
5:  lw      s3, width
    sub     s3, s3, s1
    sub     s3, s3, s2
    sub     s3, s3, t1              # blanks
    lw      t0, flags
    andi    t0, t0, FLAG_LEFT
    bnez    t0, 6f
    mv      a0, s3
    li      a1, ' '
    li      s3, 0
    call    print_repeated
6:  lbu     a0, sign
    beqz    a0, 7f
    call    print_char
7:  mv      a0, s2
    li      a1, '0'
    call    print_repeated
    mv      a0, s0
    mv      a1, s1
    call    print_bytes
    mv      a0, s3
    li      a1, ' '
    unwind
    j       print_repeated

# print_padded(a0 = text, a1 = length) - filled up to `width` with blanks
print_padded:
    enter   3
    mv      s0, a0
    mv      s1, a1
    lw      s2, width
    sub     s2, s2, a1              # blanks
    lw      t0, flags
    andi    t0, t0, FLAG_LEFT
    bnez    t0, 1f
    mv      a0, s2
    li      a1, ' '
    li      s2, 0
    call    print_repeated
1:  mv      a0, s0
    mv      a1, s1
    call    print_bytes
    mv      a0, s2
    li      a1, ' '
    unwind
    # falls into print_repeated

# print_repeated(a0 = how often, perhaps not at all, a1 = byte)
print_repeated:
    enter   2
    mv      s0, a0
    mv      s1, a1
    j       2f
1:  mv      a0, s1
    call    print_char
    addi    s0, s0, -1
2:  bgtz    s0, 1b
    leave

    .section .rodata
flag_letters:   .byte '-', FLAG_LEFT, '0', FLAG_ZERO, '+', FLAG_PLUS, ' ', FLAG_BLANK, 0

    .section .rodata.tables, "a"
    .balign 4
conversions:                        # letter, routine
    .word   's', print_text
    .word   'b', print_escapes
    .word   'c', print_byte
    .word   'd', print_signed
    .word   'i', print_signed
    .word   'u', print_decimal
    .word   'o', print_octal
    .word   'x', print_hex
    .word   'X', print_hex
    .word   0

    .bss
    .balign 4
arguments:      .zero 4             # place of the next argument
status:         .zero 4             # exit status
flags:          .zero 4             # of the conversion at hand: FLAG_ bits
width:          .zero 4
precision:      .zero 4             # or -1
sign:           .zero 1             # `-`, `+`, a blank, or 0 for none
digit_letters:  .zero 1             # the digit 10: `a` or `A`
