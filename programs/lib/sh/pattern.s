# pattern.s: matching texts with patterns
#
# In a pattern * stands for any text, ? for any character, [a-z] for one of a set, [!a-z] for one outside it, and a
# backslash takes the meaning of the character after it.

    .text

# pattern_match(a0 = pattern, a1 = text) -> a0 = 1 or 0
# Does the whole text match?
#
# After a mismatch only the last * has to take one character more: what the stars before it took stays right.
# s0 = pattern, s1 = text, s2 = pattern behind the last *, s3 = where the text for it starts
pattern_match:
    enter   4
    mv      s0, a0
    mv      s1, a1
    li      s2, 0
.Lmatch_next:
    lbu     a0, 0(s0)
    lbu     a1, 0(s1)
    beqz    a0, .Lpattern_ended
    li      t0, '*'
    beq     a0, t0, .Lmatch_star
    beqz    a1, .Lno_match          # text ended, pattern not
    li      t0, '?'
    beq     a0, t0, .Lmatch_one
    li      t0, '['
    beq     a0, t0, .Lmatch_set
    li      t0, '\\'
    bne     a0, t0, 1f
    addi    s0, s0, 1
    lbu     a0, 0(s0)
1:  bne     a0, a1, .Lmismatch
.Lmatch_one:
    addi    s0, s0, 1
    addi    s1, s1, 1
    j       .Lmatch_next
.Lmatch_star:
    addi    s0, s0, 1
    mv      s2, s0
    mv      s3, s1
    j       .Lmatch_next
.Lmatch_set:
    addi    a0, s0, 1
    call    set_match
    beqz    a0, 2f
    mv      s0, a0
    addi    s1, s1, 1
    bnez    a1, .Lmatch_next
    j       .Lmismatch
2:  lbu     a1, 0(s1)               # no closing ]: an ordinary character
    li      a0, '['
    j       1b
.Lpattern_ended:
    li      a0, 1
    beqz    a1, 3f
.Lmismatch:
    beqz    s2, .Lno_match
    lbu     t0, 0(s3)
    beqz    t0, .Lno_match
    addi    s3, s3, 1
    mv      s0, s2
    mv      s1, s3
    j       .Lmatch_next
.Lno_match:
    li      a0, 0
3:  leave

# set_match(a0 = pattern behind [, a1 = character) -> a0 = pattern behind the closing ], a1 = 1 if the character
# belongs; a0 = 0 without a closing ]
# Is the character in the set?
#
# t0 = pattern, t1 = 1 for [!...], t2 = found, t3, t4 = range
set_match:
    mv      t0, a0
    li      t1, 0
    li      t2, 0
    lbu     t3, 0(t0)
    li      t5, '!'
    beq     t3, t5, 1f
    li      t5, '^'
    bne     t3, t5, 2f
1:  li      t1, 1
    addi    t0, t0, 1
2:  mv      a2, t0                  # a ] here is a member
3:  lbu     t3, 0(t0)
    beqz    t3, 8f
    li      t5, ']'
    bne     t3, t5, 4f
    bne     t0, a2, 7f
4:  li      t5, '\\'
    bne     t3, t5, 5f
    addi    t0, t0, 1
    lbu     t3, 0(t0)
    beqz    t3, 8f
5:  addi    t0, t0, 1
    mv      t4, t3
    lbu     t6, 0(t0)
    li      t5, '-'
    bne     t6, t5, 6f
    lbu     t6, 1(t0)               # a - before the ] is a member
    beqz    t6, 8f
    li      t5, ']'
    beq     t6, t5, 6f
    addi    t0, t0, 2
    mv      t4, t6
    li      t5, '\\'
    bne     t6, t5, 6f
    lbu     t4, 0(t0)
    beqz    t4, 8f
    addi    t0, t0, 1
6:  bltu    a1, t3, 3b
    bgtu    a1, t4, 3b
    li      t2, 1
    j       3b
7:  addi    a0, t0, 1
    xor     a1, t1, t2
    ret
8:  li      a0, 0
    ret
