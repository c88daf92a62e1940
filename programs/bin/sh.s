# sh.s: the shell
#
#   sh [-efiux] [FILE [ARGUMENT...]]         run the commands in a file, or from standard input
#   sh [-efiux] -c COMMANDS [NAME [ARGUMENT...]]
#
# With a terminal on standard input and standard error it is interactive: prompt, line editor, job control.
#
# A line goes this way; the files are in lib/sh:
#
#   source  -->  lexer  -->  parser  -->  execute  -->  expand, redirect  -->  command (execve) or builtins
#   (editor)     tokens,     nodes                      fields                  jobs (fork, waitid, groups)
#                words

.include "macros.s"
.include "start.s"
.include "string.s"
.include "print.s"
.include "errors.s"
.include "io.s"
.include "alloc.s"
.include "process.s"
.include "mode.s"

# Foundations
.include "sh/layout.s"
.include "sh/heap.s"
.include "sh/memory.s"
.include "sh/variables.s"

# From characters to the syntax tree
.include "sh/source.s"
.include "sh/lexer.s"
.include "sh/lex_words.s"
.include "sh/lex_dollar.s"
.include "sh/lex_here.s"
.include "sh/parser.s"
.include "sh/parse_compound.s"
.include "sh/parse_simple.s"
.include "sh/syntax_error.s"

# Carrying it out
.include "sh/execute.s"
.include "sh/traps.s"
.include "sh/control.s"
.include "sh/functions.s"
.include "sh/simple.s"
.include "sh/pipeline.s"
.include "sh/redirect.s"
.include "sh/command.s"
.include "sh/jobs.s"
.include "sh/wait.s"
.include "sh/job_show.s"

# From words to fields
.include "sh/expand.s"
.include "sh/expand_parameter.s"
.include "sh/expand_command.s"
.include "sh/arithmetic.s"
.include "sh/pattern.s"
.include "sh/glob.s"

# Builtins
.include "sh/builtins.s"
.include "sh/builtin_cd.s"
.include "sh/builtin_flow.s"
.include "sh/builtin_jobs.s"
.include "sh/builtin_kill.s"
.include "sh/builtin_read.s"
.include "sh/builtin_test.s"
.include "sh/builtin_ulimit.s"
.include "sh/builtin_umask.s"
.include "sh/builtin_variables.s"

# The terminal
.include "sh/editor.s"
.include "sh/editor_draw.s"
.include "sh/editor_keys.s"
.include "sh/history.s"
.include "sh/complete.s"

usage "sh [-efiux] [FILE [ARGUMENT...] | -c COMMANDS [NAME [ARGUMENT...]]]", 2

    .bss
    .balign 4
interactive:  .zero 4               # prompts and job control
main_source:  .zero SOURCE_BYTES
main_stack:   .zero 4               # where abandon_command goes back to

    .text

# main(a0 = argc, a1 = argv, a2 = environment)
#
# s0 = next argument, s1 = commands of -c, s2 = 1 for -i, s3 = argument, s4 = 1 for + instead of -
main:
    enter   5
    mv      s0, a1
    mv      a0, a2
    call    variables_import
    call    default_variables
    la      t0, output_error
    sw      t0, on_write_error, t1
    li      s1, 0
    li      s2, 0

    lw      t0, 0(s0)
    beqz    t0, .Lread_stdin        # started without even a name
    sw      t0, script_name, t1
    addi    s0, s0, 4
.Lnext_argument:
    lw      s3, 0(s0)
    beqz    s3, .Loptions_done
    lbu     t0, 0(s3)
    li      s4, 0
    li      t1, '-'
    beq     t0, t1, 1f
    li      s4, 1
    li      t1, '+'
    bne     t0, t1, .Loptions_done
1:  lbu     t0, 1(s3)
    beqz    t0, .Loptions_done
    addi    s0, s0, 4
    bne     t0, t1, .Lnext_letter
    lbu     t0, 2(s3)
    beqz    t0, .Loptions_done      # --
.Lnext_letter:
    addi    s3, s3, 1
    lbu     a0, 0(s3)
    beqz    a0, .Lnext_argument
    li      t0, 'c'
    beq     a0, t0, .Lcommands
    li      t0, 'i'
    beq     a0, t0, 2f
    li      t0, 's'
    beq     a0, t0, .Lnext_letter
    mv      a1, s4
    call    set_option
    bnez    a0, .Lnext_letter
    j       usage_error
2:  li      s2, 1
    j       .Lnext_letter
.Lcommands:
    lw      s1, 0(s0)
    beqz    s1, usage_error
    addi    s0, s0, 4
    j       .Lnext_letter

.Loptions_done:
    lw      s3, 0(s0)
    beqz    s3, 3f
    sw      s3, script_name, t0
    addi    s0, s0, 4
3:  mv      a0, s0
    call    parameters_set
    bnez    s1, .Lread_text
    bnez    s3, .Lread_file

.Lread_stdin:
    li      a1, SOURCE_STDIN
    li      a0, STDIN
    call    is_terminal
    mv      s3, a0
    li      a0, STDERR
    call    is_terminal
    li      a1, SOURCE_STDIN
    and     s3, s3, a0
    beqz    s3, 4f
    li      s2, 1
    li      a1, SOURCE_TERMINAL
4:  li      a2, STDIN
    j       .Lopen
.Lread_file:
    mv      a0, s3
    call    open_script
    bltz    a0, .Lno_script
    mv      a2, a0
    li      a1, SOURCE_FILE
