# escape.s: backslash escapes of echo -e, printf and tr

.ifndef ESCAPE_S
.equ ESCAPE_S, 1
.include "macros.s"
.include "print.s"

    .text

# print_escaped(a0 = text) -> a0 = 1 if \c asks to end the output, else 0
# Prints the text with its escapes replaced.
print_escaped:
    enter   1
    mv      s0, a0
1:  lbu     a0, 0(s0)
    addi    s0, s0, 1
    beqz    a0, 3f
    li      t0, '\\'
    bne     a0, t0, 2f
    mv      a0, s0
    call    read_escape
    mv      s0, a1
    bltz    a0, 4f
2:  call    print_char
    j       1b
3:  li      a0, 0
    leave
4:  li      a0, 1
    leave

# read_escape(a0 = text after a backslash) -> a0 = the byte it stands for, or -1 for `c`; a1 = text after it
# An unknown escape stands for its backslash, and reading goes on after that.
read_escape:
    addi    a1, a0, 1
    lbu     t0, 0(a0)
    la      t1, .Lescapes
1:  lbu     t2, 0(t1)
    beqz    t2, 2f
    lbu     a0, 1(t1)
    addi    t1, t1, 2
    bne     t0, t2, 1b
    ret
2:  li      t1, 'c'
    li      a0, -1
    beq     t0, t1, .Lescape_end
    li      t1, '0'
    beq     t0, t1, .Lescape_octal
    li      t1, 'x'
    beq     t0, t1, .Lescape_hex
    li      a0, '\\'
    addi    a1, a1, -1
.Lescape_end:
    ret

.Lescape_octal:                     # up to three digits
    li      a0, 0
    li      t1, 3
1:  lbu     t0, 0(a1)
    addi    t0, t0, -'0'
    sltiu   t2, t0, 8
    beqz    t2, 2f
    slli    a0, a0, 3
    or      a0, a0, t0
    addi    a1, a1, 1
    addi    t1, t1, -1
    bnez    t1, 1b
2:  andi    a0, a0, 0xff
    ret

.Lescape_hex:                       # one or two digits after the x
    li      a0, 0
    li      t1, 2
1:  lbu     t0, 0(a1)
    addi    t2, t0, -'0'
    sltiu   t3, t2, 10
    bnez    t3, 2f
    ori     t2, t0, 0x20
    addi    t2, t2, -'a'
    sltiu   t3, t2, 6
    beqz    t3, 3f
    addi    t2, t2, 10
2:  slli    a0, a0, 4
    or      a0, a0, t2
    addi    a1, a1, 1
    addi    t1, t1, -1
    bnez    t1, 1b
    ret
3:  li      t0, 2
    bne     t1, t0, 4f
    li      a0, '\\'                # no digit: not an escape
    addi    a1, a1, -1
4:  ret

# read_escape_octal(a0 = text after a backslash) -> a0 = the byte, or -1 for `c`; a1 = text after it
# As read_escape, but an octal number needs no 0 in front, as in the format of printf and the sets of tr.
read_escape_octal:
    mv      a1, a0
    lbu     t0, 0(a0)
    addi    t0, t0, -'0'
    sltiu   t0, t0, 8
    bnez    t0, .Lescape_octal
    j       read_escape

    .section .rodata
.Lescapes:                          # letter, byte
    .byte   'a', 7
    .byte   'b', 8
    .byte   'e', 27
    .byte   'f', 12
    .byte   'n', 10
    .byte   'r', 13
    .byte   't', 9
    .byte   'v', 11
    .byte   '\\', '\\'
    .byte   0

.endif
