# regex.s: regular expressions, compiled and matched
#
# The syntax is that of GNU grep without back-references:
#
#   .  [set]  [^set]  [[:class:]]  *  ^  $  \w  \W  \s  \S  \<  \>       basic and extended
#   \+  \?  \{m,n\}  \(  \)  \|                                          basic
#    +   ?   {m,n}    (   )   |                                          extended
#
# A pattern becomes a little program, after Ken Thompson's method: its instructions consume a byte, or branch.
# Matching keeps the list of all places in this program where a match could be, and moves them all over the text
# together, byte by byte. So the time is at most (bytes of text) * (instructions), whatever the pattern: there is
# no going back.

.ifndef REGEX_S
.equ REGEX_S, 1
.include "macros.s"
.include "alloc.s"
.include "string.s"
.include "classes.s"

# An instruction
.equ OP,                0           # one of the OP_ values
.equ ARG,               4           # what it works on
.equ MARK,              8           # the step that has last put it on the list
.equ OP_BYTES,          16

.equ OP_FAIL,           0           # no match this way
.equ OP_MATCH,          1           # the pattern has matched
.equ OP_JUMP,           2           # go on ARG bytes from here
.equ OP_SPLIT,          3           # go on both with the next one and ARG bytes from here
.equ OP_ASSERT,         4           # go on if the place is right: (place & low half of ARG) = high half of ARG
.equ OP_BYTE,           5           # consume the byte ARG
.equ OP_ANY,            6           # consume any byte
.equ OP_SET,            7           # consume a byte of the set at ARG

.equ MAX_OPS,           4096
.equ MAX_REPEAT,        32767

# A place between two bytes of the text
.equ PLACE_START,       1           # nothing before
.equ PLACE_END,         2           # nothing after
.equ PLACE_AFTER_WORD,  4           # the byte before is a letter, a digit or `_`
.equ PLACE_BEFORE_WORD, 8           # so is the byte after

.equ ASSERT_START,          PLACE_START << 16 | PLACE_START
.equ ASSERT_END,            PLACE_END << 16 | PLACE_END
.equ ASSERT_WORD_START,     PLACE_BEFORE_WORD << 16 | PLACE_BEFORE_WORD | PLACE_AFTER_WORD
.equ ASSERT_WORD_END,       PLACE_AFTER_WORD << 16 | PLACE_BEFORE_WORD | PLACE_AFTER_WORD
.equ ASSERT_NOT_AFTER_WORD, PLACE_AFTER_WORD
.equ ASSERT_NOT_BEFORE_WORD, PLACE_BEFORE_WORD

# A set of bytes: 256 bits
.equ SET_BYTES,         32

# The settings of regex_add, in regex_flags
.equ REGEX_EXTENDED,    1           # + ? { ( ) | are operators without a backslash
.equ REGEX_FIXED,       2           # every byte stands for itself
.equ REGEX_FOLD,        4           # capital and small letters are the same
.equ REGEX_LINE,        8           # the match must be the whole text
.equ REGEX_WORD,        16          # the match must stand between bytes that are not part of a word

# Tokens of a pattern
.equ TOKEN_END,         0
.equ TOKEN_BYTE,        1           # the byte token_value
.equ TOKEN_ANY,         2
.equ TOKEN_SET,         3           # regex_at is after the `[`
.equ TOKEN_CARET,       4
.equ TOKEN_DOLLAR,      5
.equ TOKEN_STAR,        6
.equ TOKEN_PLUS,        7
.equ TOKEN_QUESTION,    8
.equ TOKEN_BRACE,       9           # regex_at is after the `{`
.equ TOKEN_OPEN,        10
.equ TOKEN_CLOSE,       11
.equ TOKEN_BAR,         12
.equ TOKEN_WORD_START,  13
.equ TOKEN_WORD_END,    14
.equ TOKEN_SHORTHAND,   15          # token_value is the letter: w, W, s, S

# regex_error "text" - give up compiling with this message.
.macro regex_error text:req
    la_string a0, "\text"
    j       .Lregex_fail
.endm

    .text

# ---- compiling --------------------------------------------------------------------------------------------------

