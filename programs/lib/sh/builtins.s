# builtins.s: commands that work on the shell itself
#
# A builtin is a routine (a0 = number of arguments, a1 = arguments, with its name first) -> a0 = exit status. It
# prints to `stdout`, which is flushed when it has ended, and ends early with builtin_fail. test.s and
# jobs_builtins.s have more.


.macro builtin name, code, special, help
    .pushsection .rodata.texts
.Lbuiltin_name\@: .asciz "\name"
.Lbuiltin_help\@: .asciz "\help"
    .popsection
    .word   .Lbuiltin_name\@, \code, \special, .Lbuiltin_help\@
.endm

    .section .rodata
    .balign 4
builtins:
    builtin ".",        builtin_dot,      1, ". FILE              run the commands in FILE"
    builtin ":",        builtin_true,     1, ":                   do nothing"
    builtin "[",        builtin_bracket,  0, "[ EXPRESSION ]      as test"
    builtin "bg",       builtin_bg,       0, "bg [%JOB]           let a stopped job run on in the background"
    builtin "break",    builtin_break,    1, "break [N]           leave N loops"
    builtin "cd",       builtin_cd,       0, "cd [DIR | -]        change the working directory"
    builtin "command",  builtin_command,  0, "command [-v] NAME   run NAME, not a function; -v: show what it is"
    builtin "continue", builtin_continue, 1, "continue [N]        go on with the next round of the Nth loop"
    builtin "eval",     builtin_eval,     1, "eval [TEXT]...      run a text as a command"
    builtin "exec",     builtin_exec,     1, "exec [COMMAND]      become a program; without one: keep the redirections"
    builtin "exit",     builtin_exit,     1, "exit [STATUS]       leave the shell"
    builtin "export",   builtin_export,   1, "export NAME[=X]...  give a variable to programs"
    builtin "false",    builtin_false,    0, "false               fail"
    builtin "fg",       builtin_fg,       0, "fg [%JOB]           continue a job in the foreground"
    builtin "help",     builtin_help,     0, "help                show this list"
    builtin "jobs",     builtin_jobs,     0, "jobs                list the jobs"
    builtin "kill",     builtin_kill,     0, "kill [-SIGNAL] PID|%JOB...   send a signal; kill -l lists them"
    builtin "read",     builtin_read,     0, "read [-r] NAME...   read a line into variables"
    builtin "readonly", builtin_readonly, 1, "readonly NAME[=X]...  protect a variable"
    builtin "return",   builtin_return,   1, "return [STATUS]     leave a function or a file read by ."
    builtin "set",      builtin_set,      1, "set [-efux] [-- ARG...]  set options and $1 $2 ...; alone: list variables"
    builtin "shift",    builtin_shift,    1, "shift [N]           drop the first N of $1 $2 ..."
    builtin "test",     builtin_test,     0, "test EXPRESSION     compare texts or numbers, look at files"
    builtin "trap",     builtin_trap,     1, "trap COMMAND EXIT   run COMMAND at the end;  trap '' SIGNAL: ignore it"
    builtin "true",     builtin_true,     0, "true                succeed"
    builtin "type",     builtin_type,     0, "type NAME...        show what a name means"
    builtin "unset",    builtin_unset,    1, "unset [-f] NAME...  forget variables or functions"
    builtin "wait",     builtin_wait,     0, "wait [PID|%JOB]...  wait for background jobs"
builtins_end:

    .bss
    .balign 4
builtin_frame: .zero 4              # the stack where the innermost builtin was called
output_failed: .zero 4              # -errno when the output of a builtin could not be written
exit_trap:    .zero 4               # the command to run at the end, on the heap, or 0

    .text

# builtin_find(a0 = name) -> a0 = row, or 0
builtin_find:
    enter   2
    mv      s0, a0
    la      s1, builtins
1:  lw      a0, BUILTIN_NAME(s1)
    mv      a1, s0
    call    strcmp
    beqz    a0, 2f
    addi    s1, s1, BUILTIN_BYTES
    la      t0, builtins_end
    bltu    s1, t0, 1b
    li      s1, 0
