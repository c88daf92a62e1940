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
interrupted:  .zero 4               # an interactive shell has got SIGINT: commands return until the prompt is back
exit_warned:  .zero 4               # > 0: `exit` has just spoken of stopped jobs

    .text

# set_signal(a0 = signal, a1 = SIG_DFL, SIG_IGN or a handler) - a handler cuts calls short (EINTR)
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

# set_shell_signals(a0 = SIG_DFL or SIG_IGN) - the signals that an interactive shell ignores, and SIGINT, which it notes
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
2:  li      a1, SIG_DFL
    beq     s0, a1, 3f
    la      a1, note_interrupt
3:  li      a0, SIGINT
    call    set_signal
    leave

# note_interrupt() - handler of SIGINT; the kernel keeps all registers
note_interrupt:
    li      t0, 1
    sw      t0, interrupted, t1
    ret

    .section .rodata
shell_signals:
    .byte   SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU, 0
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
# A job without processes yet, with room for that many.
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
# Start a process that is no job: $(...) and here-documents.
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
    call    traps_leave
    leave