# regex_add(a0 = pattern, a1 = length) -> a0 = 0, or the text of an error
# Adds a pattern: a text matches when one of them matches. regex_flags says how to read it.
regex_add:
    enter   2
    la      t0, .Lregex_frame
    sw      sp, 0(t0)
    la      t0, regex_at
    sw      a0, 0(t0)
    add     a1, a1, a0
    la      t0, regex_end
    sw      a1, 0(t0)
    la      t0, regex_depth
    sw      zero, 0(t0)
    lw      t0, regex_out
    bnez    t0, 1f
    la      t0, regex_code
    la      t1, regex_out
    sw      t0, 0(t1)

    # SPLIT over this pattern; the pattern between its assertions; MATCH; FAIL, which the next pattern overwrites
1:  lw      s0, regex_out
    li      a0, OP_SPLIT
    li      a1, 0
    call    emit
    lw      s1, regex_flags
    andi    t0, s1, REGEX_LINE
    beqz    t0, 2f
    li      a1, ASSERT_START
    call    emit_assert
2:  andi    t0, s1, REGEX_WORD
    beqz    t0, 3f
    li      a1, ASSERT_NOT_AFTER_WORD
    call    emit_assert
3:  call    advance
    call    parse_alternatives
    lw      t0, token
    bnez    t0, .Lregex_unmatched_close
    andi    t0, s1, REGEX_WORD
    beqz    t0, 4f
    li      a1, ASSERT_NOT_BEFORE_WORD
    call    emit_assert
4:  andi    t0, s1, REGEX_LINE
    beqz    t0, 5f
    li      a1, ASSERT_END
    call    emit_assert
5:  li      a0, OP_MATCH
    call    emit
    lw      t0, regex_out
    sub     t1, t0, s0
    sw      t1, ARG(s0)
    li      t1, OP_FAIL
    sw      t1, OP(t0)
    call    find_first_bytes
    li      a0, 0
    leave
.Lregex_unmatched_close:
    la_string a0, "Unmatched ) or \\)"
.Lregex_fail:                       # from any depth of the parser: drop its frames
    lw      sp, .Lregex_frame
    leave

# parse_alternatives() - branch | branch ...
#
#   SPLIT over / first branch / JUMP to the end / other branches
parse_alternatives:
    enter   2
    lw      s0, regex_out
    call    parse_branch
    lw      t0, token
    li      t1, TOKEN_BAR
    bne     t0, t1, 1f
    call    advance
    li      a0, OP_FAIL             # make room for the SPLIT
    call    emit
    lw      a2, regex_out
    sub     a2, a2, s0
    addi    a2, a2, -OP_BYTES
    addi    a0, s0, OP_BYTES
    mv      a1, s0
    call    memmove
    lw      s1, regex_out
    li      a0, OP_JUMP
    call    emit
    lw      t0, regex_out
    sub     t0, t0, s0
    sw      t0, ARG(s0)
    li      t0, OP_SPLIT
    sw      t0, OP(s0)
    call    parse_alternatives
    lw      t0, regex_out
    sub     t0, t0, s1
    sw      t0, ARG(s1)
1:  leave

# parse_branch() - a sequence of atoms, each perhaps repeated
parse_branch:
    enter   3
    li      s0, 0                   # start of the last atom, 0 when there is none to repeat
.Lbranch_next:
    lw      t0, token
    slli    t0, t0, 2
    la      t1, .Lbranch_cases
    add     t0, t0, t1
    lw      t0, 0(t0)
    lw      s1, regex_flags
    andi    s1, s1, REGEX_EXTENDED
    jr      t0

.Lbranch_close:                     # outside groups: a byte in extended syntax; in basic syntax regex_add complains
    beqz    s1, .Lbranch_end
    lw      t0, regex_depth
    beqz    t0, .Lbranch_byte
.Lbranch_end:
    leave

.Lbranch_byte:
    lw      s0, regex_out
    lw      a1, token_value
    call    emit_byte
    j       .Lbranch_advance

.Lbranch_any:
    lw      s0, regex_out
    li      a0, OP_ANY
    call    emit
    j       .Lbranch_advance

.Lbranch_set:
    lw      s0, regex_out
    call    parse_set
    mv      a1, a0
    li      a0, OP_SET
    call    emit
    j       .Lbranch_advance

