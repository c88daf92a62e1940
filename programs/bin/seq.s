# seq: print a sequence of numbers
#
# Counts from FIRST (1) by STEP (1) to LAST. -s puts a text other than a newline between the numbers; -w makes
# them equally wide with zeros in front.

.include "start.s"
.include "options.s"

usage "seq [-w] [-s SEPARATOR] [FIRST [STEP]] LAST"

    .text
main:
    enter   6
    la_string s4, "\n"              # separator
    li      s5, 0                   # equal width?
    call    options_start
.Lnext_option:
    options "+s:w"
    on_option 's', .Lset_separator
    on_option 'w', .Lset_width
    lw      s0, operands
    j       .Lnumbers
.Lset_separator:
    mv      s4, a1
    j       .Lnext_option
.Lset_width:
    li      s5, 1
    j       .Lnext_option

.Lnumbers:
    lw      t0, 0(s0)
    bnez    t0, 1f
    j       missing_operand
1:  li      s1, 1                   # first
    li      s2, 1                   # step
    lw      t0, 4(s0)
    beqz    t0, .Llast
    lw      a0, 0(s0)
    call    parse_operand
    mv      s1, a0
    addi    s0, s0, 4
    lw      t0, 4(s0)
    beqz    t0, .Llast
    lw      a0, 0(s0)
    call    parse_operand
    mv      s2, a0
    addi    s0, s0, 4
    beqz    s2, .Lzero_step
.Llast:
    lw      a0, 0(s0)
    call    parse_operand
    mv      s3, a0
    lw      a1, 4(s0)
    beqz    a1, 2f
    j       extra_operand

2:  beqz    s5, 3f                  # the width is that of the longer end
    mv      a0, s1
    call    width_of
    mv      s5, a0
    mv      a0, s3
    call    width_of
    bgeu    s5, a0, 3f
    mv      s5, a0
3:  li      s0, 0                   # has a number been printed?
.Lnext_number:
    bltz    s2, 1f
    bgt     s1, s3, .Lend
    j       2f
1:  blt     s1, s3, .Lend
2:  beqz    s0, 3f
    mv      a0, s4
    call    print_str
3:  li      s0, 1
    mv      a0, s1
    mv      a1, s5
    call    print_padded
    mv      t0, s1
    add     s1, s1, s2
    slt     t1, s1, t0              # went down?
    sltz    t2, s2
    beq     t1, t2, .Lnext_number   # otherwise the number wrapped around: LAST has been passed
.Lend:
    beqz    s0, 1f
    li      a0, '\n'
    call    print_char
1:  li      a0, 0
    leave

.Lzero_step:
    lw      s1, -4(s0)
    die     "invalid Zero increment value: '", s1, "'", zero

# parse_operand(a0 = text) -> a0 = number; ends the program if the text is not an integer of 32 bits
parse_operand:
    enter   1
    mv      s0, a0
    call    parse_integer
    bnez    a1, 1f
    leave
1:  warn    "invalid integer argument: '", s0, "'", zero
    j       usage_error

# width_of(a0 = number) -> a0 = bytes it takes in decimal, with its sign
width_of:
    sltz    t0, a0
    bgez    a0, 1f
    neg     a0, a0
1:  li      t1, 10
2:  addi    t0, t0, 1
    divu    a0, a0, t1
    bnez    a0, 2b
    mv      a0, t0
    ret

# print_padded(a0 = number, a1 = width) - with zeros after the sign
print_padded:
    beqz    a1, print_dec
    enter   2
    mv      s0, a0
    mv      s1, a1
    call    width_of
    sub     s1, s1, a0              # zeros to go
    bgez    s0, 2f
    neg     s0, s0
    li      a0, '-'
    call    print_char
    j       2f
1:  li      a0, '0'
    call    print_char
    addi    s1, s1, -1
2:  bgtz    s1, 1b
    mv      a0, s0
    unwind
    j       print_udec