.Lopen:
    la      a0, main_source
    call    source_push_file
    j       .Lrun
.Lread_text:
    la      a0, main_source
    mv      a1, s1
    call    source_push_string
.Lrun:
    sw      s2, interactive, t0
    beqz    s2, 5f
    call    job_control_start
5:  sw      sp, main_stack, t0
main_again:
    call    run_commands
    lw      t0, interactive
    beqz    t0, 6f
    eprint  "\n"                    # Ctrl-D
6:  lw      a0, last_status
    j       shell_exit

.Lno_script:
    mv      s2, a0
    warn    "cannot open ", s3, "", s2
    li      a0, 2
    j       shell_exit

# default_variables() - what is not in the environment
default_variables:
    enter
    syscall getpid
    sw      a0, shell_pid, t0
    la      t0, no_parameters
    sw      t0, parameters, t1
    la_string t0, "sh"
    sw      t0, script_name, t1
    la_string a0, "PATH"
    call    variable_get
    bnez    a0, 1f
    la_string a0, "PATH"
    la_string a1, "/bin:/usr/bin"
    call    variable_set
1:  la_string a0, "IFS"             # never from outside
    la_string a1, " \t\n"
    call    variable_set
    call    update_pwd
    leave

    .section .rodata
    .balign 4
no_parameters: .word 0
    .text

# run_commands() - read and run lines from the current source to its end
#
# s0, s1 = the arena before a line, s2 = 1 for the outermost source, s3 = node
run_commands:
    enter   4
    lw      t0, source
    la      s2, main_source
    sub     s2, t0, s2
    seqz    s2, s2
1:  call    arena_mark
    mv      s0, a0
    mv      s1, a1
    sw      zero, source_text + BUF_LENGTH, t0
    sw      zero, token + TOKEN_READY, t0
    lw      t0, interactive
    and     t0, t0, s2
    beqz    t0, 2f
    call    jobs_notify
    sw      zero, escape, t0
    call    forget_interrupt
    la      t0, exit_warned         # 2, 1, 0: a second `exit` is obeyed
    lw      t1, 0(t0)
    srli    t1, t1, 1
    sw      t1, 0(t0)
2:  call    parse_line
    bnez    a1, 5f                  # the end
    mv      s3, a0
    beqz    a0, 4f
    li      a1, 0
    beqz    s2, 3f
    call    is_last_line
    mv      a1, a0
3:  mv      a0, s3
    call    execute
4:  mv      a0, s0
    mv      a1, s1
    call    arena_release
    lw      t0, escape
    beqz    t0, 1b
    lw      t1, interactive
    and     t1, t1, s2
    bnez    t1, 1b                  # at the prompt nothing is left to leave
    beqz    s2, 6f
    sw      zero, escape, t0        # `return` outside of functions ends the script
    j       6f
5:  mv      a0, s0
    mv      a1, s1
    call    arena_release
6:  sw      zero, token + TOKEN_READY, t0
    leave

# forget_interrupt() - Ctrl-C has led back to the prompt, which is to stand on a new row
forget_interrupt:
    la      t0, interrupted
    lw      t1, 0(t0)
    beqz    t1, 1f
    sw      zero, 0(t0)
    li      t0, 128 + SIGINT
    sw      t0, last_status, t1
    la_string a0, "\n"
    tail    eprint_str
1:  ret

# is_last_line() -> a0 = EXEC_LAST or 0
# May the last command of this line replace the shell?
is_last_line:
    lw      t0, source
    lw      t1, SOURCE_KIND(t0)     # only of -c can we tell
    li      t2, SOURCE_STRING
    bne     t1, t2, 1f
    lw      t1, SOURCE_NEXT(t0)
    lw      t2, SOURCE_LIMIT(t0)
    bltu    t1, t2, 1f
    lw      t1, interactive
    bnez    t1, 1f
    li      a0, EXEC_LAST
    ret
1:  li      a0, 0
    ret

# run_source() -> a0 = exit status
# Run the commands of the innermost source, then drop it
run_source:
    enter
    sw      zero, last_status, t0
    call    run_commands
    call    source_pop
    lw      a0, last_status
    leave

# abandon_command(a0 = status) - after the message of an error: a script ends; at the prompt everything is
# forgotten but the
# shell's own state. Does not return.
abandon_command:
    lw      t0, interactive
    beqz    t0, shell_exit
    sw      a0, last_status, t0
    lw      sp, main_stack
    li      a0, 0
    call    redirect_undo
1:  lw      t0, call_frames
    beqz    t0, 2f
    call    frame_pop
    j       1b
2:  lw      t0, source
    la      t1, main_source
    beq     t0, t1, 3f
    call    source_pop
    j       2b
3:  lw      t1, SOURCE_KIND(t0)     # the rest of the line is not to run
    li      t2, SOURCE_TERMINAL
    bne     t1, t2, 4f
    lw      t1, SOURCE_LIMIT(t0)
    sw      t1, SOURCE_NEXT(t0)
4:  li      a0, 0
    li      a1, 0
    call    arena_release
    sw      zero, here_pending + BUF_LENGTH, t0
    sw      zero, lex_buf + BUF_LENGTH, t0
    sw      zero, builtin_frame, t0
    sw      zero, keep_redirections, t0
    sw      zero, loop_depth, t0
    sw      zero, escape, t0
    j       main_again
