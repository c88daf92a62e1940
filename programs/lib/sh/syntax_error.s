# syntax_error.s: messages of the parser; these routines do not return

    .text

# unexpected_token() - complain about the token that is looked at
unexpected_token:
    call    token_literal
    beqz    a0, 1f
    mv      s0, a0
    la      a0, lex_buf
    sw      zero, BUF_LENGTH(a0)
    la_string a1, "unexpected '"
    call    buf_text
    la      a0, lex_buf
    mv      a1, s0
    call    buf_text
    la      a0, lex_buf
    li      a1, '\''
    call    buf_put
    la      a0, lex_buf
    call    buf_take
    j       syntax_error
1:  call    token_peek
    li      t0, TOKEN_NEWLINE
    bne     a0, t0, 2f
    lw      t1, source              # it is the line that the newline ends
    lw      t2, SOURCE_LINE(t1)
    addi    t2, t2, -1
    sw      t2, SOURCE_LINE(t1)
2:  la      s0, token_names
    mv      s1, a0
    beqz    s1, 4f
3:  mv      a0, s0
    call    strlen
    add     s0, s0, a0
    addi    s0, s0, 1
    addi    s1, s1, -1
    bnez    s1, 3b
4:  la      a0, lex_buf
    sw      zero, BUF_LENGTH(a0)
    la_string a1, "unexpected "
    call    buf_text
    la      a0, lex_buf
    mv      a1, s0
    call    buf_text
    la      a0, lex_buf
    call    buf_take
    # falls into syntax_error

# syntax_error(a0 = text) - "sh: line 3: syntax error: TEXT"; the shell ends, or goes back to its prompt
syntax_error:
    mv      s0, a0
    call    message_start
    la      a0, stderr
    la_string a1, "line "
    call    put_str
    la      a0, stderr
    lw      t0, source
    lw      a1, SOURCE_LINE(t0)
    call    put_udec
    la      a0, stderr
    la_string a1, ": syntax error: "
    call    put_str
    la      a0, stderr
    mv      a1, s0
    call    put_str
    la_string a0, "\n"
    call    eprint_str
    li      a0, 2
    j       abandon_command
