# expand_parameter.s: $X, ${X op word}, $@ and $*

    .text

# expand_parameter(a0 = part) - $X, ${X} and ${X op word}
#
# s0 = part, s1 = operator, s2 = value or 0, s3 = name
expand_parameter:
    enter   4
    mv      s0, a0
    lw      s1, PART_OP(a0)
    lw      s3, PART_TEXT(a0)
    lbu     t0, 0(s3)
    li      t1, '@'
    beq     t0, t1, .Lall_parameters
    li      t1, '*'
    beq     t0, t1, .Lall_parameters
    mv      a0, s3
    call    parameter_get
    mv      s2, a0
.Lhave_value:
    andi    t0, s1, OP_COLON
    beqz    t0, 1f
    andi    s1, s1, ~OP_COLON
    beqz    s2, 1f
    lbu     t0, 0(s2)
    bnez    t0, 1f
    li      s2, 0                   # with a colon, empty is like unset
1:  slli    t0, s1, 2
    la      t1, parameter_operators
    add     t1, t1, t0
    lw      t1, 0(t1)
    jr      t1

    .section .rodata
    .balign 4
parameter_operators:                    # by OP_...
    .word   .Lop_none, .Lop_default, .Lop_assign, .Lop_error, .Lop_alternate, .Lop_length
    .word   .Lop_trim, .Lop_trim, .Lop_trim, .Lop_trim
    .text

.Lop_none:
    beqz    s2, .Lunset
.Lappend:
    mv      a0, s2
    lw      a1, PART_QUOTED(s0)
    unwind
    tail    append_value
.Lunset:
    lw      t0, set_options
    andi    t0, t0, SET_NOUNSET
    beqz    t0, .Lnothing
    warn    "", s3, ": parameter not set", zero
    j       expansion_error
.Lnothing:
    la_string s2, ""
    j       .Lappend

.Lop_default:
    bnez    s2, .Lappend
    j       .Lword
.Lop_alternate:
    beqz    s2, .Lnothing
.Lword:
    lw      a0, PART_WORD(s0)
    beqz    a0, .Lnothing
    unwind
    tail    expand_parts

.Lop_assign:
    bnez    s2, .Lappend
    lw      a0, PART_WORD(s0)
    call    expand_aside
    call    remove_escapes
    mv      s2, a0
    mv      a0, s3
    call    is_name
    beqz    a0, 1f
    mv      a0, s3
    mv      a1, s2
    call    variable_set
    bnez    a0, expansion_error
    j       .Lappend
1:  warn    "", s3, ": cannot be assigned", zero
    j       expansion_error

.Lop_error:
    bnez    s2, .Lappend
    lw      a0, PART_WORD(s0)
    la_string s2, "parameter not set"
    beqz    a0, 1f
    call    expand_aside
    call    remove_escapes
    mv      s2, a0
1:  call    message_start
    la      a0, stderr
    mv      a1, s3
    call    put_str
    la      a0, stderr
    la_string a1, ": "
    call    put_str
    mv      a0, s2
    call    eprint_str
    eprint  "\n"
    j       expansion_error

.Lop_length:
    li      a0, 0
    beqz    s2, 1f
    mv      a0, s2
    call    strlen
1:  call    decimal
    mv      s2, a0
    j       .Lappend

.Lop_trim:
    beqz    s2, .Lunset
    lw      a0, PART_WORD(s0)
    call    expand_aside
    mv      a1, a0
    mv      a0, s2
    mv      a2, s1
    call    trim
    mv      s2, a0
    j       .Lappend

# expand_aside(a0 = parts) -> a0 = pattern, in the arena
# Expand the word of an operator by itself, while the field waits.
expand_aside:
    enter   6
    mv      s0, a0
    lw      s1, field + BUF_LENGTH
    lw      s2, splitting
    lw      s3, field_begun
    lw      s4, is_pattern
    lw      s5, after_blank
    sw      zero, splitting, t0
    call    expand_parts
    la      t0, field
    lw      a0, BUF_DATA(t0)
    add     a0, a0, s1
    lw      a1, BUF_LENGTH(t0)
    sub     a1, a1, s1
    sw      s1, BUF_LENGTH(t0)
    sw      s2, splitting, t0
    sw      s3, field_begun, t0
    sw      s4, is_pattern, t0
    sw      s5, after_blank, t0
    call    arena_string
    leave