2:  mv      a0, s1
    leave

# builtin_call(a0 = count, a1 = arguments, a2 = code) -> a0 = exit status
# Run a builtin
#
# All registers are kept here, so that builtin_fail can leave it from any depth.
builtin_call:
    enter   12, 4
    lw      t0, builtin_frame
    sw      t0, 0(sp)
    sw      sp, builtin_frame, t0
    jalr    a2
builtin_returned:
    lw      t0, 0(sp)
    sw      t0, builtin_frame, t1
    leave

# builtin_fail(a0 = status) - end the present builtin with a status, after a message
builtin_fail:
    lw      sp, builtin_frame
    j       builtin_returned

# flush_builtin() -> a0 = 0, or -errno after a message
# Write out what a builtin has printed
flush_builtin:
    enter
    sw      zero, output_failed, t0
    call    flush_stdout            # calls output_error when it fails
    lw      a0, output_failed
    leave

# output_error(a0 = -errno) - standard output cannot be written: for on_write_error of print.s
output_error:
    sw      a0, output_failed, t0
    mv      a1, a0
    la_string a0, "write error"
    tail    warn_file

builtin_true:
    li      a0, 0
    ret
builtin_false:
    li      a0, 1
    ret

# builtin_help
builtin_help:
    enter   1
    la      s0, builtins
1:  lw      a0, BUILTIN_HELP(s0)
    call    print_line
    addi    s0, s0, BUILTIN_BYTES
    la      t0, builtins_end
    bltu    s0, t0, 1b
    li      a0, 0
    leave

# optional_number(a0 = count, a1 = arguments, a2 = default) -> a0 = number; any other text is an error
# The number that is the first argument
optional_number:
    mv      t0, a0
    mv      a0, a2
    addi    t0, t0, -1
    bnez    t0, 1f
    ret
1:  enter   1
    lw      s0, 4(a1)
    mv      a0, s0
    call    number_of
    bltz    a0, 2f
    leave
2:  warn    "", s0, ": not a number", zero
    # falls into special_error

# special_error() - after the message of an error in a special builtin: a script ends. Does not return.
special_error:
    li      a0, 2
    j       abandon_command

# builtin_exit: exit [STATUS]
builtin_exit:
    enter   1
    lw      a2, last_status
    call    optional_number
    mv      s0, a0
    lw      t0, interactive
    beqz    t0, 1f
    call    stopped_jobs
    beqz    a0, 1f
    lw      t0, exit_warned
    bnez    t0, 1f
    li      t0, 2                   # for this command line and the next
    sw      t0, exit_warned, t1
    la_string s0, "there are stopped jobs"
    warn    "", s0, "", zero
    li      a0, 1
    leave
1:  mv      a0, s0
    andi    a0, a0, 255
    j       shell_exit

# shell_exit(a0 = status) - end this process, after its EXIT trap. Does not return.
shell_exit:
    mv      s0, a0
    la      t0, exit_trap
    lw      a0, 0(t0)
    beqz    a0, 1f
    sw      zero, 0(t0)
    sw      s0, last_status, t0
    sw      zero, escape, t0
    call    run_text
1:  call    flush_builtin
    mv      a0, s0
    syscall exit_group

# builtin_cd: cd [DIR | -]
#
# s0 = directory, s1 = 1 to print it
builtin_cd:
    enter   2
    li      s1, 0
    addi    t0, a0, -1
    bnez    t0, 1f
    la_string a0, "HOME"
    call    variable_get
    mv      s0, a0
    la_string t0, "HOME not set"
    beqz    a0, 8f
    j       3f
1:  lw      s0, 4(a1)
    lbu     t0, 0(s0)
    lbu     t1, 1(s0)
    li      t2, '-'
    bne     t0, t2, 3f
    bnez    t1, 3f
    la_string a0, "OLDPWD"
    call    variable_get
    mv      s0, a0
    la_string t0, "OLDPWD not set"
    beqz    a0, 8f
    li      s1, 1
