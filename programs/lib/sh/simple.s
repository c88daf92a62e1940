# simple.s: simple commands: assignments, then a builtin, a function or a program

    .bss
    .balign 4
substituted:  .zero 4               # the last expansion ran a command: `X=$(false)` has its status
keep_redirections: .zero 4          # set by `exec`: its redirections stay

    .text

# execute_simple(a0 = node, a1 = flags) - assignments, a builtin, a function or a program
#
# s0 = node, s1 = flags, s2 = arguments, s3 = their number, s4 = row of the builtin, s5 = function,
# s6, s7 = the arena before, s8 = mark of the redirections, s9 = status, s10 = saved variables
execute_simple:
    enter   11
    mv      s0, a0
    mv      s1, a1
    call    arena_mark
    mv      s6, a0
    mv      s7, a1
    lw      s8, saved_descriptors
    sw      zero, substituted, t0
    lw      a0, NODE_A(s0)
    call    expand_words
    mv      s2, a0
    mv      s3, a1
    lw      t0, set_options
    andi    t0, t0, SET_XTRACE
    beqz    t0, 1f
    mv      a0, s0
    mv      a1, s2
    call    trace_command
1:  beqz    s3, .Lonly_assignments
    lw      a0, 0(s2)
    call    function_find
    mv      s5, a0
    li      s4, 0
    bnez    a0, .Lin_shell
    lw      a0, 0(s2)
    call    builtin_find
    mv      s4, a0
    bnez    a0, .Lin_shell

    andi    t0, s1, EXEC_LAST       # a program; who has traps has to come back
    beqz    t0, 4f
    lw      t0, has_traps
    beqz    t0, .Lexec
4:
    lw      a0, NODE_TEXT(s0)
    bnez    a0, 2f
    lw      a0, 0(s2)
2:  li      a1, 1
    call    job_new
    mv      s9, a0
    li      a1, 0
    call    fork_job
    bltz    a0, .Lno_process
    beqz    a0, .Lexec
    mv      a0, s9
    call    job_wait
    mv      s9, a0
    j       .Lsimple_done
.Lno_process:
    mv      a1, a0
    la_string a0, "cannot fork"
    call    warn_file
    mv      a0, s9
    call    job_remove
    li      s9, 2
    j       .Lsimple_done
.Lexec:
    lw      a0, NODE_REDIRS(s0)
    li      a1, 1
    call    redirect
    bnez    a0, 3f
    lw      a0, NODE_B(s0)
    li      a1, VAR_EXPORTED
    call    assign
    mv      a0, s2
    j       exec_program
3:  li      a0, 2
    j       shell_exit

.Lin_shell:
    lw      a0, NODE_REDIRS(s0)
    li      a1, 0
    call    redirect
    bnez    a0, .Lredirection_failed
    li      s10, 0
    beqz    s4, 4f
    lw      t0, BUILTIN_SPECIAL(s4) # assignments before a special builtin stay
    bnez    t0, 5f
4:  lw      a0, NODE_B(s0)
    call    save_variables
    mv      s10, a0
5:  lw      a0, NODE_B(s0)
    li      a1, VAR_EXPORTED
    beqz    s4, 6f
    lw      t0, BUILTIN_SPECIAL(s4)
    beqz    t0, 6f
    li      a1, 0
6:  call    assign
    beqz    s4, 7f
    mv      a0, s3
    mv      a1, s2
    lw      a2, BUILTIN_CODE(s4)
    call    builtin_call
    mv      s9, a0
    call    flush_builtin
    beqz    a0, 8f
    li      s9, 1                   # its output could not be written
    j       8f
7:  mv      a0, s5
    mv      a1, s2
    call    function_call
    mv      s9, a0
8:  mv      a0, s10
    call    restore_variables
.Lredirections_done:
    mv      a0, s8
    lw      t0, keep_redirections
    sw      zero, keep_redirections, t1
    bnez    t0, 9f
    call    redirect_undo
    j       .Lsimple_done
9:  call    redirect_forget
    j       .Lsimple_done

.Lredirection_failed:
    li      s9, 2
    beqz    s4, .Lredirections_done
    lw      t0, BUILTIN_SPECIAL(s4)
    beqz    t0, .Lredirections_done
    li      a0, 2                   # `exec <file` without the file: a script must not go on
    j       abandon_command

.Lonly_assignments:
    lw      a0, NODE_B(s0)
    li      a1, 0
    call    assign
    li      s9, 2
    lw      a0, NODE_REDIRS(s0)     # `> file` alone makes the file
    li      a1, 0
    call    redirect
    bnez    a0, .Lredirections_done
    lw      t0, substituted
    li      s9, 0
    beqz    t0, .Lredirections_done
    lw      s9, last_status
    j       .Lredirections_done

