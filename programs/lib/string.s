# string.s: zero-terminated texts and blocks of bytes
#
# The routines are leaves: besides their results they change only a and t registers.

.ifndef STRING_S
.equ STRING_S, 1
.include "macros.s"

    .text

# strlen(a0 = text) -> a0 = length
strlen:
    mv      t0, a0
1:  lbu     t1, 0(t0)
    addi    t0, t0, 1
    bnez    t1, 1b
    sub     a0, t0, a0
    addi    a0, a0, -1
    ret

# strcmp(a0 = text, a1 = text) -> a0 < 0, = 0 or > 0, as the first sorts before, with or after the second
strcmp:
1:  lbu     t0, 0(a0)
    lbu     t1, 0(a1)
    bne     t0, t1, 2f
    addi    a0, a0, 1
    addi    a1, a1, 1
    bnez    t0, 1b
2:  sub     a0, t0, t1
    ret

# strncmp(a0 = text, a1 = text, a2 = limit) -> a0 as strcmp; compares at most `limit` bytes
strncmp:
    beqz    a2, 2f
1:  lbu     t0, 0(a0)
    lbu     t1, 0(a1)
    bne     t0, t1, 3f
    beqz    t0, 2f
    addi    a0, a0, 1
    addi    a1, a1, 1
    addi    a2, a2, -1
    bnez    a2, 1b
2:  li      a0, 0
    ret
3:  sub     a0, t0, t1
    ret

# strcpy(a0 = destination, a1 = text) -> a0 = address of the zero it wrote: the place to append more
strcpy:
1:  lbu     t0, 0(a1)
    sb      t0, 0(a0)
    beqz    t0, 2f
    addi    a0, a0, 1
    addi    a1, a1, 1
    j       1b
2:  ret

# strchr(a0 = text, a1 = byte) -> a0 = address of its first occurrence, or 0
strchr:
1:  lbu     t0, 0(a0)
    beq     t0, a1, 2f
    addi    a0, a0, 1
    bnez    t0, 1b
    li      a0, 0
2:  ret

# strchr_or_end(a0 = text, a1 = byte) -> a0 = address of its first occurrence, or of the zero that ends the text
strchr_or_end:
1:  lbu     t0, 0(a0)
    beq     t0, a1, 2f
    beqz    t0, 2f
    addi    a0, a0, 1
    j       1b
2:  ret

# strrchr(a0 = text, a1 = byte) -> a0 = address of its last occurrence, or 0
strrchr:
    mv      t1, a0
    li      a0, 0
1:  lbu     t0, 0(t1)
    bne     t0, a1, 2f
    mv      a0, t1
2:  addi    t1, t1, 1
    bnez    t0, 1b
    ret

# memchr(a0 = bytes, a1 = byte, a2 = length) -> a0 = address of its first occurrence, or 0
memchr:
    add     t1, a0, a2
    j       2f
1:  lbu     t0, 0(a0)
    beq     t0, a1, 3f
    addi    a0, a0, 1
2:  bltu    a0, t1, 1b
    li      a0, 0
3:  ret

# memcmp(a0 = bytes, a1 = bytes, a2 = length) -> a0 < 0, = 0 or > 0
memcmp:
    add     a2, a2, a0
    j       2f
1:  lbu     t0, 0(a0)
    lbu     t1, 0(a1)
    bne     t0, t1, 3f
    addi    a0, a0, 1
    addi    a1, a1, 1
2:  bltu    a0, a2, 1b
    li      a0, 0
    ret
3:  sub     a0, t0, t1
    ret

# memcpy(a0 = destination, a1 = source, a2 = length) -> a0 = destination
# The blocks do not overlap. Copies words while both addresses are word-aligned, then bytes.
memcpy:
    mv      t0, a0
    add     t1, a0, a2              # end of the destination
    or      t2, a0, a1
    andi    t2, t2, 3
    bnez    t2, 3f
    addi    t3, t1, -3
    j       2f
1:  lw      t2, 0(a1)
    sw      t2, 0(t0)
    addi    a1, a1, 4
    addi    t0, t0, 4
2:  bltu    t0, t3, 1b
3:  bgeu    t0, t1, 5f
4:  lbu     t2, 0(a1)
    sb      t2, 0(t0)
    addi    a1, a1, 1
    addi    t0, t0, 1
    bltu    t0, t1, 4b
