# execute.s: carrying out the syntax tree
#
# execute runs a node in this process and gives its exit status. Processes are made here for pipelines, subshells,
# background commands and programs. With EXEC_LAST the process has nothing else to do afterwards, so no further one is
# made: `sh -c 'grep x file'` becomes grep.
#
# break, continue, return and Ctrl-C set `escape`; every routine that runs several commands looks at it after each.

    .bss
    .balign 4
escape:       .zero 4               # ESCAPE_...
escape_levels: .zero 4              # loops that break or continue still has to leave
loop_depth:   .zero 4               # loops around the present command, within its function
substituted:  .zero 4               # the last expansion ran a command: `X=$(false)` has its status
keep_redirections: .zero 4          # set by `exec`: its redirections stay
functions:    .zero 4
call_frames:  .zero 4               # the parameters of the callers: FRAME_...

.equ FRAME_NEXT,       0
.equ FRAME_PARAMETERS, 4
.equ FRAME_COUNT,      8
.equ FRAME_BLOCK,     12
.equ FRAME_LOOPS,     16
.equ FRAME_BYTES,     20

    .text

# execute(a0 = node, a1 = flags) -> a0 = exit status, also in last_status
# Run a command; node 0 is an empty list
#
# s0 = node, s1 = flags, s2 = mark for the redirections
execute:
    enter   3
    mv      s0, a0
    mv      s1, a1
    beqz    a0, 3f
    lw      t0, NODE_KIND(s0)
    lw      t1, NODE_REDIRS(s0)
    beqz    t1, 1f
    beqz    t0, 1f                  # simple commands (0) and subshells see to their own
    addi    t0, t0, -NODE_SUBSHELL
    bnez    t0, .Lredirected
1:  call    execute_kind
2:  sw      a0, last_status, t0
    beqz    a0, 3f
    andi    t0, s1, EXEC_TESTED
    bnez    t0, 3f
    lw      t0, set_options
    andi    t0, t0, SET_ERREXIT
    beqz    t0, 3f
    lw      t0, NODE_KIND(s0)       # set -e: simple commands, pipelines and subshells
    li      t1, NODE_NOT
    bltu    t0, t1, shell_exit
    li      t1, NODE_SUBSHELL
    beq     t0, t1, shell_exit
3:  leave

.Lredirected:
    lw      s2, saved_descriptors
    mv      a0, t1
    li      a1, 0
    call    redirect
    bnez    a0, 4f
    mv      a0, s0
    andi    a1, s1, ~EXEC_LAST      # the shell has to come back
    call    execute_kind
    mv      t1, a0
    j       5f
4:  li      t1, 2
5:  mv      a0, s2
    mv      s2, t1
    call    redirect_undo
    mv      a0, s2
    j       2b

# execute_kind(a0 = node, a1 = flags) - go to the routine for this kind of node
execute_kind:
    lw      t0, NODE_KIND(a0)
    slli    t0, t0, 2
    la      t1, node_executors
    add     t1, t1, t0
    lw      t1, 0(t1)
    jr      t1

    .section .rodata
    .balign 4
node_executors:                         # by NODE_...
    .word   execute_simple, execute_pipeline, execute_not, execute_and, execute_or, execute_list, execute_background
    .word   execute_subshell, execute_group, execute_if, execute_while, execute_until, execute_for, execute_case
    .word   0, execute_function
    .text

# ---- lists -----------------------------------------------------------------------------------------------------------

# execute_list(a0 = node, a1 = flags)
execute_list:
    enter   2
    lw      s0, NODE_A(a0)
    mv      s1, a1
1:  mv      a0, s0
    andi    a1, s1, ~EXEC_LAST
    lw      s0, NODE_NEXT(s0)
    bnez    s0, 2f
    mv      a1, s1
2:  call    execute
    beqz    s0, 3f
    lw      t0, escape
    beqz    t0, 1b
3:  leave

# execute_group(a0 = node, a1 = flags)
execute_group:
    lw      a0, NODE_A(a0)
    tail    execute

