# expand.s: from the parts of a word to the texts that a command gets
#
# Everything is appended to `field` as a pattern: characters that came from quotes are escaped with a backslash
# where they would mean something in a pattern. So one representation serves pathname expansion, `case` and
# ${X%pattern}, and removing the backslashes gives the plain text. When `splitting` is set, characters of IFS that
# came from an unquoted expansion end the field, which then goes to `fields`, with the path names that match it if
# it is a pattern.

    .bss
    .balign 4
field:        .zero BUF_BYTES
fields:       .zero BUF_BYTES       # pointers to finished texts
splitting:    .zero 4
field_begun:  .zero 4               # there is a field, even if it is empty ("")
after_blank:  .zero 4               # the field before was ended by a blank: one more delimiter may follow it
is_pattern:   .zero 4               # the field has * ? or [ outside quotes

    .text

# expand_words(a0 = words) -> a0 = pointers, ended by 0, in the arena; a1 = their number
# All expansions, for the arguments of a command.
expand_words:
    enter   2
    mv      s0, a0
    sw      zero, fields + BUF_LENGTH, t0
1:  beqz    s0, 2f
    call    field_reset
    li      t0, 1
    sw      t0, splitting, t1
    lw      a0, WORD_PARTS(s0)
    call    expand_tilde
    call    expand_parts
    call    field_end
    lw      s0, WORD_NEXT(s0)
    j       1b
2:  la      a0, fields
    li      a1, 0
    call    buf_word
    la      a0, fields
    lw      s0, BUF_LENGTH(a0)
    call    buf_take
    srli    a1, s0, 2
    addi    a1, a1, -1
    leave

# expand_text(a0 = parts) -> a0 = text, in the arena
# Expansions without splitting and path names: assignments, redirections, the word of `case`.
expand_text:
    enter
    call    expand_pattern
    unwind
    tail    remove_escapes

# expand_pattern(a0 = parts) -> a0 = pattern, in the arena
# The same, with quoted characters still escaped.
expand_pattern:
    enter   1
    mv      s0, a0
    call    field_reset
    sw      zero, splitting, t0
    mv      a0, s0
    call    expand_tilde
    call    expand_parts
    la      a0, field
    unwind
    tail    buf_take

# field_reset() - begin with an empty field
field_reset:
    la      t0, field
    sw      zero, BUF_LENGTH(t0)
    sw      zero, field_begun, t0
    sw      zero, after_blank, t0
    sw      zero, is_pattern, t0
    ret

# expand_tilde(a0 = parts) -> a0 = the parts; when there was a ~, a copy without it
# Put $HOME into the field for a leading ~ that stands alone or before /.
expand_tilde:
    enter   2
    mv      s0, a0
    beqz    a0, 1f
    lw      t0, PART_KIND(a0)
    lw      t1, PART_QUOTED(a0)
    or      t0, t0, t1
    bnez    t0, 1f
    lw      t0, PART_TEXT(a0)
    lbu     t1, 0(t0)
    li      t2, '~'
    bne     t1, t2, 1f
    lbu     t1, 1(t0)
    li      t2, '/'
    beq     t1, t2, 2f
    bnez    t1, 1f
    lw      t1, PART_NEXT(a0)       # ~"x" is no ~
    bnez    t1, 1f
2:  la_string a0, "HOME"
    call    variable_get
    beqz    a0, 1f
    li      a1, 1
    call    append_quoted
    li      a0, PART_LITERAL
    li      a1, 0
    lw      a2, PART_TEXT(s0)
    addi    a2, a2, 1
    call    new_part
    lw      t0, PART_NEXT(s0)
    sw      t0, PART_NEXT(a0)
    leave
1:  mv      a0, s0
    leave

# expand_parts(a0 = parts) - append the expansions of a list of parts to the field
expand_parts:
    enter   1
    mv      s0, a0
1:  beqz    s0, 2f
    lw      t0, PART_KIND(s0)
    slli    t0, t0, 2
    la      t1, part_expanders
    add     t1, t1, t0
    lw      t1, 0(t1)
    mv      a0, s0
    jalr    t1
    lw      s0, PART_NEXT(s0)
    j       1b
2:  leave

    .section .rodata
    .balign 4
part_expanders:                         # by kind
    .word   expand_literal, expand_parameter, expand_command, expand_arithmetic
    .text

# expand_literal(a0 = part)
expand_literal:
    lw      a1, PART_QUOTED(a0)
    lw      a0, PART_TEXT(a0)
    bnez    a1, append_quoted
    # falls into append_literal