.Lbranch_shorthand:                 # \w and the like: read a set from a text of ours
    lw      s0, regex_at
    lw      s2, regex_end
    lw      t0, token_value
    la      a0, .Lword_set
    li      t1, 'w'
    beq     t0, t1, 1f
    la      a0, .Lnot_word_set
    li      t1, 'W'
    beq     t0, t1, 1f
    la      a0, .Lspace_set
    li      t1, 's'
    beq     t0, t1, 1f
    la      a0, .Lnot_space_set
1:  la      t0, regex_at
    sw      a0, 0(t0)
    call    strlen
    lw      t0, regex_at
    add     a0, a0, t0
    la      t0, regex_end
    sw      a0, 0(t0)
    call    parse_set
    la      t0, regex_at
    sw      s0, 0(t0)
    la      t0, regex_end
    sw      s2, 0(t0)
    lw      s0, regex_out
    mv      a1, a0
    li      a0, OP_SET
    call    emit
    j       .Lbranch_advance

.Lbranch_caret:                     # in basic syntax only at the start
    bnez    s1, 1f
    bnez    s0, .Lbranch_byte
    j       2f
1:  lw      s0, regex_out           # in extended syntax it may even be repeated
2:  li      a1, ASSERT_START
    call    emit_assert
    j       .Lbranch_advance

.Lbranch_dollar:                    # in basic syntax only at the end
    call    advance
    bnez    s1, 1f
    lw      t0, token
    beqz    t0, 1f
    li      t1, TOKEN_BAR
    beq     t0, t1, 1f
    li      t1, TOKEN_CLOSE
    beq     t0, t1, 1f
    lw      s0, regex_out
    li      a1, '$'
    call    emit_byte
    j       .Lbranch_next
1:  lw      s0, regex_out
    li      a1, ASSERT_END
    call    emit_assert
    j       .Lbranch_next

.Lbranch_word_start:
    li      a1, ASSERT_WORD_START
    call    emit_assert
    j       .Lbranch_advance
.Lbranch_word_end:
    li      a1, ASSERT_WORD_END
    call    emit_assert
    j       .Lbranch_advance

.Lbranch_open:
    lw      s0, regex_out
    lw      s2, regex_depth
    addi    t0, s2, 1
    la      t1, regex_depth
    sw      t0, 0(t1)
    call    advance
    call    parse_alternatives
    la      t1, regex_depth
    sw      s2, 0(t1)
    lw      t0, token
    li      t1, TOKEN_CLOSE
    beq     t0, t1, .Lbranch_advance
    regex_error "Unmatched ( or \\("

.Lbranch_star:
    li      a1, 0
    li      a2, -1
    j       .Lbranch_repeat
.Lbranch_plus:
    li      a1, 1
    li      a2, -1
    j       .Lbranch_repeat
.Lbranch_question:
    li      a1, 0
    li      a2, 1
    j       .Lbranch_repeat
.Lbranch_brace:
    beqz    s0, .Lbranch_nothing
    call    parse_bounds
.Lbranch_repeat:
    beqz    s0, .Lbranch_nothing
    mv      a0, s0
    call    repeat
.Lbranch_advance:
    call    advance
    j       .Lbranch_next
.Lbranch_nothing:                   # nothing to repeat: basic syntax takes it for a byte, extended leaves it out
    beqz    s1, .Lbranch_byte
    lw      t0, token
    li      t1, TOKEN_BRACE
    beq     t0, t1, .Lbranch_byte
    j       .Lbranch_advance

    .section .rodata.tables, "a"
    .balign 4
.Lbranch_cases:                     # in the order of the tokens
    .word   .Lbranch_end
    .word   .Lbranch_byte
    .word   .Lbranch_any
    .word   .Lbranch_set
    .word   .Lbranch_caret
    .word   .Lbranch_dollar
    .word   .Lbranch_star
    .word   .Lbranch_plus
    .word   .Lbranch_question
    .word   .Lbranch_brace
    .word   .Lbranch_open
    .word   .Lbranch_close
    .word   .Lbranch_end
    .word   .Lbranch_word_start
    .word   .Lbranch_word_end
    .word   .Lbranch_shorthand
    .text