# execute_and(node, flags), execute_or(node, flags)
execute_and:
    li      a2, 0                   # the right side runs if the left one gives 0
    j       1f
execute_or:
    li      a2, 1
1:  enter   3
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    lw      a0, NODE_A(s0)
    andi    a1, a1, ~EXEC_LAST
    ori     a1, a1, EXEC_TESTED
    call    execute
    lw      t0, escape
    bnez    t0, 2f
    snez    t0, a0
    bne     t0, s2, 2f
    lw      a0, NODE_B(s0)
    mv      a1, s1
    unwind
    tail    execute
2:  leave

# execute_not(a0 = node, a1 = flags)
execute_not:
    enter
    lw      a0, NODE_A(a0)
    andi    a1, a1, ~EXEC_LAST
    ori     a1, a1, EXEC_TESTED
    call    execute
    seqz    a0, a0
    leave

# ---- control flow ----------------------------------------------------------------------------------------------------

# execute_if(a0 = node, a1 = flags)
execute_if:
    enter   2
    mv      s0, a0
    mv      s1, a1
    lw      a0, NODE_A(s0)
    andi    a1, a1, ~EXEC_LAST
    ori     a1, a1, EXEC_TESTED
    call    execute
    lw      t0, escape
    bnez    t0, 2f
    lw      t0, NODE_B(s0)
    beqz    a0, 1f
    lw      t0, NODE_C(s0)
1:  li      a0, 0
    beqz    t0, 2f
    mv      a0, t0
    mv      a1, s1
    unwind
    tail    execute
2:  leave

# loop_escape() -> a0 = 1 if the loop has to end, 0 if it goes on
# In a loop, after commands have set `escape`: is it for this loop?
loop_escape:
    lw      t0, escape
    li      t1, ESCAPE_RETURN
    bgeu    t0, t1, 2f
    lw      t2, escape_levels
    addi    t2, t2, -1
    sw      t2, escape_levels, t1
    bnez    t2, 2f
    sw      zero, escape, t1
    addi    a0, t0, -ESCAPE_CONTINUE  # 0 for continue
    snez    a0, a0
    ret
2:  li      a0, 1
    ret

# execute_while(node, flags), execute_until(node, flags)
#
# s0 = node, s1 = flags, s2 = 1 for until, s3 = status, s4, s5 = the arena before a round
execute_while:
    li      a2, 0
    j       1f
execute_until:
    li      a2, 1
1:  enter   6
    mv      s0, a0
    andi    s1, a1, ~EXEC_LAST
    mv      s2, a2
    li      s3, 0
    li      a0, 1
    call    loop_enter
2:  call    arena_mark
    mv      s4, a0
    mv      s5, a1
    lw      a0, NODE_A(s0)
    ori     a1, s1, EXEC_TESTED
    call    execute
    lw      t0, escape
    bnez    t0, 3f
    snez    a0, a0
    bne     a0, s2, 4f
    lw      a0, NODE_B(s0)
    mv      a1, s1
    call    execute
    mv      s3, a0
    mv      a0, s4
    mv      a1, s5
    call    arena_release
    lw      t0, escape
    beqz    t0, 2b
3:  call    loop_escape
    beqz    a0, 2b
4:  li      a0, -1
    call    loop_enter
    mv      a0, s3
    leave

# loop_enter(a0 = 1 or -1) - note that a loop begins or ends
loop_enter:
    la      t0, loop_depth
    lw      t1, 0(t0)
    add     t1, t1, a0
    sw      t1, 0(t0)
    ret

# execute_for(a0 = node, a1 = flags)
#
# s0 = node, s1 = flags, s2 = next word, s3 = status, s4, s5 = the arena before a round
execute_for:
    enter   6
    mv      s0, a0
    andi    s1, a1, ~EXEC_LAST
    li      s3, 0
    lw      a0, NODE_A(s0)
    bgez    a0, 1f
    la      a0, all_parameters      # `for X do`: in "$@"
1:  call    expand_words
    mv      s2, a0
    li      a0, 1
    call    loop_enter
