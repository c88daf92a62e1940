# job_show.s: telling the user about jobs

    .text

# job_show(a0 = job, a1 = stream) - "[1]+  Stopped                 sleep 100"
job_show:
    enter   4
    mv      s0, a0
    mv      s1, a1
    mv      a0, s1
    li      a1, '['
    call    put_char
    mv      a0, s1
    lw      a1, JOB_NUMBER(s0)
    call    put_udec
    mv      a0, s1
    li      a1, ']'
    call    put_char
    mv      a0, s0
    call    job_rank
    mv      a1, a0
    mv      a0, s1
    call    put_char
    mv      a0, s1
    la_string a1, "  "
    call    put_str
    mv      a0, s0
    call    job_state_text
    mv      s2, a0
    call    strlen
    li      t0, 24                  # the commands stand in a column
    sub     s3, t0, a0
    mv      a0, s1
    mv      a1, s2
    call    put_str
1:  mv      a0, s1
    li      a1, ' '
    call    put_char
    addi    s3, s3, -1
    bgtz    s3, 1b
    mv      a0, s1
    lw      a1, JOB_TEXT(s0)
    call    put_str
    mv      a0, s0
    call    job_state
    bnez    a0, 2f
    mv      a0, s1
    la_string a1, " &"
    call    put_str
2:  mv      a0, s1
    li      a1, '\n'
    call    put_char
    mv      a0, s1
    unwind
    tail    flush

# job_rank(a0 = job) - a0 = '+' for the current job, '-' for the one before, else ' '
job_rank:
    lw      t0, JOB_STAMP(a0)
    li      t1, 0                   # jobs with a later stamp
    lw      t2, jobs
1:  beqz    t2, 3f
    lw      t3, JOB_STAMP(t2)
    bleu    t3, t0, 2f
    addi    t1, t1, 1
2:  lw      t2, JOB_NEXT(t2)
    j       1b
3:  li      a0, '+'
    beqz    t1, 4f
    li      a0, '-'
    addi    t1, t1, -1
    beqz    t1, 4f
    li      a0, ' '
4:  ret

# job_state_text(a0 = job) -> a0 = text
# Running, Stopped, Done, Exit 1, Terminated ...
job_state_text:
    enter   1
    call    job_state
    la_string t0, "Running"
    beqz    a0, 1f
    mv      s0, a1
    li      t1, STOPPED
    la_string t0, "Stopped"
    beq     a0, t1, 1f
    lw      t1, PROCESS_STATE(s0)
    lw      a0, PROCESS_STATUS(s0)
    li      t2, CLD_EXITED
    bne     t1, t2, 2f
    la_string t0, "Done"
    beqz    a0, 1f
    call    decimal
    mv      s0, a0
    la      a0, lex_buf
    sw      zero, BUF_LENGTH(a0)
    la_string a1, "Exit "
    call    buf_text
    la      a0, lex_buf
    mv      a1, s0
    call    buf_text
    la      a0, lex_buf
    call    buf_take
    leave
1:  mv      a0, t0
    leave
2:  call    signal_text
    leave

# signal_text(a0 = signal) -> a0 = text
# What became of a process that it ended.
signal_text:
    li      t0, SIGSYS
    bgtu    a0, t0, 1f
    slli    a0, a0, 2
    la      t0, signal_texts
    add     t0, t0, a0
    lw      a0, 0(t0)
    ret
1:  la_string a0, "Unknown signal"
    ret

# jobs_notify() - before a prompt: report the background jobs whose state has changed
jobs_notify:
    enter   2
1:  li      a0, WNOHANG
    call    reap
    bgtz    a0, 1b
    lw      s0, jobs
2:  beqz    s0, 4f
    lw      s1, JOB_NEXT(s0)
    lw      t0, JOB_FLAGS(s0)
    andi    t0, t0, JOB_CHANGED
    beqz    t0, 3f
    mv      a0, s0
    call    job_state
    beqz    a0, 3f
    mv      a0, s0
    la      a1, stderr
    call    job_report
3:  mv      s0, s1
    j       2b
4:  leave

# job_report(a0 = job, a1 = stream) - show a job, and forget it if it has ended
job_report:
    enter   1
    mv      s0, a0
    call    job_show
    lw      t0, JOB_FLAGS(s0)
    andi    t0, t0, ~JOB_CHANGED
    sw      t0, JOB_FLAGS(s0)
    mv      a0, s0
    call    job_state
    li      t0, DONE
    bne     a0, t0, 1f
    mv      a0, s0
    call    job_remove
1:  leave

# job_continue(a0 = job, a1 = background) -> a0 = exit status: of the job in the foreground, 0 in the background
# Let a stopped job run on.
job_continue:
    enter   2
    mv      s0, a0
    mv      s1, a1
    addi    t0, a0, JOB_PROCESSES
    lw      t1, JOB_COUNT(a0)
1:  lw      t2, PROCESS_STATE(t0)
    addi    t2, t2, -CLD_STOPPED
    bnez    t2, 2f
    sw      zero, PROCESS_STATE(t0)
2:  addi    t0, t0, PROCESS_BYTES
    addi    t1, t1, -1
    bnez    t1, 1b
    lw      t0, JOB_FLAGS(s0)
    andi    t0, t0, ~JOB_CHANGED
    sw      t0, JOB_FLAGS(s0)
    bnez    s1, 3f
    lw      a0, JOB_GROUP(s0)
    call    terminal_to
3:  lw      a0, JOB_GROUP(s0)
    neg     a0, a0
    li      a1, SIGCONT
    syscall kill
    li      a0, 0
    bnez    s1, 4f
    mv      a0, s0
    unwind
    tail    job_wait
4:  leave

.macro signal_name text:req
    .pushsection .rodata.texts
.Lsignal_name\@: .asciz "\text"
    .popsection
    .word   .Lsignal_name\@
.endm

    .section .rodata
    .balign 4
signal_texts:                           # by signal
    signal_name "Signal 0"
    signal_name "Hangup"
    signal_name "Interrupt"
    signal_name "Quit"
    signal_name "Illegal instruction"
    signal_name "Trace/breakpoint trap"
    signal_name "Aborted"
    signal_name "Bus error"
    signal_name "Floating point exception"
    signal_name "Killed"
    signal_name "User defined signal 1"
    signal_name "Segmentation fault"
    signal_name "User defined signal 2"
    signal_name "Broken pipe"
    signal_name "Alarm clock"
    signal_name "Terminated"
    signal_name "Stack fault"
    signal_name "Child exited"
    signal_name "Continued"
    signal_name "Stopped (signal)"
    signal_name "Stopped"
    signal_name "Stopped (tty input)"
    signal_name "Stopped (tty output)"
    signal_name "Urgent I/O condition"
    signal_name "CPU time limit exceeded"
    signal_name "File size limit exceeded"
    signal_name "Virtual timer expired"
    signal_name "Profiling timer expired"
    signal_name "Window changed"
    signal_name "I/O possible"
    signal_name "Power failure"
    signal_name "Bad system call"
    .text