# parse_bounds() -> a1 = least number, a2 = greatest, -1 for any; reads `m}`, `m,}`, `,n}` or `m,n}`
parse_bounds:
    enter   3
    lw      a0, regex_at
    call    parse_udec
    mv      s0, a0
    mv      s1, a0
    lbu     t0, 0(a1)
    li      t1, ','
    bne     t0, t1, 1f
    addi    a0, a1, 1
    mv      s2, a0
    call    parse_udec
    mv      s1, a0
    bne     a1, s2, 1f
    li      s1, -1                  # no upper bound
1:  lw      t0, regex_flags
    andi    t0, t0, REGEX_EXTENDED
    bnez    t0, 2f
    lbu     t0, 0(a1)
    li      t1, '\\'
    bne     t0, t1, .Lbounds_bad
    addi    a1, a1, 1
2:  lbu     t0, 0(a1)
    li      t1, '}'
    bne     t0, t1, .Lbounds_bad
    addi    a1, a1, 1
    la      t0, regex_at
    sw      a1, 0(t0)
    li      t0, MAX_REPEAT
    bgtu    s0, t0, .Lbounds_big
    bltz    s1, 3f
    bgtu    s1, t0, .Lbounds_big
    bgtu    s0, s1, .Lbounds_bad
3:  mv      a1, s0
    mv      a2, s1
    leave
.Lbounds_bad:
    regex_error "Invalid content of \\{\\}"
.Lbounds_big:
    regex_error "Regular expression too big"

# repeat(a0 = start of the atom, a1 = least number, a2 = greatest, -1 for any) - repeat the last atom
# The atom is written `least` times; then, either again in a loop, or as often as it may follow:
#
#   start: SPLIT over / atom / JUMP to start          SPLIT over / atom      SPLIT over / atom ...
repeat:
    enter   6
    mv      s0, a1
    mv      s1, a2
    lw      s3, regex_out
    sub     s3, s3, a0              # bytes of the atom
    la      t0, regex_out
    sw      a0, 0(t0)
    mv      s4, a0
    mv      a0, s3
    call    alloc
    mv      s2, a0                  # a copy of the atom
    mv      a1, s4
    mv      a2, s3
    call    memcpy
    mv      s5, s0
    beqz    s0, 2f
1:  mv      a0, s2
    mv      a1, s3
    call    emit_code
    addi    s5, s5, -1
    bnez    s5, 1b
2:  bltz    s1, .Lrepeat_loop
    sub     s5, s1, s0
3:  blez    s5, 4f
    li      a0, OP_SPLIT
    addi    a1, s3, OP_BYTES
    call    emit
    mv      a0, s2
    mv      a1, s3
    call    emit_code
    addi    s5, s5, -1
    j       3b
4:  leave
.Lrepeat_loop:
    li      a0, OP_SPLIT
    addi    a1, s3, 2 * OP_BYTES
    call    emit
    mv      a0, s2
    mv      a1, s3
    call    emit_code
    li      a0, OP_JUMP
    neg     a1, s3
    addi    a1, a1, -OP_BYTES
    call    emit
    leave

# emit(a0 = operation, a1 = argument) - add an instruction
emit:
    la      t0, regex_out
    lw      t1, 0(t0)
    la      t2, regex_code_end - OP_BYTES   # the last place is for FAIL
    bgeu    t1, t2, .Lbounds_big
    sw      a0, OP(t1)
    sw      a1, ARG(t1)
    sw      zero, MARK(t1)
    addi    t1, t1, OP_BYTES
    sw      t1, 0(t0)
    ret

# emit_assert(a1 = one of the ASSERT_ values)
emit_assert:
    li      a0, OP_ASSERT
    j       emit

# emit_byte(a1 = byte) - an instruction for it, or for both its cases
emit_byte:
    lw      t0, regex_flags
    andi    t0, t0, REGEX_FOLD
    beqz    t0, 1f
    mv      a0, a1
    mv      t1, ra
    call    is_letter
    mv      ra, t1
    bnez    a0, 2f
1:  li      a0, OP_BYTE
    j       emit
2:  enter   1
    mv      s0, a1
    call    new_set
    mv      a1, s0
    mv      s0, a0
    call    set_add
    mv      a1, s0
    li      a0, OP_SET
    unwind
    j       emit

