# batchd: the daemon of the batch system
#
# Runs the jobs that batch(1) puts into the spool folder in the order of their numbers, at most -j JOBS at the same time (1
# unless told), each by /bin/sh without a terminal and with its output in the job's folder. A job that was running
# when the daemon ended counts as lost.
#
# -n stays in the foreground, as init wants it; -d FOLDER names another spool folder than /var/spool/batch (in the
# background by its absolute path).
#
# The daemon waits for two things at once, new jobs and the end of running ones, by making one out of the other: the
# handler of SIGCHLD writes a byte into the pipe that the daemon reads.

.include "start.s"
.include "options.s"
.include "daemonize.s"
.include "handler.s"
.include "spool.s"
.include "batches.s"

usage "batchd [-n] [-d FOLDER] [-j JOBS]"

.equ MOST_JOBS,     64

# A job that is running
.equ RUNNING_PROCESS, 0             # 0: no job in this place
.equ RUNNING_NUMBER, 4
.equ RUNNING_BYTES, 8

    .text

# s0 = pipe to wait on, s1 = mark
main:
    enter   2
    call    options_start
.Lnext_option:
    options "d:j:n"
    on_option 'd', .Lset_folder
    on_option 'j', .Lset_jobs
    bnez    a0, .Lnext_option
    lw      t0, operands
    lw      a1, 0(t0)
    bnez    a1, .Lextra
    lw      a0, spool
    call    spool_open
    mv      s0, a0
    bltz    a0, .Lfolder_failed
    lbu     t0, given + 'n'
    bnez    t0, 1f
    call    daemonize
1:  call    open_waker
    li      a0, SIGCHLD
    la      a1, child_changed
    call    on_signal
    call    note_lost_jobs
.Llook:
    call    alloc_mark
    mv      s1, a0
    call    collect_ended
    call    start_waiting
    mv      a0, s1
    call    alloc_release
    mv      a0, s0
    call    spool_wait
    j       .Llook
.Lextra:
    j       extra_operand
.Lset_folder:
    la      t0, spool
    sw      a1, 0(t0)
    j       .Lnext_option
.Lset_jobs:
    mv      s0, a1
    mv      a0, a1
    call    parse_number
    bnez    a1, 2f
    la      t0, most_jobs
    sw      a0, 0(t0)
    addi    a0, a0, -1
    li      t0, MOST_JOBS
    bltu    a0, t0, .Lnext_option
2:  die     "invalid number of jobs '", s0, "' (1 to 64)", zero
.Lfolder_failed:
    mv      a1, a0
    lw      a0, spool
    call    warn_file
    j       exit_failure

# open_waker() - the pipe for the handler, which must not wait when it is full: then there is enough in it
open_waker:
    enter
    lw      a0, spool
    la_string a1, "wake"
    call    join_path
    mv      a1, a0
    li      a0, AT_FDCWD
    li      a2, O_WRONLY | O_NONBLOCK | O_CLOEXEC
    li      a3, 0
    syscall openat
    la      t0, waker
    sw      a0, 0(t0)
    leave

# child_changed() - the handler of SIGCHLD
child_changed:
    lw      a0, waker
    la      a1, waker               # any byte will do
    li      a2, 1
    syscall write
    ret

# note_lost_jobs() - give every job that has begun and not ended the status "lost"
note_lost_jobs:
    enter   3
    lw      a0, spool
    call    spool_numbers
    beqz    a0, 2f
    mv      s0, a0
    mv      s1, a1
1:  beqz    s1, 2f
    lw      s2, 0(s0)
    addi    s0, s0, 4
    addi    s1, s1, -1
    lw      a0, spool
    mv      a1, s2
    la      a2, job_started
    call    spool_has
    beqz    a0, 1b
    lw      a0, spool
    mv      a1, s2
    la      a2, job_status
    call    spool_has
    bnez    a0, 1b
    mv      a0, s2
    la_string a1, "lost"
    call    note_status
    j       1b
2:  leave

# note_status(a0 = number, a1 = text) - how a job has ended
note_status:
    mv      a3, a1
    mv      a1, a0
    la      a2, job_status
    lw      a0, spool
    j       spool_write