2:  lw      a1, 0(s2)
    beqz    a1, 4f
    addi    s2, s2, 4
    call    arena_mark
    mv      s4, a0
    mv      s5, a1
    lw      a0, NODE_C(s0)
    lw      a1, -4(s2)
    call    variable_set
    bnez    a0, expansion_error
    lw      a0, NODE_B(s0)
    mv      a1, s1
    call    execute
    mv      s3, a0
    mv      a0, s4
    mv      a1, s5
    call    arena_release
    lw      t0, escape
    beqz    t0, 2b
    call    loop_escape
    beqz    a0, 2b
4:  li      a0, -1
    call    loop_enter
    mv      a0, s3
    leave

    .section .rodata
    .balign 4
all_parameters:                         # the word "$@"
    .word   0, 1f, 0
1:  .word   0, PART_PARAMETER, 1, 2f, OP_NONE, 0
2:  .asciz  "@"
    .text

# execute_case(a0 = node, a1 = flags)
#
# s0 = clause, s1 = flags, s2 = text, s3 = pattern
execute_case:
    enter   4
    mv      s1, a1
    lw      s0, NODE_B(a0)
    lw      a0, NODE_A(a0)
    call    expand_text
    mv      s2, a0
1:  beqz    s0, 4f
    lw      s3, NODE_A(s0)
2:  beqz    s3, 3f
    lw      a0, WORD_PARTS(s3)
    call    expand_pattern
    mv      a1, s2
    call    pattern_match
    bnez    a0, 5f
    lw      s3, WORD_NEXT(s3)
    j       2b
3:  lw      s0, NODE_NEXT(s0)
    j       1b
5:  lw      t0, NODE_B(s0)
    beqz    t0, 4f
    mv      a0, t0
    mv      a1, s1
    unwind
    tail    execute
4:  li      a0, 0
    leave

# ---- functions -------------------------------------------------------------------------------------------------------

# execute_function(a0 = node, a1 = flags) - define a function; its tree stays in the arena
execute_function:
    enter   2
    mv      s0, a0
    lw      a0, NODE_C(s0)
    call    function_find
    mv      s1, a0
    bnez    a0, 1f
    li      a0, FUNCTION_BYTES
    call    malloc
    mv      s1, a0
    la      t0, functions
    lw      t1, 0(t0)
    sw      t1, FUNCTION_NEXT(s1)
    sw      s1, 0(t0)
1:  lw      t0, NODE_C(s0)
    sw      t0, FUNCTION_NAME(s1)
    lw      t0, NODE_A(s0)
    sw      t0, FUNCTION_BODY(s1)
    call    arena_keep
    li      a0, 0
    leave

# function_find(a0 = name) -> a0 = record, or 0
function_find:
    enter   2
    mv      s0, a0
    lw      s1, functions
1:  beqz    s1, 2f
    mv      a0, s0
    lw      a1, FUNCTION_NAME(s1)
    call    strcmp
    beqz    a0, 2f
    lw      s1, FUNCTION_NEXT(s1)
    j       1b
2:  mv      a0, s1
    leave

# function_call(a0 = function, a1 = arguments) -> a0 = exit status
# Run a function; the arguments include its name
function_call:
    enter   2
    mv      s0, a0
    addi    a0, a1, 4
    call    frame_push
    lw      a0, FUNCTION_BODY(s0)
    li      a1, 0
    call    execute
    mv      s1, a0
    lw      t0, escape
    li      t1, ESCAPE_RETURN
    bne     t0, t1, 1f
    sw      zero, escape, t0
    lw      s1, last_status
1:  call    frame_pop
    mv      a0, s1
    leave

# frame_push(a0 = parameters) - new positional parameters, until frame_pop
frame_push:
    enter   1
    mv      s0, a0
    li      a0, FRAME_BYTES
    call    arena_alloc
    la      t0, call_frames
    lw      t1, 0(t0)
    sw      t1, FRAME_NEXT(a0)
    sw      a0, 0(t0)
    lw      t0, parameters
    sw      t0, FRAME_PARAMETERS(a0)
    lw      t0, parameter_count
    sw      t0, FRAME_COUNT(a0)
    lw      t0, parameter_block
    sw      t0, FRAME_BLOCK(a0)
    lw      t0, loop_depth
    sw      t0, FRAME_LOOPS(a0)
    sw      zero, parameter_block, t0
    sw      zero, loop_depth, t0
    sw      s0, parameters, t0
    li      t1, 0
