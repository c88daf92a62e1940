# jobs.s: processes that the shell has started, process groups and the terminal
#
# Each pipeline is a job. With job control (interactive shells) it is also a process group, and the terminal
# belongs to the group in the foreground: that one gets Ctrl-C and Ctrl-Z. The shell learns about its children
# with waitid only, here and at no other place but wait_for_process.

    .bss
    .balign 4
jobs:         .zero 4               # by number
job_control:  .zero 4               # 1 if jobs are process groups
tty_fd:       .zero 4               # the terminal, as long as job_control is set
shell_group:  .zero 4
job_stamps:   .zero 4               # the last JOB_STAMP given
exit_warned:  .zero 4               # > 0: `exit` has just spoken of stopped jobs

    .text

# set_signal(a0 = signal, a1 = SIG_DFL or SIG_IGN)
set_signal:
    enter   0, SIGACTION_BYTES
    sw      a1, SIGACTION_HANDLER(sp)
    sw      zero, SIGACTION_FLAGS(sp)
    sw      zero, SIGACTION_MASK(sp)
    sw      zero, SIGACTION_MASK + 4(sp)
    mv      a1, sp
    li      a2, 0
    li      a3, SIGSET_BYTES
    syscall rt_sigaction
    leave

# set_shell_signals(a0 = SIG_DFL or SIG_IGN) - the signals that an interactive shell ignores
set_shell_signals:
    enter   2
    mv      s0, a0
    la      s1, shell_signals
1:  lbu     a0, 0(s1)
    beqz    a0, 2f
    mv      a1, s0
    call    set_signal
    addi    s1, s1, 1
    j       1b
2:  leave

    .section .rodata
shell_signals:
    .byte   SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU, 0
    .text

# job_control_start() - take the terminal, if there is one, and begin to control jobs
job_control_start:
    enter   1, TERMIOS_BYTES
    li      s0, STDIN
1:  mv      a0, s0                  # the first of 0, 1, 2 that is a terminal
    li      a1, TCGETS
    mv      a2, sp
    syscall ioctl
    bgez    a0, 2f
    addi    s0, s0, 1
    li      t0, STDERR
    bleu    s0, t0, 1b
    j       8f
2:  mv      a0, s0
    li      a1, F_DUPFD_CLOEXEC
    li      a2, SAVED_FIRST
    syscall fcntl64
    bltz    a0, 8f
    sw      a0, tty_fd, t0
3:  lw      a0, tty_fd              # started in the background: wait until we are in the foreground
    li      a1, TIOCGPGRP
    mv      a2, sp
    syscall ioctl
    bltz    a0, 7f
    li      a0, 0
    syscall getpgid
    mv      s0, a0
    lw      t0, 0(sp)
    beq     t0, s0, 4f
    li      a0, 0
    li      a1, SIGTTIN
    syscall kill
    j       3b
4:  li      a0, SIG_IGN
    call    set_shell_signals
    li      a0, 0                   # a group of our own; the leader of a session has one already
    li      a1, 0
    syscall setpgid
    li      a0, 0
    syscall getpgid
    sw      a0, shell_group, t0
    li      t0, 1
    sw      t0, job_control, t1
    call    terminal_to
    leave
7:  lw      a0, tty_fd
    syscall close
8:  li      a0, SIG_IGN
    call    set_shell_signals
    la_string s0, "no access to the terminal; job control turned off"
    warn    "", s0, "", zero
    leave

# terminal_to(a0 = group) - put a process group into the foreground
terminal_to:
    enter   0, 4
    sw      a0, 0(sp)
    lw      a0, tty_fd
    li      a1, TIOCSPGRP
    mv      a2, sp
    syscall ioctl
    leave

# ---- starting --------------------------------------------------------------------------------------------------------

# job_new(a0 = text, a1 = processes) -> a0 = job
# A job without processes yet, with room for that many
job_new:
    enter   2
    mv      s0, a0
    li      t0, PROCESS_BYTES
    mul     a0, a1, t0
    addi    a0, a0, JOB_PROCESSES
    call    malloc
    mv      s1, a0
    sw      zero, JOB_NEXT(s1)
    sw      zero, JOB_GROUP(s1)
    sw      zero, JOB_FLAGS(s1)
    sw      zero, JOB_COUNT(s1)
    mv      a0, s0
    call    heap_string
    sw      a0, JOB_TEXT(s1)
    li      t0, 1                   # the number after the highest one
    la      t1, jobs
1:  lw      t2, 0(t1)
    beqz    t2, 2f
    lw      t0, JOB_NUMBER(t2)
    addi    t0, t0, 1
    addi    t1, t2, JOB_NEXT
    j       1b
