# execute.s: carrying out the syntax tree
#
# execute runs a node in this process and gives its exit status. Here are the lists; control.s, functions.s, simple.s
# and pipeline.s have the other kinds of nodes. With EXEC_LAST the process has nothing else to do afterwards, so that
# no further one need be made: `sh -c 'grep x file'` becomes grep.
#
# break, continue, return and Ctrl-C set `escape`; every routine that runs several commands looks at it after each.

    .bss
    .balign 4
escape:       .zero 4               # ESCAPE_...
escape_levels: .zero 4              # loops that break or continue still has to leave

    .text

# execute(a0 = node, a1 = flags) -> a0 = exit status, also in last_status
# Run a command; node 0 is an empty list.
#
# s0 = node, s1 = flags, s2 = mark for the redirections
execute:
    enter   3
    mv      s0, a0
    mv      s1, a1
    lw      t0, interrupted
    bnez    t0, .Linterrupted
    beqz    a0, 3f
    lw      t0, NODE_KIND(s0)
    lw      t1, NODE_REDIRS(s0)
    beqz    t1, 1f
    beqz    t0, 1f                  # simple commands (0) and subshells see to their own
    addi    t0, t0, -NODE_SUBSHELL
    bnez    t0, .Lredirected
1:  call    execute_kind
2:  sw      a0, last_status, t0
    lw      t0, pending_traps
    bnez    t0, .Ltrapped
.Ltraps_run:
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

.Ltrapped:
    call    run_traps
    lw      a0, last_status
    j       .Ltraps_run

.Linterrupted:
    li      t0, ESCAPE_ALL
    sw      t0, escape, t1
    li      a0, 128 + SIGINT
    sw      a0, last_status, t0
    leave

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