# trim(a0 = value, a1 = pattern, a2 = operator) -> a0 = text
# Cut what matches the pattern off the front or the end.
#
# Front: try the end of every prefix; end: the start of every suffix. Short match: from the near side, long: from
# the far. s0 = value, s1 = pattern, s2 = operator, s3 = length, s4 = the cut
trim:
    enter   6
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    call    strlen
    mv      s3, a0
    mv      a1, a0
    mv      a0, s0
    call    arena_string            # a copy, to be cut
    mv      s0, a0
    li      s4, 0                   # ## and %: the cut moves; where does it begin?
    li      t0, OP_PREFIX
    beq     s2, t0, 1f
    li      t0, OP_SUFFIXES
    beq     s2, t0, 1f
    mv      s4, s3
1:  add     a1, s0, s4
    li      t0, OP_SUFFIX
    bgeu    s2, t0, 3f
    lbu     s5, 0(a1)               # does the text before the cut match?
    sb      zero, 0(a1)
    mv      a0, s1
    mv      a1, s0
    call    pattern_match
    add     t1, s0, s4
    sb      s5, 0(t1)
    beqz    a0, 4f
    mv      a0, t1
    leave
3:  mv      a0, s1                  # does the text behind it?
    call    pattern_match
    beqz    a0, 4f
    add     t1, s0, s4
    sb      zero, 0(t1)
    mv      a0, s0
    leave
4:  li      t0, OP_PREFIX
    beq     s2, t0, 5f
    li      t0, OP_SUFFIXES
    beq     s2, t0, 5f
    addi    s4, s4, -1
    bgez    s4, 1b
    mv      a0, s0
    leave
5:  addi    s4, s4, 1
    bleu    s4, s3, 1b
    mv      a0, s0
    leave

# $@ and $*. "$@" is one field for each parameter; all others join them with blanks, which split again unless quoted.
# (s0 = part, s1 = operator, s3 = name as in expand_parameter; s2 = next parameter)
.Lall_parameters:
    bnez    s1, .Ljoined
    lw      t0, PART_QUOTED(s0)
    beqz    t0, .Lseparate
    lbu     t0, 0(s3)
    li      t1, '*'
    beq     t0, t1, .Ljoined
    lw      t0, splitting
    beqz    t0, .Ljoined
.Lseparate:
    lw      s2, parameters
    lw      s3, parameter_count
1:  beqz    s3, 3f
    lw      a0, 0(s2)
    lw      a1, PART_QUOTED(s0)
    call    append_value
    addi    s2, s2, 4
    addi    s3, s3, -1
    beqz    s3, 3f
    lw      t0, splitting
    beqz    t0, 2f
    call    field_end
    j       1b
2:  li      a0, ' '
    call    put_escaped
    j       1b
3:  leave
.Ljoined:                               # one text, with the first character of IFS in between
    call    join_parameters
    mv      s2, a0
    lw      t0, parameter_count
    bnez    t0, .Lhave_value
    beqz    s1, .Lappend
    li      s2, 0                   # no parameters: unset, for ${@:-word}
    j       .Lhave_value

# join_parameters() -> a0 = text, in the arena
# The positional parameters with the first character of IFS between them.
join_parameters:
    enter   3
    la_string a0, "IFS"
    call    variable_get
    li      s0, ' '
    beqz    a0, 1f
    lbu     s0, 0(a0)
1:  lw      s1, parameters
    lw      s2, parameter_count
    la      a0, lex_buf             # free while commands run
    sw      zero, BUF_LENGTH(a0)
2:  beqz    s2, 3f
    la      a0, lex_buf
    lw      a1, 0(s1)
    call    buf_text
    addi    s1, s1, 4
    addi    s2, s2, -1
    beqz    s2, 3f
    beqz    s0, 2b
    la      a0, lex_buf
    mv      a1, s0
    call    buf_put
    j       2b
3:  la      a0, lex_buf
    unwind
    tail    buf_take

# expansion_error() - after the message: the command cannot run; a script ends
expansion_error:
    li      a0, 2
    j       abandon_command