# emit_code(a0 = instructions, a1 = their bytes) - add a copy of them
emit_code:
    enter   2
    mv      s0, a0
    add     s1, a0, a1
1:  bgeu    s0, s1, 2f
    lw      a0, OP(s0)
    lw      a1, ARG(s0)
    call    emit
    addi    s0, s0, OP_BYTES
    j       1b
2:  leave

# advance() - read the next token of the pattern into `token` and `token_value`
advance:
    enter   2
    lw      s0, regex_at
    lw      t0, regex_end
    li      a0, TOKEN_END
    beq     s0, t0, .Ladvance_done
    lbu     s1, 0(s0)
    addi    s0, s0, 1
    lw      t1, regex_flags
    andi    t2, t1, REGEX_FIXED
    bnez    t2, .Ladvance_byte
    li      t2, '\\'
    beq     s1, t2, .Ladvance_escape
    mv      a0, s1
    la      a1, .Lplain_tokens
    call    find_token
    bnez    a0, .Ladvance_done
    lw      t1, regex_flags
    andi    t1, t1, REGEX_EXTENDED
    beqz    t1, .Ladvance_byte
    mv      a0, s1
    la      a1, .Loperator_tokens
    call    find_token
    li      t0, TOKEN_BRACE
    bne     a0, t0, 1f
    lbu     t0, 0(s0)               # `{` before anything but a bound is a byte
    li      t1, ','
    beq     t0, t1, .Ladvance_done
    addi    t0, t0, -'0'
    sltiu   t0, t0, 10
    beqz    t0, .Ladvance_byte
1:  bnez    a0, .Ladvance_done
.Ladvance_byte:
    li      a0, TOKEN_BYTE
.Ladvance_done:
    la      t0, token
    sw      a0, 0(t0)
    la      t0, token_value
    sw      s1, 0(t0)
    la      t0, regex_at
    sw      s0, 0(t0)
    leave
.Ladvance_escape:
    beq     s0, t0, .Ladvance_trailing
    lbu     s1, 0(s0)
    addi    s0, s0, 1
    andi    t1, t1, REGEX_EXTENDED
    bnez    t1, 2f
    mv      a0, s1
    la      a1, .Loperator_tokens
    call    find_token
    bnez    a0, .Ladvance_done
2:  mv      a0, s1
    la      a1, .Lescape_tokens
    call    find_token
    bnez    a0, .Ladvance_done
    addi    t0, s1, -'1'
    li      t1, 9
    bgeu    t0, t1, .Ladvance_byte
    regex_error "back-references are not supported"
.Ladvance_trailing:
    regex_error "Trailing backslash"

# find_token(a0 = byte, a1 = table) -> a0 = its token, or 0
find_token:
1:  lbu     t0, 0(a1)
    beqz    t0, 2f
    addi    a1, a1, 2
    bne     t0, a0, 1b
    lbu     t0, -1(a1)
2:  mv      a0, t0
    ret

# parse_set() -> a0 = set; reads from after the `[` to the `]`
parse_set:
    enter   6
    call    new_set
    mv      s0, a0
    lw      s1, regex_at
    lw      s2, regex_end
    li      s3, 0                   # negated?
    bgeu    s1, s2, .Lset_unmatched
    lbu     t0, 0(s1)
    li      t1, '^'
    bne     t0, t1, 1f
    li      s3, 1
    addi    s1, s1, 1
1:  mv      s4, s1                  # a `]` here is a byte
.Lset_next:
    bgeu    s1, s2, .Lset_unmatched
    lbu     a1, 0(s1)
    addi    s1, s1, 1
    li      t0, ']'
    bne     a1, t0, 2f
    addi    t0, s1, -1
    bne     t0, s4, .Lset_end
2:  sub     t2, s2, s1              # bytes left
    li      t0, '['
    bne     a1, t0, 3f
    beqz    t2, .Lset_unmatched
    lbu     t0, 0(s1)
    li      t1, ':'
    beq     t0, t1, .Lset_class
3:  li      t0, 2                   # a range: `-` and something before the `]`
    bltu    t2, t0, 4f
    lbu     t0, 0(s1)
    li      t1, '-'
    bne     t0, t1, 4f
    lbu     a2, 1(s1)
    li      t1, ']'
    beq     a2, t1, 4f
    addi    s1, s1, 2
    bgtu    a1, a2, .Lset_bad_range
    mv      a0, s0
    call    set_add_range
    j       .Lset_next
