# parser.s: from tokens to the syntax tree
#
#   line      = [ and_or { (';' | '&') and_or } [ ';' | '&' ] ] (newline | end)
#   list      = { newline } { and_or (';' | '&' | newline) { newline } }       up to a word such as `done`, or )
#   and_or    = pipeline { ('&&' | '||') { newline } pipeline }
#   pipeline  = [ '!' ] command { '|' { newline } command }
#   command   = simple | compound { redirection } | name '(' ')' { newline } compound
#   compound  = '(' list ')' | '{' list '}' | 'if' list 'then' list ... 'fi' | 'while' list 'do' list 'done' | ...
#
# Recursive descent with one token of lookahead, one routine for each line above. An error prints a message and
# leaves the parser at once (syntax_error).

# Reserved words. They have this meaning only where a command may start and only when no part is quoted.
.equ KEYWORD_NONE,   0
.equ KEYWORD_IF,     1
.equ KEYWORD_WHILE,  2
.equ KEYWORD_UNTIL,  3
.equ KEYWORD_FOR,    4
.equ KEYWORD_CASE,   5
.equ KEYWORD_OPEN,   6                  # {
.equ KEYWORD_NOT,    7                  # !
.equ KEYWORD_THEN,   8                  # from here on: words that end a list
.equ KEYWORD_ELIF,   9
.equ KEYWORD_ELSE,  10
.equ KEYWORD_FI,    11
.equ KEYWORD_DO,    12
.equ KEYWORD_DONE,  13
.equ KEYWORD_ESAC,  14
.equ KEYWORD_CLOSE, 15                  # }
.equ KEYWORD_IN,    16                  # only after `for NAME` and `case WORD`

    .section .rodata
keywords:                               # zero-terminated, in the order of the numbers
    .asciz  "if"
    .asciz  "while"
    .asciz  "until"
    .asciz  "for"
    .asciz  "case"
    .asciz  "{"
    .asciz  "!"
    .asciz  "then"
    .asciz  "elif"
    .asciz  "else"
    .asciz  "fi"
    .asciz  "do"
    .asciz  "done"
    .asciz  "esac"
    .asciz  "}"
    .asciz  "in"
    .byte   0

token_names:                            # as messages show them, in the order of TOKEN_...
    .asciz  "end of file"
    .asciz  "newline"
    .asciz  "word"
    .asciz  "redirection"
    .asciz  "';'"
    .asciz  "';;'"
    .asciz  "'&'"
    .asciz  "'&&'"
    .asciz  "'|'"
    .asciz  "'||'"
    .asciz  "'('"
    .asciz  "')'"

    .text

# keyword_peek() -> a0 = KEYWORD_...
# The reserved word that comes next.
keyword_peek:
    enter   3
    call    token_literal
    mv      s0, a0
    beqz    a0, 2f
    la      s1, keywords
    li      s2, KEYWORD_IF
1:  mv      a0, s0
    mv      a1, s1
    call    strcmp
    beqz    a0, 3f
    mv      a0, s1
    call    strlen
    add     s1, s1, a0
    addi    s1, s1, 1
    addi    s2, s2, 1
    lbu     t0, 0(s1)
    bnez    t0, 1b
2:  li      a0, KEYWORD_NONE
    leave
3:  mv      a0, s2
    leave

# keyword_expect(a0 = keyword) - drop this reserved word, or complain about what is there instead
keyword_expect:
    enter   1
    mv      s0, a0
    call    keyword_peek
    bne     a0, s0, unexpected_token
    unwind
    tail    token_drop

# token_expect(a0 = kind) - drop a token of this kind, or complain
token_expect:
    enter   1
    mv      s0, a0
    call    token_peek
    bne     a0, s0, unexpected_token
    unwind
    tail    token_drop

# skip_newlines() - drop any number of newlines
skip_newlines:
    enter
    j       2f
1:  call    token_drop
2:  call    token_peek
    li      t0, TOKEN_NEWLINE
    beq     a0, t0, 1b
    leave

# new_node(a0 = kind, a1 = a, a2 = b, a3 = c) -> a0 = node
new_node:
    enter   4
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    mv      s3, a3
    li      a0, NODE_BYTES
    call    arena_alloc
    sw      s0, NODE_KIND(a0)
    sw      s1, NODE_A(a0)
    sw      s2, NODE_B(a0)
    sw      s3, NODE_C(a0)
    leave

# parse_line() -> a0 = node, or 0 for an empty line; a1 = 1 if the input has ended
# The commands up to the end of a line, which may span several when quotes or compound commands are open.
parse_line:
    enter   1
    call    token_peek
    li      s0, 0
    beqz    a0, 2f                  # TOKEN_END
    li      t0, TOKEN_NEWLINE
    beq     a0, t0, 1f
    li      a0, 0
    call    parse_sequence
    mv      s0, a0
    call    token_peek
    beqz    a0, 1f
    li      t0, TOKEN_NEWLINE
    bne     a0, t0, unexpected_token
1:  call    token_drop
    mv      a0, s0
    li      a1, 0
    leave
2:  li      a0, 0
    li      a1, 1
    leave

# parse_list() -> a0 = node, or 0 if there are none
# Commands over any number of lines, up to a token that cannot start one.
parse_list:
    li      a0, 1
    # falls into parse_sequence

# parse_sequence(a0 = lines) -> a0 = node: the command itself if there is only one, or 0
# Commands separated by ; and &, and with `lines` by newlines.
#
# s0 = lines, s1 = first command, s2 = last command, s3 = the command that & puts into the background
parse_sequence:
    enter   4
    mv      s0, a0
    li      s1, 0
.Lnext_command:
    beqz    s0, 1f
    call    skip_newlines
