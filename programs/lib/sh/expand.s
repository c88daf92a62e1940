# expand.s: from the parts of a word to the texts that a command gets
#
# Everything is appended to `field` as a pattern: characters that came from quotes are escaped with a backslash
# where they would mean something in a pattern. So one representation serves pathname expansion, `case` and
# ${X%pattern}, and removing the backslashes gives the plain text. When `splitting` is set, characters of IFS that
# came from an unquoted expansion end the field, which then goes to `fields`, with the path names that match it if
# it is a pattern.

    .bss
    .balign 4
field:        .zero BUF_BYTES
fields:       .zero BUF_BYTES       # pointers to finished texts
splitting:    .zero 4
field_begun:  .zero 4               # there is a field, even if it is empty ("")
after_blank:  .zero 4               # the field before was ended by a blank: one more delimiter may follow it
is_pattern:   .zero 4               # the field has * ? or [ outside quotes
expand_failed: .zero 4              # a message has been printed: the command is not to run

    .text

# expand_words(a0 = words) -> a0 = pointers, ended by 0, in the arena; a1 = their number
# All expansions, for the arguments of a command
expand_words:
    enter   2
    mv      s0, a0
    sw      zero, fields + BUF_LENGTH, t0
1:  beqz    s0, 2f
    call    field_reset
    li      t0, 1
    sw      t0, splitting, t1
    lw      a0, WORD_PARTS(s0)
    call    expand_tilde
    call    expand_parts
    call    field_end
    lw      s0, WORD_NEXT(s0)
    j       1b
2:  la      a0, fields
    li      a1, 0
    call    buf_word
    la      a0, fields
    lw      s0, BUF_LENGTH(a0)
    call    buf_take
    srli    a1, s0, 2
    addi    a1, a1, -1
    leave

# expand_text(a0 = parts) -> a0 = text, in the arena
# Expansions without splitting and path names: assignments, redirections, the word of `case`
expand_text:
    enter
    call    expand_pattern
    unwind
    tail    remove_escapes

# expand_pattern(a0 = parts) -> a0 = pattern, in the arena
# The same, with quoted characters still escaped
expand_pattern:
    enter   1
    mv      s0, a0
    call    field_reset
    sw      zero, splitting, t0
    mv      a0, s0
    call    expand_tilde
    call    expand_parts
    la      a0, field
    unwind
    tail    buf_take

# field_reset() - begin with an empty field
field_reset:
    la      t0, field
    sw      zero, BUF_LENGTH(t0)
    sw      zero, field_begun, t0
    sw      zero, after_blank, t0
    sw      zero, is_pattern, t0
    ret

# expand_tilde(a0 = parts) -> a0 = the parts; when there was a ~, a copy without it
# Put $HOME into the field for a leading ~ that stands alone or before /
expand_tilde:
    enter   2
    mv      s0, a0
    beqz    a0, 1f
    lw      t0, PART_KIND(a0)
    lw      t1, PART_QUOTED(a0)
    or      t0, t0, t1
    bnez    t0, 1f
    lw      t0, PART_TEXT(a0)
    lbu     t1, 0(t0)
    li      t2, '~'
    bne     t1, t2, 1f
    lbu     t1, 1(t0)
    li      t2, '/'
    beq     t1, t2, 2f
    bnez    t1, 1f
    lw      t1, PART_NEXT(a0)       # ~"x" is no ~
    bnez    t1, 1f
2:  la_string a0, "HOME"
    call    variable_get
    beqz    a0, 1f
    li      a1, 1
    call    append_quoted
    li      a0, PART_LITERAL
    li      a1, 0
    lw      a2, PART_TEXT(s0)
    addi    a2, a2, 1
    call    new_part
    lw      t0, PART_NEXT(s0)
    sw      t0, PART_NEXT(a0)
    leave
1:  mv      a0, s0
    leave

# expand_parts(a0 = parts) - append the expansions of a list of parts to the field
expand_parts:
    enter   1
    mv      s0, a0
1:  beqz    s0, 2f
    lw      t0, PART_KIND(s0)
    slli    t0, t0, 2
    la      t1, part_expanders
    add     t1, t1, t0
    lw      t1, 0(t1)
    mv      a0, s0
    jalr    t1
    lw      s0, PART_NEXT(s0)
    j       1b
