# source.s: where commands are read from, one character at a time
#
# Sources nest: eval, `.` and `...` interrupt the current one. source_get gives the characters of the innermost source;
# source_unget takes them back. Both count lines and keep the text of the command being read for messages (source_text).

    .bss
    .balign 4
source:       .zero 4               # the innermost source
source_text:  .zero BUF_BYTES       # what has been read since the last prompt or command

    .text

# source_push_string(a0 = source, a1 = text) - read commands from a text
source_push_string:
    enter   2
    mv      s0, a0
    mv      s1, a1
    mv      a0, a1
    call    strlen
    sw      s1, SOURCE_NEXT(s0)
    add     s1, s1, a0
    sw      s1, SOURCE_LIMIT(s0)
    sw      zero, SOURCE_BUFFER(s0)
    li      a1, SOURCE_STRING
    j       .Lpush

# source_push_file(a0 = source, a1 = kind, a2 = fd) - read commands from a descriptor
source_push_file:
    enter   2
    mv      s0, a0
    mv      s1, a1
    sw      a2, SOURCE_FD(s0)
    li      a0, SOURCE_CHUNK + 4
    call    malloc
    sw      a0, SOURCE_BUFFER(s0)
    sw      zero, SOURCE_NEXT(s0)
    sw      zero, SOURCE_LIMIT(s0)
    mv      a1, s1
.Lpush:
    sw      a1, SOURCE_KIND(s0)
    li      t0, 1
    sw      t0, SOURCE_LINE(s0)
    la      t0, source
    lw      t1, 0(t0)
    sw      t1, SOURCE_OUTER(s0)
    sw      s0, 0(t0)
    leave

# source_pop() - back to the source outside the current one
source_pop:
    la      t0, source
    lw      t1, 0(t0)
    lw      t2, SOURCE_OUTER(t1)
    sw      t2, 0(t0)
    lw      a0, SOURCE_BUFFER(t1)
    tail    free

# source_get() -> a0 = the character, or -1 at the end
# The next character.
source_get:
    lw      t0, source
    lw      t1, SOURCE_NEXT(t0)
    lw      t2, SOURCE_LIMIT(t0)
    bgeu    t1, t2, .Lrefill
    lbu     a1, 0(t1)
    addi    t1, t1, 1
    sw      t1, SOURCE_NEXT(t0)
    beqz    a1, source_get          # zero bytes are no part of any text
    li      t2, '\n'
    bne     a1, t2, 1f
    lw      t1, SOURCE_LINE(t0)
    addi    t1, t1, 1
    sw      t1, SOURCE_LINE(t0)
1:  enter   1
    mv      s0, a1
    la      a0, source_text
    call    buf_put
    mv      a0, s0
    leave

.Lrefill:
    enter
    call    source_refill
    mv      t0, a0
    unwind
    bgtz    t0, source_get
    li      a0, -1
    ret

# source_unget(a0 = character) - let source_get give it again; -1 is ignored
source_unget:
    bltz    a0, 2f
    lw      t0, source
    lw      t1, SOURCE_NEXT(t0)
    addi    t1, t1, -1
    sb      a0, 0(t1)
    sw      t1, SOURCE_NEXT(t0)
    li      t2, '\n'
    bne     a0, t2, 1f
    lw      t1, SOURCE_LINE(t0)
    addi    t1, t1, -1
    sw      t1, SOURCE_LINE(t0)
1:  la      t0, source_text
    lw      t1, BUF_LENGTH(t0)
    addi    t1, t1, -1
    sw      t1, BUF_LENGTH(t0)
2:  ret

# source_refill() -> a0 = how many there are; 0 at the end
# Fetch more characters.
source_refill:
    lw      t0, source
    lw      t1, SOURCE_KIND(t0)
    bnez    t1, 1f
    li      a0, 0                   # a text has no more than it has
    ret
1:  enter   1
    mv      s0, t0
    li      t0, SOURCE_TERMINAL
    beq     t1, t0, 3f
    lw      t0, interactive         # sh -i without a terminal still shows its prompts
    beqz    t0, 2f
    lw      t0, SOURCE_OUTER(s0)
    bnez    t0, 2f
    la      t0, source_text         # at the start of a line
    lw      t1, BUF_LENGTH(t0)
    beqz    t1, 4f
    lw      t0, BUF_DATA(t0)
    add     t0, t0, t1
    lbu     t0, -1(t0)
    li      t1, '\n'
    bne     t0, t1, 2f
4:  call    prompt_text
    call    eprint_str
2:  lw      a0, SOURCE_FD(s0)
    lw      a1, SOURCE_BUFFER(s0)
    addi    a1, a1, 4               # room for characters put back
    sw      a1, SOURCE_NEXT(s0)
    li      a2, SOURCE_CHUNK
    lw      t0, SOURCE_KIND(s0)
    li      t1, SOURCE_STDIN
    bne     t0, t1, 1f
    li      a2, 1                   # the rest of the input belongs to the commands
1:  syscall read
    li      t0, -EINTR
    beq     a0, t0, 1b
    bgez    a0, 1f
    li      a0, 0
1:  lw      t0, SOURCE_NEXT(s0)
    add     t0, t0, a0
    sw      t0, SOURCE_LIMIT(s0)
    leave
3:  call    editor_read_line        # a0 = text, a1 = length (0 at end of input)
    sw      a0, SOURCE_NEXT(s0)
    add     t0, a0, a1
    sw      t0, SOURCE_LIMIT(s0)
    mv      a0, a1
    leave

# prompt_text() -> a0 = text
# The prompt that is due: PS1, or PS2 in the middle of a command.
prompt_text:
    enter   1
    lw      t0, source_text + BUF_LENGTH
    la_string a0, "PS1"
    la_string s0, "$ "
    beqz    t0, 1f
    la_string a0, "PS2"
    la_string s0, "> "
1:  call    variable_get
    bnez    a0, 2f
    mv      a0, s0
2:  leave