1:  lw      t0, 0(s0)
    beqz    t0, 2f
    addi    t1, t1, 1
    addi    s0, s0, 4
    j       1b
2:  sw      t1, parameter_count, t0
    leave

# frame_pop() - back to the parameters of the caller
frame_pop:
    enter   1
    lw      a0, parameter_block     # made by `set` in the function
    call    free
    lw      s0, call_frames
    lw      t0, FRAME_NEXT(s0)
    sw      t0, call_frames, t1
    lw      t0, FRAME_PARAMETERS(s0)
    sw      t0, parameters, t1
    lw      t0, FRAME_COUNT(s0)
    sw      t0, parameter_count, t1
    lw      t0, FRAME_BLOCK(s0)
    sw      t0, parameter_block, t1
    lw      t0, FRAME_LOOPS(s0)
    sw      t0, loop_depth, t1
    leave

# ---- processes -------------------------------------------------------------------------------------------------------

# execute_subshell(a0 = node, a1 = flags)
execute_subshell:
    andi    t0, a1, EXEC_LAST
    bnez    t0, 1f
    li      a1, 1
    lw      a2, NODE_TEXT(a0)
    li      a3, 0
    j       run_pipeline
1:  enter   2                       # this process can be the subshell
    mv      s0, a0
    mv      s1, a1
    lw      a0, NODE_REDIRS(s0)
    li      a1, 1
    call    redirect
    bnez    a0, 2f
    lw      a0, NODE_A(s0)
    mv      a1, s1
    unwind
    tail    execute
2:  li      a0, 2
    leave

# execute_pipeline(a0 = node, a1 = flags)
execute_pipeline:
    lw      a1, NODE_B(a0)
    lw      a2, NODE_TEXT(a0)
    lw      a0, NODE_A(a0)
    li      a3, 0
    j       run_pipeline

# execute_background(a0 = node, a1 = flags)
execute_background:
    lw      a2, NODE_TEXT(a0)
    lw      a0, NODE_A(a0)
    li      a1, 1
    li      a3, 1
    lw      t0, NODE_KIND(a0)
    li      t1, NODE_PIPELINE
    bne     t0, t1, run_pipeline
    lw      a1, NODE_B(a0)
    lw      a0, NODE_A(a0)
    # falls into run_pipeline

# run_pipeline(a0 = first command, a1 = their number, a2 = text, a3 = background) -> a0 = exit status of the
# last one; 0 for a background job
# Start a process for each command, joined by pipes
#
#   command 1 --pipe--> command 2 --pipe--> command 3        s4: reading end of the pipe before the next command, or -1
#
# s0 = command, s1 = commands to go, s2 = job, s3 = background, s4 = input, s5 = process; the new pipe at 0(sp), 4(sp)
run_pipeline:
    enter   6, 8
    mv      s0, a0
    mv      s1, a1
    mv      s3, a3
    mv      a0, a2
    call    job_new
    mv      s2, a0
    li      s4, -1
.Lnext_process:
    addi    s1, s1, -1
    li      t0, -1
    sw      t0, 0(sp)
    sw      t0, 4(sp)
    beqz    s1, 1f                  # the last one writes to our output
    mv      a0, sp
    li      a1, O_CLOEXEC
    syscall pipe2
    bltz    a0, .Lpipeline_failed
1:  mv      a0, s2
    mv      a1, s3
    call    fork_job
    mv      s5, a0
    bltz    a0, .Lpipeline_failed
    beqz    a0, .Lpipeline_child
    mv      a0, s4
    call    close_pipe
    lw      a0, 4(sp)
    call    close_pipe
    lw      s4, 0(sp)
    lw      s0, NODE_NEXT(s0)
    bnez    s1, .Lnext_process
    bnez    s3, 2f
    mv      a0, s2
    call    job_wait
    leave