3:  mv      a0, s0
    syscall chdir
    bltz    a0, 9f
    la_string a0, "PWD"
    call    variable_get
    beqz    a0, 4f
    mv      a1, a0
    la_string a0, "OLDPWD"
    call    variable_set
4:  call    update_pwd
    beqz    s1, 5f
    la_string a0, "PWD"
    call    variable_get
    call    print_line
5:  li      a0, 0
    leave
8:  mv      s0, t0
    warn    "cd: ", s0, "", zero
    li      a0, 2
    leave
9:  mv      s1, a0
    warn    "cd: ", s0, "", s1
    li      a0, 2
    leave

# update_pwd() - set PWD to the working directory
update_pwd:
    enter   1
    li      a0, PATH_MAX
    call    malloc
    mv      s0, a0
    li      a1, PATH_MAX
    syscall getcwd
    bltz    a0, 1f
    la_string a0, "PWD"
    mv      a1, s0
    call    variable_set
1:  mv      a0, s0
    unwind
    tail    free

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
    li      a1, '='
    call    strchr
    mv      s3, a0
    sub     a1, a0, s2
    bnez    a0, 4f
    mv      a0, s2
    call    strlen
    mv      a1, a0
4:  mv      a0, s2
    call    arena_string
    mv      s2, a0
    call    is_name
    beqz    a0, 8f
    beqz    s3, 6f
    addi    a1, s3, 1
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
8:  warn    "", s2, ": bad variable name", zero
    j       special_error
9:  mv      a0, s4
    leave

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
# Run a text as commands
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
# Open a file of commands, out of the way of the descriptors that scripts use
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
    sw      zero, exit_trap, t0
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

# builtin_trap: trap COMMAND EXIT     trap '' SIGNAL...     trap - SIGNAL...
#
# s0 = next argument, s1 = command, s2 = signal
builtin_trap:
    enter   3
    addi    s0, a1, 8
    lw      s1, 4(a1)
    beqz    s1, 6f
1:  lw      a0, 0(s0)
    beqz    a0, 6f
    addi    s0, s0, 4
    call    signal_number
    mv      s2, a0
    bltz    a0, 8f
    lbu     t0, 0(s1)
    beqz    a0, 4f
    li      a1, SIG_IGN
    beqz    t0, 2f
    lbu     t1, 1(s1)
    bnez    t1, 9f
    li      t1, '-'
    bne     t0, t1, 9f
    li      a1, SIG_DFL
2:  call    set_signal
    j       1b
4:  lw      a0, exit_trap           # EXIT is signal 0
    call    free
    sw      zero, exit_trap, t0
    lbu     t0, 0(s1)
    beqz    t0, 1b
    lbu     t1, 1(s1)
    bnez    t1, 5f
    li      t1, '-'
    beq     t0, t1, 1b
5:  mv      a0, s1
    call    heap_string
    sw      a0, exit_trap, t0
    j       1b
6:  li      a0, 0
    leave
8:  lw      s1, -4(s0)
    warn    "trap: ", s1, ": bad signal", zero
    li      a0, 1
    leave
9:  lw      s1, -4(s0)
    warn    "trap: ", s1, ": a signal can only be ignored ('') or reset (-)", zero
    li      a0, 1
    leave

# builtin_read: read [-r] [NAME]...
#
# The line is collected in lex_buf with every character that a backslash protects behind a backslash.
# s0 = next name, s1 = 1 for -r, s2 = status, s3 = rest of the line, s4 = name, s5 = end of the field
builtin_read:
    enter   6, 4
    addi    s0, a1, 4
    li      s1, 0
    lw      a0, 0(s0)
    beqz    a0, 1f
    la_string a1, "-r"
    call    strcmp
    bnez    a0, 1f
    li      s1, 1
    addi    s0, s0, 4
1:  la      a0, lex_buf
    sw      zero, BUF_LENGTH(a0)
    call    flush_stdout
.Lread_byte:
    call    .Lread_one
    beqz    a0, .Lread_end
    li      t0, '\n'
    beq     a1, t0, .Lread_line
    beqz    a1, .Lread_byte
    li      t0, '\\'
    bne     a1, t0, 3f
    bnez    s1, 2f
    call    .Lread_one
    beqz    a0, .Lread_end
    li      t0, '\n'
    beq     a1, t0, .Lread_byte     # the line goes on
