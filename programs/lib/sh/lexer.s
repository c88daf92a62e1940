# lexer.s: from characters to tokens
#
# The parser looks at one token with token_peek and drops it with token_drop. A token is read only when somebody
# looks, so that a command on the terminal runs before the line after it is asked for. The text of a word is taken
# apart at once into parts (layout.s); the commands within $(...) are parsed on the spot, so a missing ) is found
# before anything runs.

# The token that is looked at, kept together because a nested $(...) saves and restores it.
.equ TOKEN_READY,  0                    # 0: the next look reads a new one
.equ TOKEN_KIND,   4
.equ TOKEN_PARTS,  8                    # of a word
.equ TOKEN_OP,    12                    # of a redirection ...
.equ TOKEN_FD,    16                    # ... and its descriptor
.equ TOKEN_START, 20                    # where it starts and ends in source_text
.equ TOKEN_LIMIT, 24
.equ TOKEN_PREVIOUS, 28                 # where the token before it ended
.equ TOKEN_BYTES, 32

# What ends a run of parts
.equ UNTIL_BLANK,  0                    # an ordinary word
.equ UNTIL_BRACE,  1                    # ${X:-here}
.equ UNTIL_QUOTE,  2                    # "here"
.equ UNTIL_END,    3                    # a here-document: the end of its text
.equ UNTIL_PAREN,  4                    # $((here))

    .bss
    .balign 4
token:        .zero TOKEN_BYTES
lex_buf:      .zero BUF_BYTES       # literal characters not yet made into a part

    .text

# token_peek() -> a0 = its kind; the rest is in `token`
# Look at the next token.
token_peek:
    la      t0, token
    lw      t1, TOKEN_READY(t0)
    beqz    t1, 1f
    lw      a0, TOKEN_KIND(t0)
    ret
1:  enter   1
    call    lex_token
    mv      s0, a0
    la      t0, token
    sw      a0, TOKEN_KIND(t0)
    li      t1, 1
    sw      t1, TOKEN_READY(t0)
    lw      t1, source_text + BUF_LENGTH
    sw      t1, TOKEN_LIMIT(t0)
    li      t1, TOKEN_NEWLINE
    bne     s0, t1, 2f
    call    read_here_documents
2:  mv      a0, s0
    leave

# token_drop() - done with this token
token_drop:
    la      t0, token
    sw      zero, TOKEN_READY(t0)
    lw      t1, TOKEN_LIMIT(t0)
    sw      t1, TOKEN_PREVIOUS(t0)
    ret

# token_literal() -> a0 = the text, or 0 for anything else
# The text of a word without quotes or expansions.
token_literal:
    enter
    call    token_peek
    li      t0, TOKEN_WORD
    bne     a0, t0, 1f
    lw      t0, token + TOKEN_PARTS
    lw      t1, PART_NEXT(t0)
    lw      t2, PART_KIND(t0)
    or      t1, t1, t2              # PART_LITERAL is 0
    lw      t2, PART_QUOTED(t0)
    or      t1, t1, t2
    bnez    t1, 1f
    lw      a0, PART_TEXT(t0)
    leave
1:  li      a0, 0
    leave

# lex_get() -> a0 = the character, or -1
# The next character, without the backslash-newline pairs that join lines.
lex_get:
    enter
1:  call    source_get
    li      t0, '\\'
    bne     a0, t0, 2f
    call    source_get
    li      t0, '\n'
    beq     a0, t0, 1b
    call    source_unget
    li      a0, '\\'
2:  leave

# lex_token() -> a0 = its kind
# Read one token.
lex_token:
    enter   2
.Lskip_blanks:
    call    lex_get
    mv      s0, a0
    li      t0, ' '
    beq     a0, t0, .Lskip_blanks
    li      t0, '\t'
    beq     a0, t0, .Lskip_blanks
    li      t0, '#'
    bne     a0, t0, 2f
1:  call    source_get              # a comment: up to the end of the line
    mv      s0, a0
    bltz    a0, 2f
    li      t0, '\n'
    bne     a0, t0, 1b
