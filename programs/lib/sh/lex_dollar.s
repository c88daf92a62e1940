# lex_dollar.s: what begins with a dollar or a backquote
#
# Parameters become parts by their names; commands in $(...) and `...` are parsed on the spot, with the token that the
# parser is looking at put aside.

    .text

# lex_dollar(a0 = character, a1 = quoted) -> a0 = the part
# Read an expansion after its dollar and first character.
lex_dollar:
    enter   4
    mv      s0, a0
    mv      s1, a1
    li      t0, '{'
    beq     a0, t0, .Lbraces
    li      t0, '('
    beq     a0, t0, .Lparentheses
    la      a0, lex_buf
    mv      a1, s0
    call    buf_put
    mv      a0, s0
    call    is_name_start           # a digit or a special parameter is one character
    beqz    a0, 2f
    call    lex_name
2:  la      a0, lex_buf
    call    buf_take
    mv      a2, a0
    li      a0, PART_PARAMETER
    mv      a1, s1
    unwind
    tail    new_part

.Lparentheses:
    call    lex_get
    li      t0, '('
    beq     a0, t0, 1f
    call    source_unget
    call    lex_command
    mv      a2, a0
    li      a0, PART_COMMAND
    mv      a1, s1
    unwind
    tail    new_part
1:  li      a0, UNTIL_PAREN
    li      a1, 1
    call    lex_parts
    mv      s0, a0
    li      a0, PART_ARITHMETIC
    mv      a1, s1
    li      a2, 0
    call    new_part
    sw      s0, PART_WORD(a0)
    leave

.Lbraces:                               # s0 = name, s2 = operator, s3 = character
    li      s2, OP_NONE
    call    lex_get
    mv      s3, a0
    li      t0, '#'                 # ${#X} is a length, ${#} and ${#-..} the parameter #
    bne     a0, t0, 1f
    call    lex_get
    mv      s0, a0
    call    source_unget
    mv      a0, s0
    call    is_name_character
    beqz    a0, 1f
    li      s2, OP_LENGTH
    call    lex_get
    mv      s3, a0
1:  bltz    s3, .Lno_brace
    la      a0, lex_buf
    mv      a1, s3
    call    buf_put
    mv      a0, s3
    call    is_name_character
    bnez    a0, 2f
    mv      a0, s3
    la_string a1, "?$!#@*-"
    call    is_one_of
    beqz    a0, .Lbad_substitution
    j       3f
2:  call    lex_name                # here also several digits
3:  la      a0, lex_buf
    call    buf_take
    mv      s0, a0
    call    lex_get
    mv      s3, a0
    bltz    a0, .Lno_brace
    li      t0, '}'
    beq     a0, t0, .Lbraces_done
    li      t0, OP_LENGTH
    beq     s2, t0, .Lbad_substitution
    li      t0, ':'
    bne     a0, t0, 4f
    li      s2, OP_COLON
    call    lex_get
    mv      s3, a0
4:  li      t1, OP_DEFAULT
    li      t0, '-'
    beq     s3, t0, 5f
    li      t1, OP_ASSIGN
    li      t0, '='
    beq     s3, t0, 5f
    li      t1, OP_ERROR
    li      t0, '?'
    beq     s3, t0, 5f
    li      t1, OP_ALTERNATE
    li      t0, '+'
    beq     s3, t0, 5f
    bnez    s2, .Lbad_substitution  # ${X:#...}
    li      s2, OP_PREFIX
    li      t0, '#'
    beq     s3, t0, 6f
    li      s2, OP_SUFFIX
    li      t0, '%'
    bne     s3, t0, .Lbad_substitution
6:  call    lex_get                 # doubled: the longest match
    beq     a0, s3, 7f
    call    source_unget
    li      t1, 0
    j       5f
7:  li      t1, 1
5:  or      s2, s2, t1              # the short matches are even
    li      a0, UNTIL_BRACE
    mv      a1, s1
    li      t0, OP_PREFIX
    bltu    s2, t0, 8f
    li      t0, OP_COLON
    bgeu    s2, t0, 8f
    li      a1, 0                   # a pattern is read as if outside the quotes
8:  call    lex_parts
    mv      s3, a0
    j       9f
.Lbraces_done:
    li      s3, 0
9:  li      a0, PART_PARAMETER
    mv      a1, s1
    mv      a2, s0
    call    new_part
    sw      s2, PART_OP(a0)
    sw      s3, PART_WORD(a0)
    leave
.Lno_brace:
    la_string a0, "missing '}'"
    j       syntax_error
.Lbad_substitution:
    la_string a0, "bad substitution"
    j       syntax_error

# lex_name() - append the rest of a name to lex_buf
lex_name:
    enter   1
1:  call    lex_get
    mv      s0, a0
    bltz    a0, 2f
    call    is_name_character
    beqz    a0, 2f
    la      a0, lex_buf
    mv      a1, s0
    call    buf_put
    j       1b
2:  mv      a0, s0
    unwind
    tail    source_unget

# lex_command() -> a0 = node, or 0 when there are none
# Parse the commands of $(...) up to and with the closing parenthesis.
lex_command:
    enter   1, TOKEN_BYTES
    mv      a0, sp
    la      a1, token
    li      a2, TOKEN_BYTES
    call    memcpy
    call    token_drop
    call    parse_list
    mv      s0, a0
    call    token_peek
    li      t0, TOKEN_RIGHT
    bne     a0, t0, unexpected_token
    la      a0, token
    mv      a1, sp
    li      a2, TOKEN_BYTES
    call    memcpy
    mv      a0, s0
    leave

# lex_backquote(a0 = quoted) -> a0 = the part
# Parse the commands of `...` after the opening backquote.
lex_backquote:
    enter   2, TOKEN_BYTES + SOURCE_BYTES
    mv      s0, a0
1:  call    source_get
    bltz    a0, .Lbackquote_open
    li      t0, '`'
    beq     a0, t0, 3f
    li      t0, '\\'
    bne     a0, t0, 2f
    call    source_get              # \$ \` \\ lose their backslash here, the others later
    bltz    a0, .Lbackquote_open
    mv      s1, a0
    la_string a1, "$`\\"
    call    is_one_of
    bnez    a0, 4f
    la      a0, lex_buf
    li      a1, '\\'
    call    buf_put
4:  mv      a0, s1
2:  mv      a1, a0
    la      a0, lex_buf
    call    buf_put
    j       1b
3:  la      a0, lex_buf
    call    buf_take
    mv      a1, a0
    addi    a0, sp, TOKEN_BYTES
    call    source_push_string
    lw      s1, source_text + BUF_LENGTH
    mv      a0, sp
    la      a1, token
    li      a2, TOKEN_BYTES
    call    memcpy
    call    token_drop
    call    parse_list
    mv      a2, a0
    li      a0, PART_COMMAND
    mv      a1, s0
    call    new_part
    mv      s0, a0
    call    token_peek
    bnez    a0, unexpected_token    # TOKEN_END is 0
    la      a0, token
    mv      a1, sp
    li      a2, TOKEN_BYTES
    call    memcpy
    sw      s1, source_text + BUF_LENGTH, t0  # the text within was counted already
    call    source_pop
    mv      a0, s0
    leave
.Lbackquote_open:
    la_string a0, "missing '`'"
    j       syntax_error