5:  ret

# memmove(a0 = destination, a1 = source, a2 = length) -> a0 = destination; the blocks may overlap
memmove:
    bleu    a0, a1, memcpy_forward
    add     t0, a0, a2
    add     a1, a1, a2
1:  beq     t0, a0, 2f
    addi    t0, t0, -1
    addi    a1, a1, -1
    lbu     t1, 0(a1)
    sb      t1, 0(t0)
    j       1b
2:  ret

# memcpy_forward: memcpy, byte by byte in rising order
memcpy_forward:
    mv      t0, a0
    add     t1, a0, a2
    j       2f
1:  lbu     t2, 0(a1)
    sb      t2, 0(t0)
    addi    a1, a1, 1
    addi    t0, t0, 1
2:  bltu    t0, t1, 1b
    ret

# memset(a0 = destination, a1 = byte, a2 = length) -> a0 = destination
memset:
    mv      t0, a0
    add     t1, a0, a2
    j       2f
1:  sb      a1, 0(t0)
    addi    t0, t0, 1
2:  bltu    t0, t1, 1b
    ret

# is_digit(a0 = byte) -> a0 = 1 or 0
is_digit:
    addi    a0, a0, -'0'
    sltiu   a0, a0, 10
    ret

# is_letter(a0 = byte) -> a0 = 1 or 0; the letters of ASCII
is_letter:
    ori     a0, a0, 0x20
    addi    a0, a0, -'a'
    sltiu   a0, a0, 26
    ret

# is_space(a0 = byte) -> a0 = 1 or 0; blank, tab, newline, vertical tab, form feed, carriage return
is_space:
    addi    t0, a0, -9
    sltiu   t0, t0, 5
    addi    a0, a0, -' '
    seqz    a0, a0
    or      a0, a0, t0
    ret

# to_lower(a0 = byte) -> a0 = the small letter for a capital one, else the same byte
to_lower:
    addi    t0, a0, -'A'
    sltiu   t0, t0, 26
    slli    t0, t0, 5
    add     a0, a0, t0
    ret

# parse_udec(a0 = text) -> a0 = value, a1 = address of the first byte after the digits,
#                          a2 = 0, EINVAL (no digit) or ERANGE (more than 32 bits; a0 is then 2^32-1)
# Reads an unsigned decimal number at the start of the text.
parse_udec:
    mv      a1, a0
    li      a0, 0
    li      a2, EINVAL
    li      t2, 10
1:  lbu     t0, 0(a1)
    addi    t0, t0, -'0'
    bgeu    t0, t2, 3f
    addi    a1, a1, 1
    li      t3, ERANGE
    beq     a2, t3, 1b              # too big already: only skip the digits
    li      a2, 0
    mulhu   t1, a0, t2
    bnez    t1, 2f
    mul     a0, a0, t2
    add     a0, a0, t0
    bgeu    a0, t0, 1b
2:  li      a0, -1
    li      a2, ERANGE
    j       1b
3:  ret

# parse_number(a0 = text) -> a0 = value, a1 = 0, or EINVAL when the text is not a decimal number from its
#                            first to its last byte, or ERANGE when it has more than 32 bits
parse_number:
    mv      t6, ra
    call    parse_udec
    mv      ra, t6
    lbu     t0, 0(a1)
    mv      a1, a2
    beqz    t0, 1f
    li      a1, EINVAL
1:  ret

# parse_integer(a0 = text) -> a0 = signed value, a1 = 0, EINVAL or ERANGE
# As parse_number, with an optional `+` or `-` in front.
parse_integer:
    enter   1
    lbu     s0, 0(a0)               # the sign, or the first digit
    li      t0, '-'
    beq     s0, t0, 1f
    li      t0, '+'
    bne     s0, t0, 2f
1:  addi    a0, a0, 1
2:  call    parse_number
    bnez    a1, 4f
    li      t0, '-'
    bne     s0, t0, 3f
    neg     a0, a0
    blez    a0, 4f                  # -2^31 .. 0
    li      a1, ERANGE
    j       4f
3:  bgez    a0, 4f
    li      a1, ERANGE
4:  leave

.endif
