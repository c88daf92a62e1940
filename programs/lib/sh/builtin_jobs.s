# builtin_jobs.s: wait, jobs, fg and bg

    .text

# job_find(a0 = text) -> a0 = job; without one the builtin ends with a message
# The job that a text names: %N, %TEXT (its command starts so), %- the one before, %+ %% or 0 the current.
#
# s0 = text, s1 = job, s2 = length of TEXT
job_find:
    enter   3
    mv      s0, a0
    li      t2, '+'
    beqz    a0, .Lby_rank
    lbu     t0, 0(s0)
    li      t1, '%'
    bne     t0, t1, 1f
    addi    s0, s0, 1
1:  lbu     t0, 0(s0)
    beqz    t0, .Lby_rank
    lbu     t1, 1(s0)
    bnez    t1, 2f
    beq     t0, t2, .Lby_rank
    li      t1, '%'
    beq     t0, t1, .Lby_rank
    li      t2, '-'
    beq     t0, t2, .Lby_rank
2:  lw      s1, jobs
    mv      a0, s0
    call    number_of
    bltz    a0, 4f
3:  beqz    s1, .Lno_job
    lw      t0, JOB_NUMBER(s1)
    beq     t0, a0, 9f
    lw      s1, JOB_NEXT(s1)
    j       3b
4:  mv      a0, s0
    call    strlen
    mv      s2, a0
5:  beqz    s1, .Lno_job
    lw      a0, JOB_TEXT(s1)
    mv      a1, s0
    mv      a2, s2
    call    strncmp
    beqz    a0, 9f
    lw      s1, JOB_NEXT(s1)
    j       5b
.Lby_rank:                              # t2 = '+' or '-'
    mv      s2, t2
    lw      s1, jobs
6:  beqz    s1, .Lno_job
    mv      a0, s1
    call    job_rank
    beq     a0, s2, 9f
    lw      s1, JOB_NEXT(s1)
    j       6b
9:  mv      a0, s1
    leave
.Lno_job:
    la_string t0, "current"
    beqz    s0, 7f
    lbu     t1, 0(s0)
    beqz    t1, 7f
    mv      t0, s0
7:  mv      s0, t0
    warn    "", s0, ": no such job", zero
    li      a0, 2
    j       builtin_fail

# stopped_jobs() -> a0 = 1 or 0
# Are there any?
stopped_jobs:
    enter   1
    lw      s0, jobs
1:  beqz    s0, 2f
    mv      a0, s0
    call    job_state
    lw      s0, JOB_NEXT(s0)
    li      t0, STOPPED
    bne     a0, t0, 1b
    li      a0, 1
    leave
2:  li      a0, 0
    leave

# builtin_jobs: jobs
builtin_jobs:
    enter   2
1:  li      a0, WNOHANG
    call    reap
    bgtz    a0, 1b
    lw      s0, jobs
2:  beqz    s0, 3f
    lw      s1, JOB_NEXT(s0)
    mv      a0, s0
    la      a1, stdout
    call    job_report
    mv      s0, s1
    j       2b
3:  li      a0, 0
    leave

# builtin_fg: fg [%JOB]     builtin_bg: bg [%JOB]
builtin_fg:
    li      a2, 0
    j       1f
builtin_bg:
    li      a2, 1
1:  enter   2
    mv      s1, a2
    lw      t0, job_control
    beqz    t0, 3f
    lw      a0, 4(a1)
    call    job_find
    mv      s0, a0
    call    job_stamp
    bnez    s1, 2f
    lw      a0, JOB_TEXT(s0)
    call    print_line
    call    flush_stdout
    mv      a0, s0
    li      a1, 0
    unwind
    tail    job_continue
2:  print   "["
    lw      a0, JOB_NUMBER(s0)
    call    print_udec
    print   "] "
    lw      a0, JOB_TEXT(s0)
    call    print_line
    mv      a0, s0
    li      a1, 1
    unwind
    tail    job_continue
3:  la_string s0, "no job control in this shell"
    warn    "", s0, "", zero
    li      a0, 2
    leave

# builtin_wait: wait [PID | %JOB]...
#
# s0 = next argument, s1 = job, s2 = record of the process, s3 = status
builtin_wait:
    enter   4
    addi    s0, a1, 4
    li      s3, 0
    lw      t0, 0(s0)
    bnez    t0, .Lwait_next
1:  lw      s1, jobs                # no arguments: until no job runs
2:  beqz    s1, 4f
    mv      a0, s1
    call    job_state
    beqz    a0, 3f
    lw      s1, JOB_NEXT(s1)
    j       2b
3:  call    reap                    # a0 = 0
    bgez    a0, 1b
    li      t0, -EINTR
    bne     a0, t0, 4f
    call    interrupted_status
    leave
4:  lw      t0, interactive         # there the next prompt reports them
    bnez    t0, 5f
    call    forget_jobs
5:  li      a0, 0
    leave

.Lwait_next:
    lw      a0, 0(s0)
    beqz    a0, 9f
    addi    s0, s0, 4
    lbu     t0, 0(a0)
    li      t1, '%'
    bne     t0, t1, 6f
    call    job_find
    mv      s1, a0
    call    job_state
    mv      s2, a1
    j       7f
6:  call    number_of
    call    find_process
    mv      s1, a0
    mv      s2, a1
    li      s3, STATUS_NOT_FOUND    # not a child of ours
    beqz    a0, .Lwait_next
7:  lw      t0, PROCESS_STATE(s2)
    bnez    t0, 8f
    li      a0, 0
    call    reap
    bgez    a0, 7b
    li      t0, -EINTR
    beq     a0, t0, 5f
    li      s3, STATUS_NOT_FOUND
    j       .Lwait_next
8:  mv      a0, s2
    call    process_status
    mv      s3, a0
    mv      a0, s1
    call    job_state
    li      t0, DONE
    bne     a0, t0, .Lwait_next
    lw      t0, 0(s0)               # it may be asked for again only within the same command
    bnez    t0, .Lwait_next
    mv      a0, s1
    call    job_remove
    j       .Lwait_next
5:  call    interrupted_status
    leave
9:  mv      a0, s3
    leave

# interrupted_status() -> a0 = the exit status of a wait that a signal cut short
interrupted_status:
    lw      t0, pending_traps
    li      a0, 128 + SIGINT
    beqz    t0, 1f
    lw      a0, last_trap
    addi    a0, a0, 128
1:  ret

# forget_jobs() - drop all jobs that have ended
forget_jobs:
    enter   2
    lw      s0, jobs
1:  beqz    s0, 3f
    lw      s1, JOB_NEXT(s0)
    mv      a0, s0
    call    job_state
    li      t0, DONE
    bne     a0, t0, 2f
    mv      a0, s0
    call    job_remove
2:  mv      s0, s1
    j       1b
3:  leave