.Lsimple_done:
    mv      a0, s6
    mv      a1, s7
    call    arena_release
    mv      a0, s9
    leave

# assign(a0 = assignments, a1 = flags) - carry out assignments, with VAR_EXPORTED or 0; after a wrong one the
# command is abandoned
assign:
    enter   3
    mv      s0, a0
    mv      s1, a1
1:  beqz    s0, 2f
    lw      a0, WORD_PARTS(s0)
    call    expand_text
    mv      a1, a0
    lw      a0, WORD_NAME(s0)
    call    variable_set
    bnez    a0, expansion_error
    lw      s2, WORD_NAME(s0)
    mv      a0, s2
    call    strlen
    mv      a2, a0
    mv      a0, s2
    li      a1, 0
    mv      a3, s1
    call    variable_assign
    lw      s0, WORD_NEXT(s0)
    j       1b
2:  leave

# save_variables(a0 = assignments) -> a0 = chain, in the arena
# Note the present values of the variables that are going to be assigned.
save_variables:
    enter   2
    mv      s0, a0
    li      s1, 0
1:  beqz    s0, 2f
    mv      a0, s1
    lw      a1, WORD_NAME(s0)
    la      a2, arena_alloc
    call    hide_variable
    mv      s1, a0
    lw      s0, WORD_NEXT(s0)
    j       1b
2:  mv      a0, s1
    leave

# hide_variable(a0 = chain, a1 = name, a2 = arena_alloc or malloc) -> a0 = chain, with what the variable is now in front
hide_variable:
    enter   4
    mv      s1, a0
    mv      s2, a1
    mv      s3, a2
    li      a0, HIDDEN_BYTES
    jalr    s3
    mv      s0, a0
    sw      s1, HIDDEN_NEXT(s0)
    sw      zero, HIDDEN_VALUE(s0)
    sw      zero, HIDDEN_FLAGS(s0)
    mv      a0, s2
    mv      a1, s3
    call    copy_into
    sw      a0, HIDDEN_NAME(s0)
    mv      a0, s2
    call    variable_named
    beqz    a0, 1f
    lw      t0, VAR_FLAGS(a0)
    sw      t0, HIDDEN_FLAGS(s0)
    mv      a0, s2
    call    variable_get
    beqz    a0, 1f
    mv      a1, s3
    call    copy_into
    sw      a0, HIDDEN_VALUE(s0)
1:  mv      a0, s0
    leave

# copy_into(a0 = text, a1 = arena_alloc or malloc) -> a0 = the copy
copy_into:
    enter   2
    mv      s0, a0
    mv      s1, a1
    call    strlen
    addi    a0, a0, 1
    jalr    s1
    mv      s1, a0
    mv      a1, s0
    call    strcpy
    mv      a0, s1
    leave

# restore_variables(a0 = chain)
restore_variables:
    enter   1
    mv      s0, a0
1:  beqz    s0, 3f
    lw      a0, HIDDEN_NAME(s0)
    call    variable_forget
    lw      a1, HIDDEN_VALUE(s0)
    lw      t0, HIDDEN_FLAGS(s0)
    or      t1, a1, t0
    beqz    t1, 2f
    lw      a0, HIDDEN_NAME(s0)
    call    strlen
    mv      a2, a0
    lw      a0, HIDDEN_NAME(s0)
    lw      a1, HIDDEN_VALUE(s0)
    lw      a3, HIDDEN_FLAGS(s0)
    call    variable_assign
2:  lw      s0, HIDDEN_NEXT(s0)
    j       1b
3:  leave

# trace_command(a0 = node, a1 = arguments) - set -x: "+ X=1 command arguments" on stderr
trace_command:
    enter   3
    lw      s0, NODE_B(a0)
    mv      s1, a1
    la      a0, stderr
    li      a1, '+'
    call    put_char
1:  beqz    s0, 2f
    lw      a0, WORD_PARTS(s0)
    call    expand_text
    mv      s2, a0
    la      a0, stderr
    li      a1, ' '
    call    put_char
    la      a0, stderr
    lw      a1, WORD_NAME(s0)
    call    put_str
    la      a0, stderr
    li      a1, '='
    call    put_char
    la      a0, stderr
    mv      a1, s2
    call    put_str
    lw      s0, WORD_NEXT(s0)
    j       1b
2:  lw      s2, 0(s1)
    beqz    s2, 3f
    addi    s1, s1, 4
    la      a0, stderr
    li      a1, ' '
    call    put_char
    la      a0, stderr
    mv      a1, s2
    call    put_str
    j       2b
3:  eprint  "\n"
    leave