4:  mv      a0, s0
    call    set_add
    j       .Lset_next

.Lset_class:                        # [:name:]
    addi    a0, s1, 1
    call    find_class
    beqz    a0, .Lset_bad_class
    bgtu    a1, s2, .Lset_bad_class
    mv      s5, a0
    mv      s1, a1
5:  lbu     a1, 0(s5)
    lbu     a2, 1(s5)
    addi    s5, s5, 2
    bgtu    a1, a2, .Lset_next
    mv      a0, s0
    call    set_add_range
    j       5b

.Lset_end:
    la      t0, regex_at
    sw      s1, 0(t0)
    beqz    s3, 5f
    mv      t0, s0
    addi    t1, s0, SET_BYTES
4:  lw      t2, 0(t0)
    not     t2, t2
    sw      t2, 0(t0)
    addi    t0, t0, 4
    bltu    t0, t1, 4b
5:  mv      a0, s0
    leave
.Lset_unmatched:
    regex_error "Unmatched [, [^, [:, [., or [="
.Lset_bad_range:
    regex_error "Invalid range end"
.Lset_bad_class:
    regex_error "Invalid character class name"

# new_set() -> a0 = an empty set
new_set:
    enter
    li      a0, SET_BYTES
    call    alloc
    li      a1, 0
    li      a2, SET_BYTES
    unwind
    j       memset

# set_add_range(a0 = set, a1 = first byte, a2 = last byte)
set_add_range:
    enter   3
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
1:  mv      a0, s0
    mv      a1, s1
    call    set_add
    addi    s1, s1, 1
    bleu    s1, s2, 1b
    leave

# set_add(a0 = set, a1 = byte) - add it, and with REGEX_FOLD the same letter in the other case
set_add:
    lw      t0, regex_flags
    andi    t0, t0, REGEX_FOLD
    beqz    t0, 1f
    ori     t0, a1, 0x20
    addi    t0, t0, -'a'
    sltiu   t0, t0, 26
    slli    t0, t0, 5               # 0x20 for a letter
1:  srli    t1, a1, 3
    add     t1, t1, a0
    andi    t2, a1, 7
    li      t3, 1
    sll     t3, t3, t2
    lbu     t2, 0(t1)
    or      t2, t2, t3
    sb      t2, 0(t1)
    xor     a1, a1, t0
    mv      t1, t0
    li      t0, 0
    bnez    t1, 1b
    ret

# ---- matching ---------------------------------------------------------------------------------------------------

# regex_search(a0 = text, a1 = length) -> a0 = 1 if some part of the text matches, else 0
regex_search:
    li      a2, 0
    li      a3, 0
    enter
    call    regex_run
    slti    a0, a0, 0
    xori    a0, a0, 1
    leave

# regex_match_at(a0 = text, a1 = length, a2 = from) -> a0 = end of the longest match that begins there, or -1
regex_match_at:
    li      a3, 1
    # falls into regex_run

# regex_run(a0 = text, a1 = length, a2 = from, a3 = anchored?) -> a0 = end of a match, or -1
# Anchored: the end of the longest match that begins at `from`. Otherwise: the first place at or after `from` where
# some match ends.
regex_run:
    enter   11
    mv      s0, a0
    add     s1, a0, a1              # end of the text
    add     s2, a0, a2              # place
    mv      s3, a3
    li      s4, -1                  # result
    la      s5, .Llist_a            # list of this place
    la      s6, .Llist_b            # list of the place before
    mv      s7, s6                  # its end: it is empty
    li      s9, 1                   # may matches begin here?
.Lrun_place:
    bne     s7, s6, 2f
    beqz    s9, .Lrun_done          # nothing can match any more
    lw      t0, .Lcan_skip
    beqz    t0, 2f
    bnez    s3, 2f
    la      t1, .Lfirst_bytes       # go to the next byte with which a match can begin
1:  beq     s2, s1, .Lrun_done
    lbu     t0, 0(s2)
    add     t0, t0, t1
    lbu     t0, 0(t0)
    bnez    t0, 2f
    addi    s2, s2, 1
    j       1b