2:  mv      s2, a1
    la      a0, lex_buf
    li      a1, '\\'
    call    buf_put
    mv      a1, s2
3:  la      a0, lex_buf
    call    buf_put
    j       .Lread_byte
.Lread_line:
    li      s2, 0
    j       4f
.Lread_end:
    li      s2, 1
4:  la      a0, lex_buf
    call    buf_take
    mv      s3, a0
    lw      t0, 0(s0)
    bnez    t0, .Lread_name
    la      s0, .Lreply             # no names
.Lread_name:
    lw      s4, 0(s0)
    beqz    s4, 9f
    addi    s0, s0, 4
5:  lbu     a0, 0(s3)               # blanks before the field
    call    ifs_class
    li      t0, 1
    bne     a0, t0, 6f
    addi    s3, s3, 1
    j       5b
6:  lw      t0, 0(s0)
    beqz    t0, .Lread_rest
    mv      s5, s3
7:  lbu     a0, 0(s5)
    beqz    a0, 8f
    li      t0, '\\'
    bne     a0, t0, 10f
    addi    s5, s5, 2
    j       7b
10: call    ifs_class
    bnez    a0, 8f
    addi    s5, s5, 1
    j       7b
8:  sub     a1, s5, s3
    mv      a0, s3
    call    arena_string
    call    remove_escapes
    mv      s3, s5
    mv      a1, a0
    mv      a0, s4
    call    read_assign
11: lbu     a0, (s3)                # the delimiter: blanks, one other character, blanks
    call    ifs_class
    li      t0, 1
    bne     a0, t0, 12f
    addi    s3, s3, 1
    j       11b
12: beqz    a0, .Lread_name
    addi    s3, s3, 1
    j       .Lread_name

.Lread_rest:                            # the last name gets all that is left, without the blanks at its end
    mv      s5, s3
    mv      s4, s3                  # end of what is kept
1:  lbu     a0, 0(s5)
    beqz    a0, 3f
    li      t0, '\\'
    bne     a0, t0, 2f
    addi    s5, s5, 2
    mv      s4, s5
    j       1b
2:  call    ifs_class
    addi    s5, s5, 1
    li      t0, 1
    beq     a0, t0, 1b
    mv      s4, s5
    j       1b
3:  mv      a0, s3
    sub     a1, s4, s3
    call    arena_string
    call    remove_escapes
    mv      a1, a0
    lw      a0, -4(s0)
    call    read_assign
9:  mv      a0, s2
    leave

.Lread_one:                             # a0 = 1 and a1 = a byte of standard input, or a0 = 0 at its end
    enter   0, 4
    li      a0, STDIN
    mv      a1, sp
    li      a2, 1
    call    read_some
    lbu     a1, 0(sp)
    sgtz    a0, a0
    leave

    .section .rodata
    .balign 4
.Lreply:
    .word   1f, 0
1:  .asciz  "REPLY"
    .text

# read_assign(a0 = name, a1 = value)
read_assign:
    enter   2
    mv      s0, a0
    mv      s1, a1
    call    is_name
    beqz    a0, 1f
    mv      a0, s0
    mv      a1, s1
    unwind
    tail    variable_set
1:  warn    "read: ", s0, ": bad variable name", zero
    li      a0, 2
    j       builtin_fail

# ifs_class(a0 = character) - a0 = 0 if it is no delimiter, 1 for a blank of IFS, 2 for another delimiter
ifs_class:
    enter   1
    mv      s0, a0
    beqz    a0, 2f
    la_string a0, "IFS"
    call    variable_get
    bnez    a0, 1f
    la_string a0, " \t\n"
1:  mv      a1, a0
    mv      a0, s0
    call    is_one_of
    beqz    a0, 2f
    mv      a0, s0
    call    is_space
    xori    a0, a0, 1
    addi    a0, a0, 1
2:  leave