# collect_ended() - wait for the children that have ended, and note how
collect_ended:
    enter   1, SIGINFO_BYTES + 32
    .equ    text, SIGINFO_BYTES     # locals: struct siginfo, the status as a text
.Lcollect_next:
    li      a0, P_ALL
    li      a1, 0
    mv      a2, sp
    sw      zero, SIGINFO_PID(sp)
    li      a3, WEXITED | WNOHANG
    li      a4, 0
    syscall waitid
    bltz    a0, .Lcollected         # no child at all
    lw      t0, SIGINFO_PID(sp)
    beqz    t0, .Lcollected
    la      s0, running
    la      t2, running + MOST_JOBS * RUNNING_BYTES
1:  lw      t1, RUNNING_PROCESS(s0)
    beq     t0, t1, 2f
    addi    s0, s0, RUNNING_BYTES
    bltu    s0, t2, 1b
    j       .Lcollect_next          # an orphan, if the daemon runs as process 1
2:  sw      zero, RUNNING_PROCESS(s0)
    la_string a1, "exit "
    lw      t0, SIGINFO_CODE(sp)
    li      t1, CLD_EXITED
    beq     t0, t1, 3f
    la_string a1, "signal "
3:  addi    a0, sp, text
    call    strcpy
    mv      a1, a0
    lw      a0, SIGINFO_STATUS(sp)
    call    write_udec
    lw      a0, RUNNING_NUMBER(s0)
    addi    a1, sp, text
    call    note_status
    j       .Lcollect_next
.Lcollected:
    leave

# start_waiting() - begin the jobs that wait, in order, as long as there is room
start_waiting:
    enter   5
    lw      a0, spool
    call    spool_numbers
    beqz    a0, .Lall_started
    mv      s0, a0
    mv      s1, a1
.Lstart_next:
    beqz    s1, .Lall_started
    lw      s2, 0(s0)
    addi    s0, s0, 4
    addi    s1, s1, -1
    lw      a0, spool
    mv      a1, s2
    la      a2, job_started
    call    spool_has
    bnez    a0, .Lstart_next
    lw      a0, spool
    mv      a1, s2
    la      a2, job_content
    call    spool_has
    beqz    a0, .Lstart_next        # not complete yet
    la      s3, running             # a free place among the first `most_jobs`
    lw      t0, most_jobs
    slli    t0, t0, 3
    add     t0, t0, s3
1:  lw      t1, RUNNING_PROCESS(s3)
    beqz    t1, 2f
    addi    s3, s3, RUNNING_BYTES
    bltu    s3, t0, 1b
    j       .Lall_started
2:  lw      a0, spool
    mv      a1, s2
    la      a2, job_started
    la_string a3, ""
    call    spool_write
    mv      a0, s2
    call    start_job
    sw      a0, RUNNING_PROCESS(s3)
    sw      s2, RUNNING_NUMBER(s3)
    bgtz    a0, .Lstart_next
    sw      zero, RUNNING_PROCESS(s3)
    mv      a0, s2
    la_string a1, "lost"
    call    note_status
    j       .Lstart_next
.Lall_started:
    leave

# start_job(a0 = number) -> a0 = its process, or -errno
start_job:
    enter   2, 16                   # locals: the arguments of the shell
    mv      s0, a0
    call    fork
    beqz    a0, 1f
    leave
1:  syscall setsid                  # so that the whole job can be killed as one group
    li      a0, STDIN
    call    open_null
    lw      a0, spool
    mv      a1, s0
    la      a2, job_output
    call    spool_path
    li      a1, O_TRUNC
    call    open_write
    bltz    a0, 2f
    li      a1, STDOUT
    call    move_descriptor
2:  li      a0, STDOUT
    li      a1, STDERR
    li      a2, 0
    syscall dup3
    lw      a0, spool
    mv      a1, s0
    la      a2, job_content
    call    spool_path
    la_string t0, "/bin/sh"
    sw      t0, 0(sp)
    sw      a0, 4(sp)
    sw      zero, 8(sp)
    mv      a0, sp
    j       run_program

    .data
    .balign 4
most_jobs:      .word 1

    .bss
    .balign 4
waker:          .zero 4             # descriptor that the handler writes to
running:        .zero MOST_JOBS * RUNNING_BYTES
