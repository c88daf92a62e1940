# lex_words.s: the parts of a word

    .text

# parts_number(a0 = parts) -> a0 = number, or -1 when the word is anything else
# The number that a word of digits stands for.
parts_number:
    lw      t0, PART_NEXT(a0)
    lw      t1, PART_KIND(a0)
    or      t0, t0, t1
    lw      t1, PART_QUOTED(a0)
    or      t0, t0, t1
    bnez    t0, 2f
    lw      a0, PART_TEXT(a0)
    tail    number_of
2:  li      a0, -1
    ret

# new_part(a0 = kind, a1 = quoted, a2 = text) -> a0 = the part
# A part of a word.
new_part:
    enter   3
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    li      a0, PART_BYTES
    call    arena_alloc
    sw      s0, PART_KIND(a0)
    sw      s1, PART_QUOTED(a0)
    sw      s2, PART_TEXT(a0)
    leave

# lex_flush(a0 = link, a1 = quoted) -> a0 = the link for the next part
# Make the characters in lex_buf, if any, a literal part and hang it on a link.
lex_flush:
    lw      t0, lex_buf + BUF_LENGTH
    beqz    t0, 1f
lex_flush_always:                       # even if there are none: '' is a word
    enter   2
    mv      s0, a0
    mv      s1, a1
    la      a0, lex_buf
    call    buf_take
    mv      a2, a0
    li      a0, PART_LITERAL
    mv      a1, s1
    call    new_part
    sw      a0, 0(s0)               # PART_NEXT is 0: the part is the next link
    leave
1:  ret

# lex_parts(a0 = until, a1 = quoted) -> a0 = the first part, or 0
# Read the parts of a word up to its end (UNTIL_...).
#
# s0 = until, s1 = quoted, s2 = the link for the next part, s3 = open parentheses, s4 = the character, s5 = the
# one after a backslash
lex_parts:
    enter   6, 4
    mv      s0, a0
    mv      s1, a1
    sw      zero, 0(sp)
    mv      s2, sp
    li      s3, 0

.Lnext_character:
    call    lex_get
    mv      s4, a0
    bltz    a0, .Linput_ended
    li      t0, UNTIL_BRACE
    beq     s0, t0, .Lin_brace
    li      t0, UNTIL_QUOTE
    beq     s0, t0, .Lin_quote
    li      t0, UNTIL_END
    beq     s0, t0, .Lin_text
    li      t0, UNTIL_PAREN
    beq     s0, t0, .Lin_paren
    la_string a1, " \t\n;&|()<>"
    call    is_one_of
    beqz    a0, .Lin_text
    mv      a0, s4
    call    source_unget
    j       .Lparts_done
.Lin_brace:
    li      t0, '}'
    beq     s4, t0, .Lparts_done
    j       .Lin_text
.Lin_quote:
    li      t0, '"'
    bne     s4, t0, .Lin_text
    lw      t0, 0(sp)               # "" is a word too
    bnez    t0, .Lparts_done
    mv      a0, s2
    li      a1, 1
    call    lex_flush_always
    mv      s2, a0
    j       .Lparts_done
.Lin_paren:
    li      t0, '('
    bne     s4, t0, 1f
    addi    s3, s3, 1
1:  li      t0, ')'
    bne     s4, t0, .Lin_text
    addi    s3, s3, -1
    bgez    s3, .Lin_text
    call    lex_get
    li      t0, ')'
    beq     a0, t0, .Lparts_done
    la_string a0, "missing '))'"
    j       syntax_error

.Lin_text:
    li      t0, '\\'
    beq     s4, t0, .Lbackslash
    li      t0, '$'
    beq     s4, t0, .Ldollar
    li      t0, '`'
    beq     s4, t0, .Lbackquote
    li      t0, '"'
    beq     s4, t0, .Ldouble_quote
    li      t0, '\''
    beq     s4, t0, .Lsingle_quote
.Lordinary:
    la      a0, lex_buf
    mv      a1, s4
    call    buf_put
    j       .Lnext_character

.Lbackslash:
    bnez    s1, 2f
    mv      a0, s2
    li      a1, 0
    call    lex_flush
    mv      s2, a0
    call    source_get
    bltz    a0, .Lordinary          # a backslash at the very end stands for itself
    mv      a1, a0
    la      a0, lex_buf
    call    buf_put
    mv      a0, s2
    li      a1, 1
    call    lex_flush
    mv      s2, a0
    j       .Lnext_character
2:  call    source_get              # within quotes it escapes only $ ` \ and what ends the text
    mv      s5, a0
    bltz    a0, 4f
    la_string a1, "$`\\"
    call    is_one_of
    bnez    a0, 5f
    li      t0, UNTIL_END
    beq     s0, t0, 4f
    li      t0, '"'
    beq     s5, t0, 5f
    li      t0, UNTIL_BRACE
    bne     s0, t0, 4f
    li      t0, '}'
    beq     s5, t0, 5f
4:  mv      a0, s5                  # the backslash stands for itself
    call    source_unget
    j       .Lordinary
5:  mv      s4, s5
    j       .Lordinary

.Ldouble_quote:
    li      t0, UNTIL_END
    bgeu    s0, t0, .Lordinary      # here-documents and arithmetic: no quotes
    mv      a0, s2
    mv      a1, s1
    call    lex_flush
    mv      s2, a0
    li      a0, UNTIL_QUOTE
    li      a1, 1
    call    lex_parts
    j       .Lhang

.Lsingle_quote:
    bnez    s1, .Lordinary
    mv      a0, s2
    li      a1, 0
    call    lex_flush
    mv      s2, a0
1:  call    source_get
    bltz    a0, .Linput_ended
    li      t0, '\''
    beq     a0, t0, 2f
    mv      a1, a0
    la      a0, lex_buf
    call    buf_put
    j       1b
2:  mv      a0, s2
    li      a1, 1
    call    lex_flush_always
    mv      s2, a0
    j       .Lnext_character

.Lbackquote:
    mv      a0, s2
    mv      a1, s1
    call    lex_flush
    mv      s2, a0
    mv      a0, s1
    call    lex_backquote
    j       .Lhang

.Ldollar:
    call    lex_get
    mv      s4, a0
    bltz    a0, 1f
    call    is_name_character
    bnez    a0, 2f
    mv      a0, s4
    la_string a1, "({?$!#@*-"
    call    is_one_of
    bnez    a0, 2f
    mv      a0, s4
1:  call    source_unget            # a dollar that stands for itself
    li      s4, '$'
    j       .Lordinary
2:  mv      a0, s2
    mv      a1, s1
    call    lex_flush
    mv      s2, a0
    mv      a0, s4
    mv      a1, s1
    call    lex_dollar

.Lhang:                                 # hang the parts in a0 on the link and go on behind them
    sw      a0, 0(s2)
1:  lw      t0, 0(s2)
    beqz    t0, .Lnext_character
    mv      s2, t0
    j       1b

.Linput_ended:
    li      t0, UNTIL_BLANK
    beq     s0, t0, 1f
    li      t0, UNTIL_END
    bne     s0, t0, 2f
1:  bltz    s4, .Lparts_done
2:  la_string a0, "unterminated quoted string"
    li      t0, UNTIL_BRACE
    bne     s0, t0, 3f
    la_string a0, "missing '}'"
3:  li      t0, UNTIL_PAREN
    bne     s0, t0, 4f
    la_string a0, "missing '))'"
4:  j       syntax_error

.Lparts_done:
    mv      a0, s2
    mv      a1, s1
    call    lex_flush
    lw      a0, 0(sp)
    leave
