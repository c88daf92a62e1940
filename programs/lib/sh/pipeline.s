# pipeline.s: pipelines, subshells and background commands: what runs in processes of its own

    .text

# execute_subshell(a0 = node, a1 = flags)
execute_subshell:
    andi    t0, a1, EXEC_LAST
    beqz    t0, 4f
    lw      t0, has_traps           # who has traps has to come back
    beqz    t0, 1f
4:
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
# Start a process for each command, joined by pipes.
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
