# builtin_flow.s: break, continue, return, eval, `.`, exec, command and type

    .text

# builtin_break: break [N]     builtin_continue: continue [N]
builtin_break:
    li      a2, ESCAPE_BREAK
    j       1f
builtin_continue:
    li      a2, ESCAPE_CONTINUE
1:  enter   1
    mv      s0, a2
    li      a2, 1
    call    optional_number
    lw      t0, loop_depth
    beqz    t0, 3f                  # outside of loops: nothing happens
    beqz    a0, 3f
    bleu    a0, t0, 2f
    mv      a0, t0
2:  sw      a0, escape_levels, t0
    sw      s0, escape, t0
3:  li      a0, 0
    leave

# builtin_return: return [STATUS]
builtin_return:
    enter
    lw      a2, last_status
    call    optional_number
    sw      a0, last_status, t0
    li      t0, ESCAPE_RETURN
    sw      t0, escape, t1
    leave

# builtin_eval: eval [TEXT]...
builtin_eval:
    enter   1
    addi    s0, a1, 4
    la      a0, lex_buf
    sw      zero, BUF_LENGTH(a0)
1:  lw      a1, 0(s0)
    beqz    a1, 2f
    addi    s0, s0, 4
    la      a0, lex_buf
    call    buf_text
    la      a0, lex_buf
    li      a1, ' '
    call    buf_put
    j       1b
2:  la      a0, lex_buf
    call    buf_take
    unwind
    # falls into run_text

# run_text(a0 = text) -> a0 = exit status
# Run a text as commands.
run_text:
    enter   0, SOURCE_BYTES
    mv      a1, a0
    mv      a0, sp
    call    source_push_string
    call    run_source
    leave

# builtin_dot: . FILE [ARGUMENT]...
#
# s0 = file, s1 = descriptor, s2 = parameters or 0
builtin_dot:
    enter   3, SOURCE_BYTES
    lw      s0, 4(a1)
    addi    s2, a1, 8
    lw      t0, 0(s2)
    bnez    t0, 1f
    li      s2, 0                   # without arguments the parameters stay
1:  beqz    s0, 8f
    mv      a0, s0
    li      a1, '/'
    call    strchr
    mv      a0, s0
    bnez    a0, 3f
3:  call    open_script
    bltz    a0, 9f
    mv      s1, a0
    mv      a2, a0
    mv      a0, sp
    li      a1, SOURCE_FILE
    call    source_push_file
    beqz    s2, 4f
    mv      a0, s2
    call    frame_push
4:  call    run_source
    mv      s0, a0
    lw      t0, escape
    li      t1, ESCAPE_RETURN
    bne     t0, t1, 5f
    sw      zero, escape, t0
5:  beqz    s2, 6f
    call    frame_pop
6:  mv      a0, s1
    syscall close
    mv      a0, s0
    leave
8:  la_string s0, "a file is expected"
    warn    ".: ", s0, "", zero
    j       special_error
9:  mv      s1, a0
    warn    ".: cannot open ", s0, "", s1
    j       special_error

# open_script(a0 = path) -> a0 = descriptor or -errno
# Open a file of commands, out of the way of the descriptors that scripts use.
open_script:
    enter   1
    call    open_read
    bltz    a0, 1f
    mv      s0, a0
    li      a1, F_DUPFD_CLOEXEC
    li      a2, SAVED_FIRST
    syscall fcntl64
    mv      t0, a0
    mv      a0, s0
    syscall close
    mv      a0, t0
1:  leave

# builtin_exec: exec [COMMAND [ARGUMENT]...]
builtin_exec:
    li      t0, 1
    sw      t0, keep_redirections, t1
    addi    a0, a0, -1
    bnez    a0, 1f
    ret                             # a0 = 0
1:  enter   2
    mv      s0, a1
    lw      t0, interactive
    beqz    t0, 2f
    li      a0, SIG_DFL
    call    set_shell_signals
2:  addi    a0, s0, 4
    sw      zero, trap_commands, t0
    j       exec_program

# builtin_command: command [-v] NAME [ARGUMENT]...
builtin_command:
    enter   3
    addi    s0, a1, 4
    lw      s1, 0(s0)
    li      t0, 0
    beqz    s1, 9f
    mv      a0, s1
    la_string a1, "-v"
    call    strcmp
    beqz    a0, 3f
    mv      a0, s1
    call    builtin_find
    beqz    a0, 2f
    lw      a2, BUILTIN_CODE(a0)
    mv      t0, s0                  # count the arguments
    li      a0, -1
1:  lw      t1, 0(t0)
    addi    t0, t0, 4
    addi    a0, a0, 1
    bnez    t1, 1b
    mv      a1, s0
    unwind
    jr      a2
2:  mv      a0, s1                  # a program
    li      a1, 1
    call    job_new
    mv      s2, a0
    li      a1, 0
    call    fork_job
    bltz    a0, 8f
    mv      t0, a0
    mv      a0, s0
    beqz    t0, exec_program
    mv      a0, s2
    unwind
    tail    job_wait
3:  addi    s0, s0, 4
    lw      s1, 0(s0)
    beqz    s1, 9f
    mv      a0, s1
    call    function_find
    bnez    a0, 4f
    mv      a0, s1
    call    builtin_find
    bnez    a0, 4f
    mv      a0, s1
    call    find_program
    mv      s1, a0
    li      a0, STATUS_NOT_FOUND
    beqz    s1, 7f
4:  mv      a0, s1
    call    print_line
9:  li      a0, 0
7:  leave
8:  mv      a0, s2
    call    job_remove
    li      a0, 2
    leave

# builtin_type: type NAME...
builtin_type:
    enter   4
    addi    s0, a1, 4
    li      s2, 0
1:  lw      s1, 0(s0)
    beqz    s1, 9f
    addi    s0, s0, 4
    mv      a0, s1
    call    function_find
    la_string s3, " is a shell function"
    bnez    a0, 2f
    mv      a0, s1
    call    builtin_find
    la_string s3, " is a shell builtin"
    bnez    a0, 2f
    mv      a0, s1
    call    find_program
    mv      s3, a0
    beqz    a0, 4f
    mv      a0, s1
    call    print_str
    print   " is "
    mv      a0, s3
    call    print_line
    j       1b
2:  mv      a0, s1
    call    print_str
    mv      a0, s3
    call    print_line
    j       1b
4:  mv      a0, s1
    call    print_str
    print   ": not found\n"
    li      s2, STATUS_NOT_FOUND
    j       1b
9:  mv      a0, s2
    leave