2:  leave

    .section .rodata
    .balign 4
part_expanders:                         # by kind
    .word   expand_literal, expand_parameter, expand_command, expand_arithmetic
    .text

# expand_literal(a0 = part)
expand_literal:
    lw      a1, PART_QUOTED(a0)
    lw      a0, PART_TEXT(a0)
    bnez    a1, append_quoted
    # falls into append_literal

# append_literal(a0 = text) - append text of the source: its * ? [ are patterns, its blanks are not delimiters
append_literal:
    enter   1
    mv      s0, a0
1:  lbu     a1, 0(s0)
    beqz    a1, 2f
    addi    s0, s0, 1
    call    put_active
    j       1b
2:  leave

# put_active(a1 = character) - append it with its meaning in patterns
put_active:
    li      t0, 1
    sw      t0, field_begun, t1
    sw      zero, after_blank, t1
    li      t1, '*'
    beq     a1, t1, 1f
    li      t1, '?'
    beq     a1, t1, 1f
    li      t1, '['
    bne     a1, t1, 2f
1:  sw      t0, is_pattern, t1
2:  la      a0, field
    tail    buf_put

# append_quoted(a0 = text) - append text that means nothing but itself; even empty it makes a field
append_quoted:
    enter   2
    mv      s0, a0
    li      t0, 1
    sw      t0, field_begun, t1
    sw      zero, after_blank, t1
1:  lbu     s1, 0(s0)
    beqz    s1, 3f
    addi    s0, s0, 1
    mv      a0, s1
    call    put_escaped
    j       1b
3:  leave

# put_escaped(a0 = character) - append it without its meaning in patterns
put_escaped:
    enter   1
    mv      s0, a0
    la_string a1, "*?[]\\-!^"
    call    is_one_of
    beqz    a0, 1f
    la      a0, field
    li      a1, '\\'
    call    buf_put
1:  la      a0, field
    mv      a1, s0
    unwind
    tail    buf_put

# append_value(a0 = text, a1 = quoted) - append the result of an expansion
append_value:
    bnez    a1, append_quoted
    enter   1
    mv      s0, a0
1:  lbu     a0, 0(s0)
    beqz    a0, 2f
    addi    s0, s0, 1
    call    put_value
    j       1b
2:  leave

# put_value(a0 = character) - append one character of an unquoted expansion: it may end the field
#
# Blanks around a delimiter belong to it: with IFS=': ' the text "a : b" has two fields.
put_value:
    enter   1
    mv      s0, a0
    lw      t0, splitting
    beqz    t0, 3f
    la_string a0, "IFS"
    call    variable_get
    bnez    a0, 1f
    la_string a0, " \t\n"
1:  mv      a1, a0
    mv      a0, s0
    call    is_one_of
    beqz    a0, 3f
    mv      a0, s0
    call    is_space
    bnez    a0, 2f
    lw      t0, after_blank         # a delimiter such as `:`
    sw      zero, after_blank, t1
    bnez    t0, 4f
    li      t0, 1
    sw      t0, field_begun, t1     # it ends a field even if that is empty
    unwind
    tail    field_end
2:  lw      t0, field_begun         # a blank
    beqz    t0, 4f
    call    field_end
    li      t0, 1
    sw      t0, after_blank, t1
4:  leave
3:  li      t0, '\\'
    mv      a0, s0
    beq     a0, t0, 5f
    mv      a1, s0
    unwind
    tail    put_active
5:  unwind
    tail    put_escaped_value

# put_escaped_value(a0 = character) - a backslash from a value: itself, not an escape
put_escaped_value:
    li      t0, 1
    sw      t0, field_begun, t1
    sw      zero, after_blank, t1
    tail    put_escaped

# field_end() - finish the field, if there is one, and begin the next
field_end:
    enter   1
    lw      t0, field_begun
    beqz    t0, 9f
    la      a0, field
    call    buf_take
    mv      s0, a0
    lw      t0, is_pattern
    beqz    t0, 1f
    lw      t0, set_options
    andi    t0, t0, SET_NOGLOB
    bnez    t0, 1f
    mv      a0, s0
    la      a1, fields
    call    glob                    # appends the matches, if any
    bnez    a0, 2f
