# arithmetic.s: $((...))
#
# C's operators on 32-bit signed numbers, with C's precedence, by precedence climbing: to read an operand of level
# n is to read a unary operand and then, as long as an operator of level n or higher follows, that operator and an
# operand of the next level up. Names stand for variables; = and the likes of += assign to them.

.equ LEVEL_CONDITION, 1                 # ?:
.equ LEVEL_OR,        2                 # ||
.equ LEVEL_AND,       3                 # &&

    .bss
    .balign 4
arith_next:   .zero 4               # what has not been read yet
arith_text:   .zero 4               # the whole expression, for messages
arith_skip:   .zero 4               # > 0 in the part of && || ?: that is not evaluated

    .text

# arithmetic(a0 = text) -> a0 = value
# The value of an expression.
arithmetic:
    enter   1
    sw      a0, arith_next, t0
    sw      a0, arith_text, t0
    sw      zero, arith_skip, t0
    call    arith_blanks
    mv      s0, a0
    beqz    a0, 1f                  # nothing is 0
    call    arith_assignment
    mv      s0, a0
    call    arith_blanks
    bnez    a0, arith_error
1:  mv      a0, s0
    leave

# arith_error(), arith_zero() - complain; the command is abandoned
arith_error:
    lw      s0, arith_text
    warn    "arithmetic expression: cannot understand '", s0, "'", zero
    j       expansion_error
arith_zero:
    lw      s0, arith_text
    warn    "arithmetic expression: division by zero in '", s0, "'", zero
    j       expansion_error

# arith_blanks() -> a0 = the next character, a1 = its address
# Skip blanks.
arith_blanks:
    enter   1
    lw      s0, arith_next
1:  lbu     a0, 0(s0)
    call    is_space
    beqz    a0, 2f
    addi    s0, s0, 1
    j       1b
2:  lbu     a0, 0(s0)
    mv      a1, s0
    sw      s0, arith_next, t0
    leave

# arith_take_name() -> a0 = name, in the arena, or 0 if none comes next
# Read a name.
arith_take_name:
    enter   1
    call    arith_blanks
    mv      s0, a1
    call    is_name_start
    beqz    a0, 3f
    mv      a1, s0
1:  addi    a1, a1, 1
    lbu     a0, 0(a1)
    call    is_name_character
    bnez    a0, 1b
    sw      a1, arith_next, t0
    sub     a1, a1, s0
    mv      a0, s0
    unwind
    tail    arena_string
3:  li      a0, 0
    leave

# arith_assignment() -> a0 = value
# NAME op= assignment, or a condition.
#
# s0 = start, s1 = name, s2 = row of the operator, or 0 for =, s3 = value
arith_assignment:
    enter   4
    call    arith_blanks
    mv      s0, a1
    call    arith_take_name
    mv      s1, a0
    beqz    a0, .Lnot_assignment
    call    arith_blanks
    li      s2, 0
    li      t0, '='
    beq     a0, t0, 1f
    call    arith_operator          # += and so on
    beqz    a0, .Lnot_assignment
    mv      s2, a0
    lw      t0, OPERATOR_LEVEL(a0)
    li      t1, LEVEL_AND
    bleu    t0, t1, .Lnot_assignment
    lw      a1, arith_next
    lw      t0, OPERATOR_LENGTH(a0)
    add     a1, a1, t0
1:  lbu     t0, 0(a1)
    li      t1, '='
    bne     t0, t1, .Lnot_assignment
    lbu     t0, 1(a1)
    bne     t0, t1, 2f
    beqz    s2, .Lnot_assignment    # == compares
2:  addi    a1, a1, 1
    sw      a1, arith_next, t0
    call    arith_assignment
    mv      s3, a0
    beqz    s2, 3f
    mv      a0, s1
    call    arith_value
    mv      a1, s3
    lw      t0, OPERATOR_CODE(s2)
    jalr    t0
    mv      s3, a0
3:  lw      t0, arith_skip
    bnez    t0, 4f
    mv      a0, s3
    call    decimal
    mv      a1, a0
    mv      a0, s1
    call    variable_set
    bnez    a0, expansion_error
4:  mv      a0, s3
    leave
