# builtins.s: commands that work on the shell itself
#
# A builtin is a routine (a0 = number of arguments, a1 = arguments, with its name first) -> a0 = exit status. It
# prints to `stdout`, which is flushed when it has ended, and ends early with builtin_fail. The builtin_... files have
# the routines that are not here.

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
    builtin "local",    builtin_local,    0, "local NAME[=X]...   variables that are the function's own"
    builtin "read",     builtin_read,     0, "read [-r] NAME...   read a line into variables"
    builtin "readonly", builtin_readonly, 1, "readonly NAME[=X]...  protect a variable"
    builtin "return",   builtin_return,   1, "return [STATUS]     leave a function or a file read by ."
    builtin "set",      builtin_set,      1, "set [-efux] [-- ARG...]  set options and $1 $2 ...; alone: list variables"
    builtin "shift",    builtin_shift,    1, "shift [N]           drop the first N of $1 $2 ..."
    builtin "test",     builtin_test,     0, "test EXPRESSION     compare texts or numbers, look at files"
    builtin "trap",     builtin_trap,     1, "trap COMMAND SIGNAL|EXIT...   run COMMAND then; '': ignore it; -: no more"
    builtin "true",     builtin_true,     0, "true                succeed"
    builtin "type",     builtin_type,     0, "type NAME...        show what a name means"
    builtin "ulimit",   builtin_ulimit,   0, "ulimit [-HSa] [-LETTER] [N]  how much processes may use: see ulimit -a"
    builtin "umask",    builtin_umask,    0, "umask [MODE]        permissions that new files do not get, in octal"
    builtin "unset",    builtin_unset,    1, "unset [-f] NAME...  forget variables or functions"
    builtin "wait",     builtin_wait,     0, "wait [PID|%JOB]...  wait for background jobs"
builtins_end:

    .bss
    .balign 4
builtin_frame: .zero 4              # the stack where the innermost builtin was called
output_failed: .zero 4              # -errno when the output of a builtin could not be written

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
# Run a builtin.
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
# Write out what a builtin has printed.
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
# The number that is the first argument.
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
    la      t0, trap_commands
    lw      a0, 0(t0)
    beqz    a0, 1f
    sw      zero, 0(t0)
    sw      s0, last_status, t0
    sw      zero, escape, t0
    call    run_trap
1:  call    flush_builtin
    mv      a0, s0
    syscall exit_group