2:  sw      s5, last_background, t0
    lw      t0, JOB_FLAGS(s2)
    ori     t0, t0, JOB_BACKGROUND
    sw      t0, JOB_FLAGS(s2)
    lw      t0, interactive
    beqz    t0, 3f
    mv      a0, s2
    mv      a1, s5
    call    announce_job
3:  li      a0, 0
    leave

.Lpipeline_child:
    mv      a0, s4
    li      a1, STDIN
    bltz    a0, 4f
    call    move_descriptor
4:  lw      a0, 0(sp)               # the next command reads there
    call    close_pipe
    lw      a0, 4(sp)
    li      a1, STDOUT
    bltz    a0, 5f
    call    move_descriptor
5:  mv      a0, s0
    li      a1, EXEC_LAST
    call    execute
    j       shell_exit

.Lpipeline_failed:                      # no more processes or descriptors: those already started see the end of input
    mv      s5, a0
    la_string s1, "cannot fork"
    mv      a0, s1
    mv      a1, s5
    call    warn_file
    mv      a0, s4
    call    close_pipe
    lw      a0, 0(sp)
    call    close_pipe
    lw      a0, 4(sp)
    call    close_pipe
    lw      t0, JOB_COUNT(s2)
    beqz    t0, 6f
    mv      a0, s2
    call    job_wait
    li      a0, 2
    leave
6:  mv      a0, s2
    call    job_remove
    li      a0, 2
    leave

# close_pipe(a0 = fd) - close a descriptor, unless it is -1
close_pipe:
    bltz    a0, 1f
    syscall close
1:  ret

# announce_job(a0 = job, a1 = process) - "[1] 12"
announce_job:
    enter   2
    mv      s0, a0
    mv      s1, a1
    la      a0, stderr
    li      a1, '['
    call    put_char
    la      a0, stderr
    lw      a1, JOB_NUMBER(s0)
    call    put_udec
    la      a0, stderr
    la_string a1, "] "
    call    put_str
    la      a0, stderr
    mv      a1, s1
    call    put_udec
    eprint  "\n"
    leave

# ---- simple commands -------------------------------------------------------------------------------------------------

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

    andi    t0, s1, EXEC_LAST       # a program
    bnez    t0, .Lexec
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

# What a command's own assignments hide, to be restored after it: a chain in the arena.
.equ HIDDEN_NEXT,  0
.equ HIDDEN_NAME,  4
.equ HIDDEN_VALUE, 8                    # a copy, or 0 if it was not set
.equ HIDDEN_FLAGS, 12
.equ HIDDEN_BYTES, 16

# save_variables(a0 = assignments) -> a0 = chain
# Note the present values of the variables that are going to be assigned
save_variables:
    enter   4
    mv      s0, a0
    li      s1, 0
1:  beqz    s0, 3f
    li      a0, HIDDEN_BYTES
    call    arena_alloc
    mv      s2, a0
    sw      s1, HIDDEN_NEXT(s2)
    mv      s1, s2
    lw      s3, WORD_NAME(s0)
    sw      s3, HIDDEN_NAME(s2)
    mv      a0, s3
    call    strlen
    mv      a1, a0
    mv      a0, s3
    call    variable_find
    beqz    a0, 2f
    lw      t0, VAR_FLAGS(a0)
    sw      t0, HIDDEN_FLAGS(s2)
    mv      a0, s3
    call    variable_get
    beqz    a0, 2f
    mv      s3, a0
    call    strlen
    mv      a1, a0
    mv      a0, s3
    call    arena_string
    sw      a0, HIDDEN_VALUE(s2)
2:  lw      s0, WORD_NEXT(s0)
    j       1b
3:  mv      a0, s1
    leave

# restore_variables(a0 = chain)
restore_variables:
    enter   1
    mv      s0, a0
1:  beqz    s0, 3f
    lw      a0, HIDDEN_NAME(s0)
    call    variable_unset
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
