# parse_simple.s: simple commands, assignments and redirections

    .text

# parse_simple() -> a0 = node
# Assignments, words and redirections in any order; or the definition of a function.
#
# s0 = node, s1 = link for the next word, s2 = link for the next assignment, s3 = link for the next redirection
parse_simple:
    enter   4
    li      a0, NODE_SIMPLE
    li      a1, 0
    li      a2, 0
    li      a3, 0
    call    new_node
    mv      s0, a0
    addi    s1, a0, NODE_A
    addi    s2, a0, NODE_B
    addi    s3, a0, NODE_REDIRS
.Lnext_word:
    call    token_peek
    li      t0, TOKEN_REDIR
    bne     a0, t0, 1f
    mv      a0, s3
    call    parse_redirections
    mv      s3, a0
    j       .Lnext_word
1:  li      t0, TOKEN_WORD
    bne     a0, t0, 3f
    lw      t0, NODE_A(s0)
    bnez    t0, 2f                  # after the first word nothing is an assignment
    lw      a0, token + TOKEN_PARTS
    call    split_assignment
    beqz    a0, 2f
    mv      t1, a0
    mv      a0, s2
    mv      s2, t1
    call    take_word
    sw      s2, WORD_NAME(a0)
    mv      s2, a0
    j       .Lnext_word
2:  mv      a0, s1
    call    take_word
    mv      s1, a0
    j       .Lnext_word
3:  li      t0, TOKEN_LEFT
    beq     a0, t0, .Lfunction
    lw      t0, NODE_A(s0)
    lw      t1, NODE_B(s0)
    or      t0, t0, t1
    lw      t1, NODE_REDIRS(s0)
    or      t0, t0, t1
    beqz    t0, unexpected_token
    mv      a0, s0
    leave

.Lfunction:                             # NAME () compound: only as the first word, unquoted, with nothing else
    lw      t0, NODE_A(s0)
    beqz    t0, unexpected_token
    bne     t0, s1, unexpected_token
    lw      t1, NODE_B(s0)
    lw      t2, NODE_REDIRS(s0)
    or      t1, t1, t2
    lw      t0, WORD_PARTS(t0)
    lw      t2, PART_KIND(t0)
    or      t1, t1, t2
    lw      t2, PART_NEXT(t0)
    or      t1, t1, t2
    bnez    t1, unexpected_token
    lw      s1, PART_TEXT(t0)
    mv      a0, s1
    call    is_name
    beqz    a0, unexpected_token
    call    token_drop
    li      a0, TOKEN_RIGHT
    call    token_expect
    call    skip_newlines
    call    parse_command
    mv      a1, a0
    li      a0, NODE_FUNCTION
    li      a2, 0
    mv      a3, s1
    unwind
    tail    new_node

# split_assignment(a0 = parts) -> a0 = the name, or 0 for an ordinary word
# If the word is NAME=..., cut the name and = off its first part.
split_assignment:
    enter   3
    lw      t0, PART_KIND(a0)
    lw      t1, PART_QUOTED(a0)
    or      t0, t0, t1
    bnez    t0, 1f
    mv      s0, a0
    lw      s1, PART_TEXT(a0)
    mv      a0, s1
    li      a1, '='
    call    strchr
    beqz    a0, 1f
    mv      s2, a0
    sub     a1, a0, s1
    mv      a0, s1
    call    arena_string
    mv      s1, a0
    call    is_name
    beqz    a0, 1f
    addi    s2, s2, 1
    sw      s2, PART_TEXT(s0)
    mv      a0, s1
    leave
1:  li      a0, 0
    leave

# is_name(a0 = text) - a0 = 1 for a name of a variable: letters, digits and _, not starting with a digit
is_name:
    enter   1
    mv      s0, a0
    lbu     a0, 0(s0)
    call    is_name_start
1:  beqz    a0, 2f
    addi    s0, s0, 1
    lbu     a0, 0(s0)
    beqz    a0, 3f
    call    is_name_character
    j       1b
3:  li      a0, 1
2:  leave

# parse_redirections(a0 = link) -> a0 = the link for the next one
# Any number of redirections, hung on a link.
parse_redirections:
    enter   3
    mv      s0, a0
1:  call    token_peek
    li      t0, TOKEN_REDIR
    bne     a0, t0, 4f
    li      a0, REDIR_BYTES
    call    arena_alloc
    sw      a0, 0(s0)
    mv      s0, a0                  # REDIR_NEXT is 0
    la      t0, token
    lw      s1, TOKEN_OP(t0)
    sw      s1, REDIR_OP(a0)
    lw      t1, TOKEN_FD(t0)
    sw      t1, REDIR_FD(a0)
    call    token_drop
    call    token_peek
    li      t0, TOKEN_WORD
    bne     a0, t0, unexpected_token
    lw      s2, token + TOKEN_PARTS
    sw      s2, REDIR_PARTS(s0)
    li      t0, REDIR_HERE
    bltu    s1, t0, 3f
    la      a0, here_pending        # the document comes after the newline
    mv      a1, s0
    call    buf_word
    la      a0, here_pending
    mv      a1, s2
    call    buf_word
3:  call    token_drop
    j       1b
4:  mv      a0, s0
    leave