2:  mv      a0, s0
    mv      a1, s2
    mv      a2, s1
    call    describe_place
    mv      a1, a0                  # a1: the place, for add_state
    la      t0, regex_step
    lw      a2, 0(t0)
    addi    a2, a2, 1               # a2: this step, for add_state
    sw      a2, 0(t0)
    mv      a3, s5                  # a3: end of the list, for add_state
    li      a4, 0                   # a4: matched, for add_state
    mv      s8, s6
    beq     s8, s7, .Lrun_begin
    lbu     s10, -1(s2)             # the byte that leads here
.Lrun_state:
    lw      a0, 0(s8)
    addi    s8, s8, 4
    lw      t0, OP(a0)
    lw      t1, ARG(a0)
    li      t2, OP_ANY
    beq     t0, t2, 4f
    bgtu    t0, t2, 3f
    beq     t1, s10, 4f             # OP_BYTE
    j       5f
3:  srli    t0, s10, 3              # OP_SET
    add     t1, t1, t0
    lbu     t1, 0(t1)
    andi    t0, s10, 7
    srl     t1, t1, t0
    andi    t1, t1, 1
    beqz    t1, 5f
4:  addi    a0, a0, OP_BYTES
    call    add_state
5:  bne     s8, s7, .Lrun_state
.Lrun_begin:
    beqz    s9, 6f
    xori    s9, s3, 1               # anchored: only at the first place
    la      a0, regex_code
    call    add_state
6:  beqz    a4, 7f
    sub     s4, s2, s0
    beqz    s3, .Lrun_done          # any match will do
7:  beq     s2, s1, .Lrun_done
    addi    s2, s2, 1
    mv      t0, s6                  # exchange the lists
    mv      s6, s5
    mv      s5, t0
    mv      s7, a3
    j       .Lrun_place
.Lrun_done:
    mv      a0, s4
    leave

# add_state(a0 = instruction, a1 = place, a2 = step, a3 = end of the list, a4 = matched?) -> a3, a4
# Puts the instruction, or those to which it leads without consuming a byte, on the list. Keeps a1 and a2.
add_state:
    lw      t0, MARK(a0)
    beq     t0, a2, .Ladd_done      # already there
    sw      a2, MARK(a0)
    lw      t0, OP(a0)
    li      t1, OP_BYTE
    bgeu    t0, t1, .Ladd_put
    lw      t2, ARG(a0)
    li      t1, OP_SPLIT
    beq     t0, t1, .Ladd_split
    li      t1, OP_JUMP
    beq     t0, t1, .Ladd_jump
    li      t1, OP_ASSERT
    beq     t0, t1, .Ladd_assert
    beqz    t0, .Ladd_done          # OP_FAIL
    li      a4, 1                   # OP_MATCH
.Ladd_done:
    ret
.Ladd_put:
    sw      a0, 0(a3)
    addi    a3, a3, 4
    ret
.Ladd_split:
    enter   1
    add     s0, a0, t2
    addi    a0, a0, OP_BYTES
    call    add_state
    mv      a0, s0
    unwind
    j       add_state
.Ladd_jump:
    add     a0, a0, t2
    j       add_state
.Ladd_assert:
    and     t0, a1, t2
    srli    t2, t2, 16
    andi    t0, t0, 15
    addi    a0, a0, OP_BYTES
    beq     t0, t2, add_state
    ret

# describe_place(a0 = start of the text, a1 = place, a2 = end of the text) -> a0 = PLACE_ bits
describe_place:
    mv      t4, ra
    li      t3, 0
    li      t5, PLACE_START
    beq     a0, a1, 1f
    lbu     a0, -1(a1)
    call    is_word_byte
    slli    t5, a0, 2               # PLACE_AFTER_WORD
1:  or      t3, t3, t5
    li      t5, PLACE_END
    beq     a1, a2, 2f
    lbu     a0, 0(a1)
    call    is_word_byte
    slli    t5, a0, 3               # PLACE_BEFORE_WORD
2:  or      a0, t3, t5
    mv      ra, t4
    ret