1:  call    token_peek
    li      t0, TOKEN_LEFT
    beq     a0, t0, 2f
    li      t0, TOKEN_REDIR
    beq     a0, t0, 2f
    li      t0, TOKEN_WORD
    bne     a0, t0, 8f              # nothing that starts a command
    call    keyword_peek
    li      t0, KEYWORD_IN
    beq     a0, t0, 2f
    li      t0, KEYWORD_THEN
    bgeu    a0, t0, 8f
2:  call    parse_and_or
    mv      a1, a0
    call    token_peek
    li      t0, TOKEN_AMP
    bne     a0, t0, 3f
    mv      s3, a1
    li      a0, NODE_BACKGROUND
    li      a2, 0
    li      a3, 0
    call    new_node
    lw      t0, NODE_TEXT(s3)
    sw      t0, NODE_TEXT(a0)
    mv      a1, a0
    li      a0, TOKEN_SEMI          # otherwise & separates as ; does
3:  beqz    s1, 4f
    sw      a1, NODE_NEXT(s2)
    j       5f
4:  mv      s1, a1
5:  mv      s2, a1
    li      t0, TOKEN_SEMI
    bne     a0, t0, 6f
    call    token_drop
    j       .Lnext_command
6:  beqz    s0, 8f
    li      t0, TOKEN_NEWLINE
    beq     a0, t0, .Lnext_command
8:  mv      a0, s1
    beqz    s1, 9f
    lw      t0, NODE_NEXT(s1)
    beqz    t0, 9f
    li      a0, NODE_LIST
    mv      a1, s1
    li      a2, 0
    li      a3, 0
    call    new_node
9:  leave

# parse_and_or() -> a0 = node
# Pipelines joined by && and ||.
parse_and_or:
    enter   4
    call    token_peek
    lw      s2, token + TOKEN_START
    call    parse_pipeline
    mv      s0, a0
1:  call    token_peek
    li      s1, NODE_AND
    li      t0, TOKEN_AND
    beq     a0, t0, 2f
    li      s1, NODE_OR
    li      t0, TOKEN_OR
    bne     a0, t0, 3f
2:  call    token_drop
    call    skip_newlines
    call    parse_pipeline
    mv      a2, a0
    mv      a0, s1
    mv      a1, s0
    li      a3, 0
    call    new_node
    mv      s0, a0
    mv      a1, s2
    call    set_text
    j       1b
3:  mv      a0, s0
    leave

# set_text(a0 = node, a1 = start) - note the source text from an offset up to the last token: jobs are shown by it
set_text:
    enter   1
    mv      s0, a0
    lw      t0, source_text + BUF_DATA
    lw      t1, token + TOKEN_PREVIOUS
    sub     a1, t1, a1
    sub     t1, t1, a1
    add     a0, t0, t1
    call    arena_string
    sw      a0, NODE_TEXT(s0)
    leave

# parse_pipeline() -> a0 = node: the command itself if there is only one
# Commands joined by |, perhaps negated.
#
# s0 = first command, s1 = last command, s2 = number of commands, s3 = start in the source text, s4 = negated
parse_pipeline:
    enter   5
    call    token_peek
    lw      s3, token + TOKEN_START
    li      s4, 0
    call    keyword_peek
    li      t0, KEYWORD_NOT
    bne     a0, t0, 1f
    li      s4, 1
    call    token_drop
1:  call    parse_command
    mv      s0, a0
    mv      s1, a0
    li      s2, 1
2:  call    token_peek
    li      t0, TOKEN_BAR
    bne     a0, t0, 3f
    call    token_drop
    call    skip_newlines
    call    parse_command
    sw      a0, NODE_NEXT(s1)
    mv      s1, a0
    addi    s2, s2, 1
    j       2b
3:  li      t0, 1
    beq     s2, t0, 4f
    li      a0, NODE_PIPELINE
    mv      a1, s0
    mv      a2, s2
    li      a3, 0
    call    new_node
    mv      s0, a0
4:  mv      a0, s0
    mv      a1, s3
    call    set_text
    mv      a0, s0
    beqz    s4, 5f
    li      a0, NODE_NOT
    mv      a1, s0
    li      a2, 0
    li      a3, 0
    call    new_node
    mv      s0, a0
    mv      a1, s3
    call    set_text
    mv      a0, s0
5:  leave

# parse_command() -> a0 = node
# One command with its redirections.
parse_command:
    enter   1
    call    token_peek
    li      t0, TOKEN_LEFT
    beq     a0, t0, .Lsubshell
    call    keyword_peek
    li      t0, KEYWORD_IN          # elsewhere an ordinary word
    beq     a0, t0, .Lsimple
    li      t0, KEYWORD_NOT
    bgeu    a0, t0, unexpected_token
    la      t0, compound_parsers
    slli    a0, a0, 2
    add     t0, t0, a0
    lw      s0, 0(t0)
    beqz    a0, .Lsimple
    call    token_drop
    jalr    s0
    j       .Lredirections
.Lsimple:
    unwind
    tail    parse_simple
.Lsubshell:
    call    token_drop
    call    parse_body
    mv      s0, a0
    li      a0, TOKEN_RIGHT
    call    token_expect
    li      a0, NODE_SUBSHELL
    mv      a1, s0
    li      a2, 0
    li      a3, 0
    call    new_node
.Lredirections:
    mv      s0, a0
    addi    a0, a0, NODE_REDIRS
    call    parse_redirections
    mv      a0, s0
    leave

    .section .rodata
    .balign 4
compound_parsers:                       # by keyword
    .word   parse_simple, parse_if, parse_while, parse_until, parse_for, parse_case, parse_group
    .text
