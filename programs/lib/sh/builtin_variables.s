# builtin_variables.s: export, readonly, local, unset, shift and set

    .text

# builtin_export: export [NAME[=VALUE]]...     builtin_readonly: readonly [NAME[=VALUE]]...
#
# s0 = next argument, s1 = flag, s2 = argument, s3 = '=' in it, s4 = status
builtin_readonly:
    li      a2, VAR_READONLY
    j       1f
builtin_export:
    li      a2, VAR_EXPORTED
1:  enter   5
    addi    s0, a1, 4
    mv      s1, a2
    li      s4, 0
    lw      s2, 0(s0)
    beqz    s2, 2f
    mv      a0, s2
    la_string a1, "-p"
    call    strcmp
    bnez    a0, 3f
2:  mv      a0, s1
    call    list_variables
    li      a0, 0
    leave
3:  lw      s2, 0(s0)
    beqz    s2, 9f
    addi    s0, s0, 4
    mv      a0, s2
    call    name_and_value
    mv      s2, a0
    mv      s3, a1
    beqz    s3, 6f
    mv      a1, s3
    mv      a0, s2
    call    variable_set
    or      s4, s4, a0
    bnez    a0, 3b
6:  mv      a0, s2
    call    strlen
    mv      a2, a0
    mv      a0, s2
    li      a1, 0
    mv      a3, s1
    call    variable_assign
    j       3b
9:  mv      a0, s4
    leave

# name_and_value(a0 = "NAME" or "NAME=VALUE") -> a0 = name, in the arena, a1 = value, or 0; a wrong name is an error
name_and_value:
    enter   2
    mv      s0, a0
    li      a1, '='
    call    strchr
    mv      s1, a0
    sub     a1, a0, s0
    bnez    a0, 1f
    mv      a0, s0
    call    strlen
    mv      a1, a0
1:  mv      a0, s0
    call    arena_string
    mv      s0, a0
    call    is_name
    beqz    a0, 3f
    mv      a0, s0
    mv      a1, s1
    beqz    a1, 2f
    addi    a1, a1, 1
2:  leave
3:  warn    "", s0, ": bad variable name", zero
    j       special_error

# builtin_local: local NAME[=VALUE]...
#
# A variable keeps its value unless it gets another one; when the function ends it is again what it was.
#
# s0 = next argument, s1 = name, s2 = value, s3 = status
builtin_local:
    enter   4
    addi    s0, a1, 4
    li      s3, 0
    lw      t0, call_frames
    beqz    t0, 3f
1:  lw      a0, 0(s0)
    beqz    a0, 2f
    addi    s0, s0, 4
    call    name_and_value
    mv      s1, a0
    mv      s2, a1
    lw      t0, call_frames
    lw      a0, FRAME_LOCALS(t0)
    mv      a1, s1
    la      a2, malloc
    call    hide_variable
    lw      t0, call_frames
    sw      a0, FRAME_LOCALS(t0)
    beqz    s2, 1b
    mv      a0, s1
    mv      a1, s2
    call    variable_set
    or      s3, s3, a0
    j       1b
2:  mv      a0, s3
    leave
3:  la_string t0, "not in a function"
    warn    "local: ", t0, "", zero
    j       special_error

# list_variables(a0 = flag) - print the variables that have a flag, as commands; with 0 print all, as assignments
#
# s0 = variable, s1 = flag, s2 = name
list_variables:
    enter   3
    mv      s1, a0
    lw      s0, variables
1:  beqz    s0, 5f
    lw      t0, VAR_FLAGS(s0)
    beqz    s1, 2f
    and     t1, t0, s1
    beqz    t1, 4f
    la_string a0, "export "
    li      t1, VAR_EXPORTED
    beq     s1, t1, 6f
    la_string a0, "readonly "
6:  call    print_str
    j       3f
2:  andi    t0, t0, VAR_UNSET
    bnez    t0, 4f