2:  sw      t0, JOB_NUMBER(s1)
    sw      s1, 0(t1)
    mv      a0, s1
    call    job_stamp
    mv      a0, s1
    leave

# job_stamp(a0 = job) - make it the current job, which fg and bg mean
job_stamp:
    la      t0, job_stamps
    lw      t1, 0(t0)
    addi    t1, t1, 1
    sw      t1, 0(t0)
    sw      t1, JOB_STAMP(a0)
    ret

# job_remove(a0 = job) - forget a job
job_remove:
    enter   1
    mv      s0, a0
    la      t0, jobs
1:  lw      t1, 0(t0)
    beq     t1, s0, 2f
    addi    t0, t1, JOB_NEXT
    j       1b
2:  lw      t1, JOB_NEXT(s0)
    sw      t1, 0(t0)
    lw      a0, JOB_TEXT(s0)
    call    free
    mv      a0, s0
    unwind
    tail    free

# fork_job(a0 = job, a1 = background) -> a0 = id of a new process of the job; 0 in that process, -errno on failure
# The new process has its group and signals set up, and is a subshell.
#
# Parent and child both set the group, so that it is right no matter who runs first.
fork_job:
    enter   3
    mv      s0, a0
    mv      s1, a1
    call    fork
    mv      s2, a0
    bltz    a0, 9f
    bnez    a0, 5f
    lw      t0, job_control
    beqz    t0, 2f
    lw      s2, JOB_GROUP(s0)
    bnez    s2, 1f
    syscall getpid
    mv      s2, a0
1:  li      a0, 0
    mv      a1, s2
    syscall setpgid
    bnez    s1, 2f
    mv      a0, s2
    call    terminal_to             # SIGTTOU is still ignored
2:  lw      t0, job_control
    seqz    t0, t0
    and     s1, s1, t0
    call    subshell_begin
    beqz    s1, 3f
    call    detach_input            # in the background without job control
3:  li      a0, 0
    leave

5:  lw      t0, job_control
    beqz    t0, 6f
    lw      a1, JOB_GROUP(s0)
    bnez    a1, 7f
    mv      a1, s2
    sw      a1, JOB_GROUP(s0)
7:  mv      a0, s2
    syscall setpgid
6:  lw      t0, JOB_COUNT(s0)
    addi    t1, t0, 1
    sw      t1, JOB_COUNT(s0)
    li      t1, PROCESS_BYTES
    mul     t0, t0, t1
    add     t0, t0, s0
    addi    t0, t0, JOB_PROCESSES
    sw      s2, PROCESS_PID(t0)
    sw      zero, PROCESS_STATE(t0)
    mv      a0, s2
9:  leave

# detach_input() - an unattended process: the keyboard's signals and standard input are not for it
detach_input:
    enter
    li      a0, SIGINT
    li      a1, SIG_IGN
    call    set_signal
    li      a0, SIGQUIT
    li      a1, SIG_IGN
    call    set_signal
    la_string a0, "/dev/null"
    call    open_read
    bltz    a0, 1f
    li      a1, STDIN
    call    move_descriptor
1:  leave

# fork_plain() -> a0 = its id; 0 in the new process, a subshell; -errno on failure
# Start a process that is no job: $(...) and here-documents
fork_plain:
    enter
    call    fork
    bnez    a0, 1f
    call    subshell_begin
    li      a0, 0
1:  leave

# subshell_begin() - in a new process: no jobs, no prompts, ordinary signals
subshell_begin:
    enter
    lw      t0, interactive
    beqz    t0, 1f
    li      a0, SIG_DFL
    call    set_shell_signals
1:  sw      zero, interactive, t0
    sw      zero, job_control, t0
    sw      zero, jobs, t0
    sw      zero, exit_trap, t0
    leave

# ---- waiting ---------------------------------------------------------------------------------------------------------

# reap(a0 = flags) -> a0 = process, 0 if nothing has changed, -errno if there are no children
# Wait for one change of a child, with flags WNOHANG or 0, and note it in its job
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
    li      t0, -EINTR
    beq     a0, t0, 1b
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
# The job that a process belongs to
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
# RUNNING while one of its processes runs, STOPPED if the rest are stopped, else DONE
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
# The exit status: 128 + signal when a signal ended or stopped it
process_status:
    lw      t0, PROCESS_STATE(a0)
    lw      a0, PROCESS_STATUS(a0)
    li      t1, CLD_EXITED
    beq     t0, t1, 1f
    addi    a0, a0, 128
1:  ret

# job_wait(a0 = job) -> a0 = exit status
# Wait for a job in the foreground to end or stop
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
# Wait for a process that is no job
wait_for_process:
    li      a1, 0
    tail    wait_for

# ---- showing ---------------------------------------------------------------------------------------------------------

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
# What became of a process that it ended
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
# Let a stopped job run on
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