.Lnot_assignment:
    sw      s0, arith_next, t0
    li      a0, LEVEL_CONDITION
    unwind
    tail    arith_level

# arith_value(a0 = name) -> a0 = number
# The number in a variable; 0 when it is unset or empty.
arith_value:
    enter
    call    variable_get
    beqz    a0, 1f
    lbu     t0, 0(a0)
    beqz    t0, 2f
    call    parse_integer
    bnez    a1, arith_error
1:  leave
2:  li      a0, 0
    leave

# Binary operators: OPERATOR_...
.macro operator level, length, text, code
    .word   \level, \length, \code
    .ascii  "\text"
    .balign 4, 0
.endm

    .section .rodata
    .balign 4
operators:                              # longer ones before those they start with
    operator LEVEL_OR,  2, "||", 0
    operator LEVEL_AND, 2, "&&", 0
    operator  7, 2, "==", arith_equal
    operator  7, 2, "!=", arith_unequal
    operator  9, 2, "<<", arith_shift_left
    operator  9, 2, ">>", arith_shift_right
    operator  8, 2, "<=", arith_at_most
    operator  8, 2, ">=", arith_at_least
    operator  8, 1, "<",  arith_less
    operator  8, 1, ">",  arith_greater
    operator  4, 1, "|",  arith_or
    operator  5, 1, "^",  arith_xor
    operator  6, 1, "&",  arith_and
    operator 10, 1, "+",  arith_add
    operator 10, 1, "-",  arith_subtract
    operator 11, 1, "*",  arith_multiply
    operator 11, 1, "/",  arith_divide
    operator 11, 1, "%",  arith_remainder
    .word   0

    .text
arith_equal:
    bne     a0, a1, 1f
    li      a0, 1
    ret
1:  li      a0, 0
    ret
arith_unequal:
    sub     a0, a0, a1
    snez    a0, a0
    ret
arith_at_most:
    sgt     a0, a0, a1
    xori    a0, a0, 1
    ret
arith_at_least:
    slt     a0, a0, a1
    xori    a0, a0, 1
    ret
arith_less:
    slt     a0, a0, a1
    ret
arith_greater:
    sgt     a0, a0, a1
    ret
arith_shift_left:
    sll     a0, a0, a1
    ret
arith_shift_right:
    sra     a0, a0, a1
    ret
arith_or:
    or      a0, a0, a1
    ret
arith_xor:
    xor     a0, a0, a1
    ret
arith_and:
    and     a0, a0, a1
    ret
arith_add:
    add     a0, a0, a1
    ret
arith_subtract:
    sub     a0, a0, a1
    ret
arith_multiply:
    mul     a0, a0, a1
    ret
arith_divide:
    beqz    a1, 1f
    div     a0, a0, a1
    ret
arith_remainder:
    beqz    a1, 1f
    rem     a0, a0, a1
    ret
1:  lw      t0, arith_skip          # 0 && 1/0 is not evaluated
    beqz    t0, arith_zero
    ret

# arith_operator() -> a0 = its row, or 0
# The binary operator that comes next; it is not taken.
arith_operator:
    enter   1
    call    arith_blanks
    la      s0, operators
1:  lw      t0, OPERATOR_LEVEL(s0)
    beqz    t0, 2f
    lw      a0, arith_next
    addi    a1, s0, OPERATOR_TEXT
    lw      a2, OPERATOR_LENGTH(s0)
    call    strncmp
    beqz    a0, 3f
    addi    s0, s0, OPERATOR_BYTES
    j       1b
2:  li      s0, 0
3:  mv      a0, s0
    leave

# arith_level(a0 = level) -> a0 = value
# An expression of operators of at least that level.
#
# s0 = level, s1 = value, s2 = row of the operator, s3 = the saved arith_skip
arith_level:
    enter   4
    mv      s0, a0
    call    arith_unary
    mv      s1, a0
.Lnext_operator:
    call    arith_blanks
    li      t0, '?'
    beq     a0, t0, .Lcondition
    call    arith_operator
    beqz    a0, .Llevel_done
    mv      s2, a0
    lw      t0, OPERATOR_LEVEL(a0)
    bltu    t0, s0, .Llevel_done
    lw      t1, OPERATOR_LENGTH(a0)
    lw      t2, arith_next
    add     t2, t2, t1
    sw      t2, arith_next, t3
    lw      s3, arith_skip
    li      t3, LEVEL_AND
    bgtu    t0, t3, 2f
    mv      t2, s1                  # || is decided by a true left side, && by a false one
    beq     t0, t3, 1f
    seqz    t2, t2