2:  la      t0, token
    lw      t1, source_text + BUF_LENGTH
    addi    t1, t1, -1
    sw      t1, TOKEN_START(t0)
    li      t1, -1
    sw      t1, TOKEN_FD(t0)

    li      a0, TOKEN_END
    bltz    s0, .Ltoken_done
    li      a0, TOKEN_NEWLINE
    li      t0, '\n'
    beq     s0, t0, .Ltoken_done
    li      a0, TOKEN_LEFT
    li      t0, '('
    beq     s0, t0, .Ltoken_done
    li      a0, TOKEN_RIGHT
    li      t0, ')'
    beq     s0, t0, .Ltoken_done
    li      a1, TOKEN_SEMI
    li      t0, ';'
    beq     s0, t0, .Lmaybe_double
    li      a1, TOKEN_AMP
    li      t0, '&'
    beq     s0, t0, .Lmaybe_double
    li      a1, TOKEN_BAR
    li      t0, '|'
    beq     s0, t0, .Lmaybe_double
    li      t0, '<'
    beq     s0, t0, .Lredirection
    li      t0, '>'
    beq     s0, t0, .Lredirection

    mv      a0, s0
    call    source_unget
    li      a0, UNTIL_BLANK
    li      a1, 0
    call    lex_parts
    sw      a0, token + TOKEN_PARTS, t0
    call    source_get              # digits right before < or > name the descriptor
    mv      s0, a0
    andi    t0, a0, ~2              # '<' is 0x3c, '>' is 0x3e
    li      t1, '<'
    bne     t0, t1, 1f
    lw      a0, token + TOKEN_PARTS
    call    parts_number
    bltz    a0, 1f
    sw      a0, token + TOKEN_FD, t0
    j       .Lredirection
1:  mv      a0, s0
    call    source_unget
    li      a0, TOKEN_WORD
.Ltoken_done:
    leave

.Lmaybe_double:                         # a1 = the single one; && and || and ;; come right after it
    mv      s1, a1
    call    lex_get
    bne     a0, s0, 1f
    addi    a0, s1, 1
    leave
1:  call    source_unget
    mv      a0, s1
    leave

.Lredirection:                          # s0 = '<' or '>'
    call    lex_get
    li      t0, '<'
    bne     s0, t0, 1f
    li      t1, 0                   # descriptor 0 unless stated
    li      t2, REDIR_COPY
    li      t3, '&'
    beq     a0, t3, 3f
    li      t2, REDIR_UPDATE
    li      t3, '>'
    beq     a0, t3, 3f
    bne     a0, t0, 2f
    call    lex_get
    li      t1, 0
    li      t2, REDIR_HERE_TABS
    li      t3, '-'
    beq     a0, t3, 3f
    call    source_unget
    li      t1, 0
    li      t2, REDIR_HERE
    j       3f
2:  call    source_unget
    li      t1, 0
    li      t2, REDIR_READ
    j       3f
1:  li      t1, 1
    li      t2, REDIR_COPY
    li      t3, '&'
    beq     a0, t3, 3f
    li      t2, REDIR_APPEND
    li      t3, '>'
    beq     a0, t3, 3f
    li      t2, REDIR_WRITE
    li      t3, '|'
    beq     a0, t3, 3f
    call    source_unget
    li      t1, 1
    li      t2, REDIR_WRITE
3:  la      t0, token
    sw      t2, TOKEN_OP(t0)
    lw      t3, TOKEN_FD(t0)
    bgez    t3, 4f
    sw      t1, TOKEN_FD(t0)
4:  li      a0, TOKEN_REDIR
    leave

# ---- characters ------------------------------------------------------------------------------------------------------

# is_one_of(a0 = character, a1 = text) -> a0 = 0 if not
# Is the character, not 0, in the text?
is_one_of:
    mv      t0, a0
    mv      a0, a1
    mv      a1, t0
    tail    strchr

# is_name_start(a0 = character) - a0 = 1 for a letter or _
# is_name_character(character) - a0 = 1 for a letter, _ or a digit
is_name_character:
    addi    t0, a0, -'0'
    sltiu   t1, t0, 10
    bnez    t1, 1f
is_name_start:
    li      t0, '_'
    beq     a0, t0, 1f
    ori     t0, a0, 0x20            # upper case to lower
    addi    t0, t0, -'a'
    sltiu   a0, t0, 26
    ret
1:  li      a0, 1
    ret

# number_of(a0 = text) -> a0 = the number, or -1 when the text is anything else or too large
# The value of a text that consists of digits.
number_of:
    enter
    call    parse_number
    beqz    a1, 1f
    li      a0, -1
1:  leave
