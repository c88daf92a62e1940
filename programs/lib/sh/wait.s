# wait.s: waiting for jobs
#
# The shell learns what has become of its children with waitid, in `reap` and in wait_for_process.

    .text

# reap(a0 = flags) -> a0 = process, 0 if nothing has changed, -ECHILD, or -EINTR after SIGINT
# Wait for one change of a child, with flags WNOHANG or 0, and note it in its job.
reap:
    enter   1, SIGINFO_BYTES
    ori     s0, a0, WEXITED
    lw      t0, job_control
    beqz    t0, 1f
    ori     s0, s0, WSTOPPED | WCONTINUED
1:  li      a0, P_ALL
    li      a1, 0
    mv      a2, sp
    mv      a3, s0
    li      a4, 0
    sw      zero, SIGINFO_PID(sp)
    syscall waitid
    bltz    a0, 5f
    lw      a0, SIGINFO_PID(sp)
    beqz    a0, 5f
    call    find_process
    beqz    a0, 4f
    lw      t0, SIGINFO_STATUS(sp)
    sw      t0, PROCESS_STATUS(a1)
    lw      t0, SIGINFO_CODE(sp)
    addi    t1, t0, -CLD_CONTINUED
    bnez    t1, 2f
    li      t0, 0
2:  sw      t0, PROCESS_STATE(a1)
    beqz    t0, 4f
    lw      t0, JOB_FLAGS(a0)
    ori     t0, t0, JOB_CHANGED
    sw      t0, JOB_FLAGS(a0)
4:  lw      a0, SIGINFO_PID(sp)
5:  leave

# find_process(a0 = id) -> a0 = job, or 0; a1 = the record of the process
# The job that a process belongs to.
find_process:
    lw      t0, jobs
1:  beqz    t0, 4f
    addi    a1, t0, JOB_PROCESSES
    lw      t1, JOB_COUNT(t0)
2:  beqz    t1, 3f
    lw      t2, PROCESS_PID(a1)
    beq     t2, a0, 4f
    addi    a1, a1, PROCESS_BYTES
    addi    t1, t1, -1
    j       2b
3:  lw      t0, JOB_NEXT(t0)
    j       1b
4:  mv      a0, t0
    ret

# job_state(a0 = job) -> a0 = state; a1 = the record of its last process
# RUNNING while one of its processes runs, STOPPED if the rest are stopped, else DONE.
job_state:
    addi    a1, a0, JOB_PROCESSES
    lw      t1, JOB_COUNT(a0)
    li      a0, DONE
    beqz    t1, 4f
1:  lw      t0, PROCESS_STATE(a1)
    beqz    t0, 2f
    addi    t0, t0, -CLD_STOPPED
    bnez    t0, 3f
    beqz    a0, 3f
    li      a0, STOPPED
    j       3f
2:  li      a0, RUNNING
3:  addi    a1, a1, PROCESS_BYTES
    addi    t1, t1, -1
    bnez    t1, 1b
    addi    a1, a1, -PROCESS_BYTES
4:  ret

# process_status(a0 = record) -> a0 = status
# The exit status: 128 + signal when a signal ended or stopped it.
process_status:
    lw      t0, PROCESS_STATE(a0)
    lw      a0, PROCESS_STATUS(a0)
    li      t1, CLD_EXITED
    beq     t0, t1, 1f
    addi    a0, a0, 128
1:  ret

# job_wait(a0 = job) -> a0 = exit status
# Wait for a job in the foreground to end or stop.
#
# s0 = job, s1 = its state, s2 = record of its last process, s3 = exit status
job_wait:
    enter   4
    mv      s0, a0
1:  mv      a0, s0
    call    job_state
    mv      s1, a0
    mv      s2, a1
    bnez    a0, 2f                  # RUNNING is 0
    call    reap                    # a0 = 0: no WNOHANG
    bgez    a0, 1b
    li      t0, -EINTR
    beq     a0, t0, 1b
    li      s3, STATUS_NOT_FOUND    # somebody else has collected our child
    li      s1, DONE
    j       3f
2:  mv      a0, s2
    call    process_status
    mv      s3, a0
3:  lw      t0, job_control
    beqz    t0, 4f
    lw      a0, shell_group
    call    terminal_to
4:  li      t0, STOPPED
    bne     s1, t0, 5f
    lw      t0, JOB_FLAGS(s0)
    ori     t0, t0, JOB_BACKGROUND
    andi    t0, t0, ~JOB_CHANGED
    sw      t0, JOB_FLAGS(s0)
    mv      a0, s0
    call    job_stamp
    eprint  "\n"
    mv      a0, s0
    la      a1, stderr
    call    job_show
    j       9f
5:  lw      t0, PROCESS_STATE(s2)
    li      t1, CLD_EXITED
    beq     t0, t1, 8f
    lw      t0, PROCESS_STATUS(s2)
    li      t1, SIGPIPE
    beq     t0, t1, 8f
    li      t1, SIGINT
    bne     t0, t1, 7f
    lw      t0, interactive
    beqz    t0, 8f
    eprint  "\n"                    # Ctrl-C: the whole command line is given up
    li      t0, ESCAPE_ALL
    sw      t0, escape, t1
    j       8f
7:  lw      a0, PROCESS_STATUS(s2)
    call    signal_text
    call    eprint_str
    eprint  "\n"
8:  mv      a0, s0
    call    job_remove
9:  mv      a0, s3
    leave

# wait_for_process(a0 = id) -> a0 = exit status
# Wait for a process that is no job.
wait_for_process:
    li      a1, 0
    tail    wait_for
