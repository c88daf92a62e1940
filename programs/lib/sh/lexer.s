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
here_buf:     .zero BUF_BYTES
here_pending: .zero BUF_BYTES       # redirections whose documents follow the next newline; pairs (redirection,
                                        # delimiter's parts)

    .text

# token_peek() -> a0 = its kind; the rest is in `token`
# Look at the next token
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
# The text of a word without quotes or expansions
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
# The next character, without the backslash-newline pairs that join lines
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
# Read one token
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

# parts_number(a0 = parts) -> a0 = number, or -1 when the word is anything else
# The number that a word of digits stands for
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
# A part of a word
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
# Make the characters in lex_buf, if any, a literal part and hang it on a link
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
# Read the parts of a word up to its end (UNTIL_...)
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

# lex_dollar(a0 = character, a1 = quoted) -> a0 = the part
# Read an expansion after its dollar and first character
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
# Parse the commands of $(...) up to and with the closing parenthesis
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
# Parse the commands of `...` after the opening backquote
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
# The value of a text that consists of digits
number_of:
    enter
    call    parse_number
    beqz    a1, 1f
    li      a0, -1
1:  leave