1:  seqz    t2, t2
    add     t2, t2, s3
    sw      t2, arith_skip, t3
    snez    s1, s1
2:  addi    a0, t0, 1
    call    arith_level
    sw      s3, arith_skip, t0
    mv      a1, a0
    mv      a0, s1
    lw      t0, OPERATOR_CODE(s2)
    beqz    t0, 3f
    jalr    t0
    mv      s1, a0
    j       .Lnext_operator
3:  snez    a1, a1
    and     a0, s1, a1
    lw      t0, OPERATOR_LEVEL(s2)
    li      t1, LEVEL_AND
    beq     t0, t1, 4f
    or      a0, s1, a1
4:  mv      s1, a0
    j       .Lnext_operator

.Lcondition:                            # s1 ? a : b
    li      t0, LEVEL_CONDITION
    bgtu    s0, t0, .Llevel_done
    addi    a1, a1, 1
    sw      a1, arith_next, t0
    lw      s3, arith_skip
    seqz    t0, s1
    add     t0, t0, s3
    sw      t0, arith_skip, t1
    call    arith_assignment
    mv      s2, a0
    call    arith_blanks
    li      t0, ':'
    bne     a0, t0, arith_error
    addi    a1, a1, 1
    sw      a1, arith_next, t0
    snez    t0, s1
    add     t0, t0, s3
    sw      t0, arith_skip, t1
    li      a0, LEVEL_CONDITION
    call    arith_level
    sw      s3, arith_skip, t0
    beqz    s1, 5f
    mv      a0, s2
5:  leave
.Llevel_done:
    mv      a0, s1
    leave

# arith_unary() -> a0 = value
# A number, a name, a sign, ! ~ or a parenthesis.
arith_unary:
    enter   1
    call    arith_blanks
    mv      s0, a0
    addi    t0, a1, 1
    li      t1, '('
    beq     a0, t1, 1f
    li      t1, '-'
    beq     a0, t1, 2f
    li      t1, '+'
    beq     a0, t1, 2f
    li      t1, '!'
    beq     a0, t1, 2f
    li      t1, '~'
    beq     a0, t1, 2f
    call    is_digit
    bnez    a0, .Lnumber
    call    arith_take_name
    beqz    a0, arith_error
    unwind
    tail    arith_value
1:  sw      t0, arith_next, t1
    call    arith_assignment
    mv      s0, a0
    call    arith_blanks
    li      t0, ')'
    bne     a0, t0, arith_error
    addi    a1, a1, 1
    sw      a1, arith_next, t0
    mv      a0, s0
    leave
2:  sw      t0, arith_next, t1
    call    arith_unary
    li      t1, '+'
    beq     s0, t1, 4f
    li      t1, '!'
    bne     s0, t1, 3f
    seqz    a0, a0
    leave
3:  not     a0, a0                  # -x is ~x + 1
    li      t1, '~'
    beq     s0, t1, 4f
    addi    a0, a0, 1
4:  leave

.Lnumber:                               # decimal, 0 octal, 0x hexadecimal
    lw      t0, arith_next
    li      t1, 10
    li      t2, '0'
    bne     s0, t2, 5f
    li      t1, 8
    lbu     t2, 1(t0)
    ori     t2, t2, 0x20
    li      t3, 'x'
    bne     t2, t3, 5f
    li      t1, 16
    addi    t0, t0, 2
5:  li      a0, 0
6:  lbu     t2, 0(t0)
    addi    t3, t2, -'0'
    li      t4, 10
    bltu    t3, t4, 7f
    ori     t3, t2, 0x20
    addi    t3, t3, -'a' + 10
    blt     t3, t4, 8f
7:  bgeu    t3, t1, 8f
    mul     a0, a0, t1
    add     a0, a0, t3
    addi    t0, t0, 1
    j       6b
8:  sw      t0, arith_next, t1
    leave
