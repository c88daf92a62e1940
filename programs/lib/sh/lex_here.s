# lex_here.s: here-documents
#
# A redirection << is noted when it is parsed; its document is read when the newline after it has come.

    .bss
    .balign 4
here_buf:     .zero BUF_BYTES
here_pending: .zero BUF_BYTES       # redirections whose documents follow the next newline; pairs (redirection,
                                        # delimiter's parts)

    .text

# read_here_documents() - after a newline: read the documents of the redirections seen in the line
read_here_documents:
    enter   2
    li      s0, 0
1:  lw      t0, here_pending + BUF_LENGTH
    bgeu    s0, t0, 2f
    lw      t0, here_pending + BUF_DATA
    add     t0, t0, s0
    lw      a0, 0(t0)
    lw      a1, 4(t0)
    addi    s0, s0, 8
    call    read_here_document
    j       1b
2:  sw      zero, here_pending + BUF_LENGTH, t0
    leave

# read_here_document(a0 = redirection, a1 = delimiter's parts)
#
# s0 = redirection, s1 = quoted, s2 = delimiter, s3 = where the present line starts in here_buf
read_here_document:
    enter   5, SOURCE_BYTES
    mv      s0, a0
    li      s1, 0
    mv      s2, a1
    la      s4, here_buf
    sw      zero, BUF_LENGTH(s4)
1:  lw      t0, PART_QUOTED(s2)     # the delimiter is taken as it is; quotes anywhere quote the document
    or      s1, s1, t0
    lw      t0, PART_KIND(s2)
    bnez    t0, 2f
    mv      a0, s4
    lw      a1, PART_TEXT(s2)
    call    buf_text
2:  lw      s2, PART_NEXT(s2)
    bnez    s2, 1b
    mv      a0, s4
    call    buf_take
    mv      s2, a0

.Lhere_line:
    lw      s3, BUF_LENGTH(s4)
3:  call    source_get
    bltz    a0, .Lhere_last
    li      t0, '\t'
    bne     a0, t0, 4f
    lw      t0, REDIR_OP(s0)
    li      t1, REDIR_HERE_TABS
    bne     t0, t1, 5f
    lw      t0, BUF_LENGTH(s4)
    beq     t0, s3, 3b              # <<- drops the tabs before a line
5:  li      a0, '\t'
4:  li      t0, '\n'
    beq     a0, t0, 6f
    mv      a1, a0
    mv      a0, s4
    call    buf_put
    j       3b
6:  call    .Lis_delimiter
    bnez    a0, .Lhere_done
    mv      a0, s4
    li      a1, '\n'
    call    buf_put
    j       .Lhere_line
.Lhere_last:                            # the input ends: so does the document
    call    .Lis_delimiter
    bnez    a0, .Lhere_done
    lw      s3, BUF_LENGTH(s4)
.Lhere_done:
    sw      s3, BUF_LENGTH(s4)
    li      t0, REDIR_HERE
    sw      t0, REDIR_OP(s0)
    mv      a0, s4
    call    buf_take
    bnez    s1, 7f
    mv      a1, a0
    mv      a0, sp
    call    source_push_string
    lw      s2, source_text + BUF_LENGTH
    li      a0, UNTIL_END
    li      a1, 1
    call    lex_parts
    sw      a0, REDIR_PARTS(s0)
    sw      s2, source_text + BUF_LENGTH, t0
    call    source_pop
    leave
7:  mv      a2, a0
    li      a0, PART_LITERAL
    li      a1, 1
    call    new_part
    sw      a0, REDIR_PARTS(s0)
    leave

.Lis_delimiter:                         # a0 = 1 if the present line is the delimiter
    enter
    mv      a0, s4
    li      a1, 0
    call    buf_put
    lw      t0, BUF_LENGTH(s4)
    addi    t0, t0, -1
    sw      t0, BUF_LENGTH(s4)
    lw      a0, BUF_DATA(s4)
    add     a0, a0, s3
    mv      a1, s2
    call    strcmp
    seqz    a0, a0
    leave