1:  mv      a0, s0
    call    remove_escapes
    mv      a1, a0
    la      a0, fields
    call    buf_word
2:  call    field_reset
9:  leave

# remove_escapes(a0 = pattern) -> a0 = the same address
# The plain text of a pattern, made in place
remove_escapes:
    mv      t0, a0
    mv      t1, a0
    li      t3, '\\'
1:  lbu     t2, 0(t1)
    addi    t1, t1, 1
    bne     t2, t3, 2f
    lbu     t2, 0(t1)
    beqz    t2, 3f
    addi    t1, t1, 1
2:  sb      t2, 0(t0)
    addi    t0, t0, 1
    bnez    t2, 1b
    ret
3:  sb      t3, 0(t0)               # a lone backslash at the end
    sb      zero, 1(t0)
    ret

# ---- parameters ------------------------------------------------------------------------------------------------------

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
# Expand the word of an operator by itself, while the field waits
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
# Cut what matches the pattern off the front or the end
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
# The positional parameters with the first character of IFS between them
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

# ---- commands and arithmetic -----------------------------------------------------------------------------------------

# expand_command(a0 = part) - $(...): append what the commands print, without the newlines at its end
#
# s0 = part, s1 = the pipe's reading end, s2 = process, s3 = newlines not yet appended, s4, s5 = bytes at hand
expand_command:
    enter   6, 16 + 512
    mv      s0, a0
    addi    a0, sp, 512
    li      a1, O_CLOEXEC
    syscall pipe2
    bltz    a0, .Lcannot_pipe
    lw      s1, 512(sp)
    call    fork_plain
    mv      s2, a0
    bltz    a0, .Lcannot_fork
    bnez    a0, 1f
    lw      a0, 516(sp)             # the child: its output is the pipe
    li      a1, STDOUT
    call    move_descriptor
    lw      a0, PART_TEXT(s0)
    li      a1, EXEC_LAST
    call    execute
    j       shell_exit
1:  lw      a0, 516(sp)
    syscall close
    li      s3, 0
    lw      t0, PART_QUOTED(s0)
    beqz    t0, 2f
    la_string a0, ""
    call    append_quoted           # even without output "$(...)" is a word
2:  mv      a0, s1
    mv      a1, sp
    li      a2, 512
    call    read_some
    blez    a0, 6f
    mv      s4, sp
    add     s5, sp, a0
3:  lbu     t0, 0(s4)
    addi    s4, s4, 1
    li      t1, '\n'
    bne     t0, t1, 4f
    addi    s3, s3, 1
    j       5f
4:  beqz    t0, 5f                  # zero bytes are dropped
    call    .Lappend_newlines
    lbu     a0, -1(s4)
    call    .Lappend_output
5:  bltu    s4, s5, 3b
    j       2b
6:  mv      a0, s1
    syscall close
    mv      a0, s2
    call    wait_for_process
    sw      a0, last_status, t0
    li      t0, 1
    sw      t0, substituted, t1
    leave

.Lappend_newlines:                      # s3 newlines were not the last ones
    enter
1:  beqz    s3, 2f
    addi    s3, s3, -1
    li      a0, '\n'
    call    .Lappend_output
    j       1b
2:  leave
.Lappend_output:                        # a0 = character
    lw      t0, PART_QUOTED(s0)
    beqz    t0, put_value
    tail    put_escaped

.Lcannot_pipe:
    mv      a1, a0
    la_string a0, "cannot make a pipe"
    call    warn_file
    j       expansion_error
.Lcannot_fork:
    mv      a1, a0
    la_string a0, "cannot fork"
    call    warn_file
    j       expansion_error

# expand_arithmetic(a0 = part) - $((expression))
expand_arithmetic:
    enter   2
    mv      s0, a0
    lw      a0, PART_WORD(a0)
    call    expand_aside
    call    remove_escapes
    call    arithmetic
    call    decimal
    lw      a1, PART_QUOTED(s0)
    unwind
    tail    append_value
