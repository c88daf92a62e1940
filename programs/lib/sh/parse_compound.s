# parse_compound.s: if, while, until, for, case and groups
#
# Each routine is called with its first word dropped, and drops the last one.

    .text

# parse_body() -> a0 = node
# A list that must not be empty.
parse_body:
    enter
    call    parse_list
    beqz    a0, unexpected_token
    leave

# parse_group() - after `{`
parse_group:
    enter   1
    call    parse_body
    mv      s0, a0
    li      a0, KEYWORD_CLOSE
    call    keyword_expect
    li      a0, NODE_GROUP
    mv      a1, s0
    li      a2, 0
    li      a3, 0
    unwind
    tail    new_node

# parse_if() - after `if` or `elif`, up to and with `fi`
parse_if:
    enter   3
    call    parse_body
    mv      s0, a0
    li      a0, KEYWORD_THEN
    call    keyword_expect
    call    parse_body
    mv      s1, a0
    li      s2, 0
    call    keyword_peek
    li      t0, KEYWORD_ELIF
    bne     a0, t0, 1f
    call    token_drop
    call    parse_if                # which takes the `fi` too
    mv      s2, a0
    j       3f
1:  li      t0, KEYWORD_ELSE
    bne     a0, t0, 2f
    call    token_drop
    call    parse_body
    mv      s2, a0
2:  li      a0, KEYWORD_FI
    call    keyword_expect
3:  li      a0, NODE_IF
    mv      a1, s0
    mv      a2, s1
    mv      a3, s2
    unwind
    tail    new_node

# parse_while(), parse_until() - after the keyword
parse_while:
    li      a0, NODE_WHILE
    j       1f
parse_until:
    li      a0, NODE_UNTIL
1:  enter   2
    mv      s0, a0
    call    parse_body
    mv      s1, a0
    call    parse_do
    mv      a2, a0
    mv      a0, s0
    mv      a1, s1
    li      a3, 0
    unwind
    tail    new_node

# parse_do() -> a0 = node
# Do LIST done.
parse_do:
    enter   1
    li      a0, KEYWORD_DO
    call    keyword_expect
    call    parse_body
    mv      s0, a0
    li      a0, KEYWORD_DONE
    call    keyword_expect
    mv      a0, s0
    leave

# parse_for() - after `for`
#
# s0 = name, s1 = words
parse_for:
    enter   2
    call    token_literal
    mv      s0, a0
    beqz    a0, unexpected_token
    call    is_name
    beqz    a0, unexpected_token
    call    token_drop
    call    skip_newlines
    li      s1, -1                  # without `in`: the positional parameters
    call    keyword_peek
    li      t0, KEYWORD_IN
    bne     a0, t0, 2f
    call    token_drop
    call    parse_words
    mv      s1, a0
    call    token_peek
    li      t0, TOKEN_SEMI
    beq     a0, t0, 1f
    li      t0, TOKEN_NEWLINE
    bne     a0, t0, unexpected_token
1:  call    token_drop
    j       3f
2:  call    token_peek
    li      t0, TOKEN_SEMI
    beq     a0, t0, 1b
3:  call    skip_newlines
    call    parse_do
    mv      a2, a0
    li      a0, NODE_FOR
    mv      a1, s1
    mv      a3, s0
    unwind
    tail    new_node

# parse_words() -> a0 = list of words, or 0
# Any number of words.
parse_words:
    enter   1, 4
    sw      zero, 0(sp)
    mv      s0, sp
1:  call    token_peek
    li      t0, TOKEN_WORD
    bne     a0, t0, 2f
    mv      a0, s0
    call    take_word
    mv      s0, a0
    j       1b
2:  lw      a0, 0(sp)
    leave

# take_word(a0 = link) -> a0 = the link for the next word, which is also the address of this one
# Drop the word that comes next and hang it on a link.
take_word:
    enter   1
    mv      s0, a0
    li      a0, WORD_BYTES
    call    arena_alloc
    sw      a0, 0(s0)
    lw      t0, token + TOKEN_PARTS
    sw      t0, WORD_PARTS(a0)
    mv      s0, a0
    call    token_drop
    mv      a0, s0                  # WORD_NEXT is 0
    leave

# parse_case() - after `case`
#
# s0 = parts of the word, s1 = link for the next clause, s2 = patterns
parse_case:
    enter   3, 4
    sw      zero, 0(sp)
    mv      s1, sp                  # NODE_NEXT is 0
    call    token_peek
    li      t0, TOKEN_WORD
    bne     a0, t0, unexpected_token
    lw      s0, token + TOKEN_PARTS
    call    token_drop
    call    skip_newlines
    li      a0, KEYWORD_IN
    call    keyword_expect
.Lnext_clause:
    call    skip_newlines
    call    keyword_peek
    li      t0, KEYWORD_ESAC
    beq     a0, t0, .Lcase_done
    call    token_peek
    li      t0, TOKEN_LEFT
    bne     a0, t0, 1f
    call    token_drop
1:  call    parse_patterns
    mv      s2, a0
    li      a0, TOKEN_RIGHT
    call    token_expect
    call    parse_list
    mv      a2, a0
    li      a0, NODE_CLAUSE
    mv      a1, s2
    li      a3, 0
    call    new_node
    sw      a0, 0(s1)
    mv      s1, a0
    call    token_peek
    li      t0, TOKEN_DSEMI
    bne     a0, t0, 2f
    call    token_drop
    j       .Lnext_clause
2:  call    keyword_peek            # the last clause needs no ;;
    li      t0, KEYWORD_ESAC
    bne     a0, t0, unexpected_token
.Lcase_done:
    call    token_drop
    li      a0, NODE_CASE
    mv      a1, s0
    lw      a2, 0(sp)
    li      a3, 0
    unwind
    tail    new_node

# parse_patterns() -> a0 = list of words
# Words separated by |.
parse_patterns:
    enter   1, 4
    mv      s0, sp
1:  call    token_peek
    li      t0, TOKEN_WORD
    bne     a0, t0, unexpected_token
    mv      a0, s0
    call    take_word
    mv      s0, a0
    call    token_peek
    li      t0, TOKEN_BAR
    bne     a0, t0, 2f
    call    token_drop
    j       1b
2:  lw      a0, 0(sp)
    leave