# append_literal(a0 = text) - append text of the source: its * ? [ are patterns, its blanks are not delimiters
append_literal:
    enter   1
    mv      s0, a0
1:  lbu     a1, 0(s0)
    beqz    a1, 2f
    addi    s0, s0, 1
    call    put_active
    j       1b
2:  leave

# put_active(a1 = character) - append it with its meaning in patterns
put_active:
    li      t0, 1
    sw      t0, field_begun, t1
    sw      zero, after_blank, t1
    li      t1, '*'
    beq     a1, t1, 1f
    li      t1, '?'
    beq     a1, t1, 1f
    li      t1, '['
    bne     a1, t1, 2f
1:  sw      t0, is_pattern, t1
2:  la      a0, field
    tail    buf_put

# append_quoted(a0 = text) - append text that means nothing but itself; even empty it makes a field
append_quoted:
    enter   2
    mv      s0, a0
    li      t0, 1
    sw      t0, field_begun, t1
    sw      zero, after_blank, t1
1:  lbu     s1, 0(s0)
    beqz    s1, 3f
    addi    s0, s0, 1
    mv      a0, s1
    call    put_escaped
    j       1b
3:  leave

# put_escaped(a0 = character) - append it without its meaning in patterns
put_escaped:
    enter   1
    mv      s0, a0
    la_string a1, "*?[]\\-!^"
    call    is_one_of
    beqz    a0, 1f
    la      a0, field
    li      a1, '\\'
    call    buf_put
1:  la      a0, field
    mv      a1, s0
    unwind
    tail    buf_put

# append_value(a0 = text, a1 = quoted) - append the result of an expansion
append_value:
    bnez    a1, append_quoted
    enter   1
    mv      s0, a0
1:  lbu     a0, 0(s0)
    beqz    a0, 2f
    addi    s0, s0, 1
    call    put_value
    j       1b
2:  leave

# put_value(a0 = character) - append one character of an unquoted expansion: it may end the field
#
# Blanks around a delimiter belong to it: with IFS=': ' the text "a : b" has two fields.
put_value:
    enter   1
    mv      s0, a0
    lw      t0, splitting
    beqz    t0, 3f
    la_string a0, "IFS"
    call    variable_get
    bnez    a0, 1f
    la_string a0, " \t\n"
1:  mv      a1, a0
    mv      a0, s0
    call    is_one_of
    beqz    a0, 3f
    mv      a0, s0
    call    is_space
    bnez    a0, 2f
    lw      t0, after_blank         # a delimiter such as `:`
    sw      zero, after_blank, t1
    bnez    t0, 4f
    li      t0, 1
    sw      t0, field_begun, t1     # it ends a field even if that is empty
    unwind
    tail    field_end
2:  lw      t0, field_begun         # a blank
    beqz    t0, 4f
    call    field_end
    li      t0, 1
    sw      t0, after_blank, t1
4:  leave
3:  li      t0, '\\'
    mv      a0, s0
    beq     a0, t0, 5f
    mv      a1, s0
    unwind
    tail    put_active
5:  unwind
    tail    put_escaped_value

# put_escaped_value(a0 = character) - a backslash from a value: itself, not an escape
put_escaped_value:
    li      t0, 1
    sw      t0, field_begun, t1
    sw      zero, after_blank, t1
    tail    put_escaped

# field_end() - finish the field, if there is one, and begin the next
field_end:
    enter   1
    lw      t0, field_begun
    beqz    t0, 9f
    la      a0, field
    call    buf_take
    mv      s0, a0
    lw      t0, is_pattern
    beqz    t0, 1f
    lw      t0, set_options
    andi    t0, t0, SET_NOGLOB
    bnez    t0, 1f
    mv      a0, s0
    la      a1, fields
    call    glob                    # appends the matches, if any
    bnez    a0, 2f
1:  mv      a0, s0
    call    remove_escapes
    mv      a1, a0
    la      a0, fields
    call    buf_word
2:  call    field_reset
9:  leave

# remove_escapes(a0 = pattern) -> a0 = the same address
# The plain text of a pattern, made in place.
remove_escapes:
    mv      t0, a0
    mv      t1, a0
    li      t3, '\\'
1:  lbu     t2, 0(t1)
    addi    t1, t1, 1
    bne     t2, t3, 2f
    lbu     t2, 0(t1)
    beqz    t2, 3f
    addi    t1, t1, 1
2:  sb      t2, 0(t0)
    addi    t0, t0, 1
    bnez    t2, 1b
    ret
3:  sb      t3, 0(t0)               # a lone backslash at the end
    sb      zero, 1(t0)
    ret