3:  lw      a0, VAR_TEXT(s0)
    lw      a1, VAR_LENGTH(s0)
    call    print_bytes
    lw      t0, VAR_FLAGS(s0)
    andi    t0, t0, VAR_UNSET
    bnez    t0, 7f
    li      a0, '='
    call    print_char
    lw      a0, VAR_TEXT(s0)
    lw      t0, VAR_LENGTH(s0)
    add     a0, a0, t0
    addi    a0, a0, 1
    call    print_quoted
7:  li      a0, '\n'
    call    print_char
4:  lw      s0, VAR_NEXT(s0)
    j       1b
5:  leave

# print_quoted(a0 = text) - in single quotes, so that the shell can read it again
print_quoted:
    enter   1
    mv      s0, a0
    li      a0, '\''
    call    print_char
1:  lbu     a0, 0(s0)
    beqz    a0, 3f
    addi    s0, s0, 1
    li      t0, '\''
    bne     a0, t0, 2f
    la_string a0, "'\\\\'"
    call    print_str
    li      a0, '\''
2:  call    print_char
    j       1b
3:  li      a0, '\''
    unwind
    tail    print_char

# builtin_unset: unset [-v | -f] NAME...
builtin_unset:
    enter   3
    addi    s0, a1, 4
    li      s1, 0                   # 1: functions
    li      s2, 0
1:  lw      a0, 0(s0)
    beqz    a0, 9f
    addi    s0, s0, 4
    lbu     t0, 0(a0)
    li      t1, '-'
    bne     t0, t1, 2f
    lbu     t0, 1(a0)
    addi    t0, t0, -'f'
    seqz    s1, t0
    j       1b
2:  bnez    s1, 3f
    call    variable_unset
    or      s2, s2, a0
    j       1b
3:  call    function_find
    beqz    a0, 1b
    la_string t0, ""                # no command has this name
    sw      t0, FUNCTION_NAME(a0)
    j       1b
9:  mv      a0, s2
    leave

# builtin_shift: shift [N]
builtin_shift:
    enter
    li      a2, 1
    call    optional_number
    lw      t0, parameter_count
    bgtu    a0, t0, 1f
    sub     t0, t0, a0
    sw      t0, parameter_count, t1
    slli    a0, a0, 2
    lw      t0, parameters
    add     t0, t0, a0
    sw      t0, parameters, t1
    li      a0, 0
    leave
1:  la_string t0, "can't shift that many"
    warn    "shift: ", t0, "", zero
    j       special_error

# builtin_set: set [-efux] [+efux] [--] [ARGUMENT]...
#
# s0 = next argument, s1 = letter, s2 = 1 for +
builtin_set:
    enter   3
    addi    s0, a1, 4
    lw      t0, 0(s0)
    bnez    t0, 1f
    li      a0, 0
    call    list_variables
    li      a0, 0
    leave
1:  lw      s1, 0(s0)
    beqz    s1, 8f
    lbu     t0, 0(s1)
    li      s2, 1
    li      t1, '+'
    beq     t0, t1, 2f
    li      s2, 0
    li      t1, '-'
    bne     t0, t1, 7f
    lbu     t0, 1(s1)
    bne     t0, t1, 2f
    addi    s0, s0, 4               # --: the rest are parameters, even none
    j       7f
2:  addi    s0, s0, 4
3:  addi    s1, s1, 1
    lbu     a0, 0(s1)
    beqz    a0, 1b
    mv      a1, s2
    call    set_option
    bnez    a0, 3b
    warn    "set: ", s1, ": unknown option", zero
    j       special_error
7:  mv      a0, s0
    call    parameters_set
8:  li      a0, 0
    leave

# set_option(a0 = letter, a1 = 1 to clear it) -> a0 = 0 if there is no such option
set_option:
    la_string t0, "exfu"            # in the order of the bits SET_...
    li      t1, 1
1:  lbu     t2, 0(t0)
    beqz    t2, 3f
    beq     t2, a0, 2f
    slli    t1, t1, 1
    addi    t0, t0, 1
    j       1b
2:  lw      t0, set_options
    or      t0, t0, t1
    beqz    a1, 4f
    xor     t0, t0, t1
4:  sw      t0, set_options, t1
    li      a0, 1
    ret
3:  li      a0, 0
    ret