# is_word_byte(a0 = byte) -> a0 = 1 for a letter, a digit or `_`, else 0; changes t0, t1
is_word_byte:
    ori     t0, a0, 0x20
    addi    t0, t0, -'a'
    sltiu   t0, t0, 26
    addi    t1, a0, -'0'
    sltiu   t1, t1, 10
    or      t0, t0, t1
    addi    a0, a0, -'_'
    seqz    a0, a0
    or      a0, a0, t0
    ret

# find_first_bytes() - find out with which bytes a match can begin, to skip all others quickly
# Nothing can be skipped when the empty text may match, or when the pattern asserts something of a place.
find_first_bytes:
    enter   3
    la      a0, .Lfirst_bytes
    li      a1, 0
    li      a2, 256
    call    memset
    la      t0, .Lcan_skip
    sw      zero, 0(t0)
    la      s0, regex_code
1:  lw      t0, OP(s0)
    li      t1, OP_ASSERT
    beq     t0, t1, 7f
    addi    s0, s0, OP_BYTES
    lw      t0, regex_out
    bltu    s0, t0, 1b
    la      t0, regex_step
    lw      a2, 0(t0)
    addi    a2, a2, 1
    sw      a2, 0(t0)
    la      a0, regex_code
    li      a1, 0
    la      a3, .Llist_a
    li      a4, 0
    call    add_state
    bnez    a4, 7f
    la      s0, .Llist_a
    mv      s1, a3
2:  bgeu    s0, s1, 6f
    lw      t0, 0(s0)
    addi    s0, s0, 4
    li      t1, 255                 # for every byte: is it one that this instruction consumes?
    lw      t2, OP(t0)
    lw      t3, ARG(t0)
3:  li      t4, OP_ANY
    beq     t2, t4, 4f
    bgtu    t2, t4, 5f
    bne     t1, t3, 8f
4:  la      t5, .Lfirst_bytes
    add     t5, t5, t1
    li      t6, 1
    sb      t6, 0(t5)
    j       8f
5:  srli    t5, t1, 3
    add     t5, t5, t3
    lbu     t5, 0(t5)
    andi    t6, t1, 7
    srl     t5, t5, t6
    andi    t5, t5, 1
    bnez    t5, 4b
8:  addi    t1, t1, -1
    bgez    t1, 3b
    j       2b
6:  la      t0, .Lcan_skip
    li      t1, 1
    sw      t1, 0(t0)
7:  leave

    .section .rodata
.Lplain_tokens:                     # byte, token
    .byte   '.', TOKEN_ANY, '[', TOKEN_SET, '^', TOKEN_CARET, '$', TOKEN_DOLLAR, '*', TOKEN_STAR, 0
.Loperator_tokens:
    .byte   '(', TOKEN_OPEN, ')', TOKEN_CLOSE, '|', TOKEN_BAR, '{', TOKEN_BRACE, '+', TOKEN_PLUS
    .byte   '?', TOKEN_QUESTION, 0
.Lescape_tokens:
    .byte   '<', TOKEN_WORD_START, '>', TOKEN_WORD_END, 'w', TOKEN_SHORTHAND, 'W', TOKEN_SHORTHAND
    .byte   's', TOKEN_SHORTHAND, 'S', TOKEN_SHORTHAND, 0
.Lword_set:         .asciz "_[:alnum:]]"
.Lnot_word_set:     .asciz "^_[:alnum:]]"
.Lspace_set:        .asciz "[:space:]]"
.Lnot_space_set:    .asciz "^[:space:]]"

    .bss
    .balign 16
regex_flags:    .zero 4             # how to read the pattern: REGEX_ bits
regex_at:       .zero 4             # the rest of the pattern
regex_end:      .zero 4             # its end
regex_out:      .zero 4             # where the next instruction goes; 0 before the first pattern
regex_step:     .zero 4             # counts the places looked at: the value of MARK
token:          .zero 4
token_value:    .zero 4
regex_depth:    .zero 4             # groups open
.Lregex_frame:  .zero 4             # sp of regex_add, to return from the depth of the parser
.Lcan_skip:     .zero 4             # is .Lfirst_bytes of use?
    .balign 16
.Lfirst_bytes:  .zero 256           # 1 for each byte with which a match can begin
.Llist_a:       .zero 4 * MAX_OPS
.Llist_b:       .zero 4 * MAX_OPS
regex_code:     .zero OP_BYTES * MAX_OPS
regex_code_end:

.endif
