# batch: put scripts into the queue of the batch system
#
# Each file, or standard input, is a script for the shell, and becomes a job that batchd(1) runs when its turn comes. The
# number of the job is printed. -w waits for the end of each job, prints what it printed, and takes its exit status;
# -d FOLDER names another spool folder than /var/spool/batch.

.include "start.s"
.include "options.s"
.include "duration.s"
.include "submit.s"
.include "batches.s"

usage "batch [-w] [-d FOLDER] [FILE...]"

.equ LOOK_EVERY,    50000000        # nanoseconds between two looks at a job that is waited for
.equ STATUS_LOST,   125

    .text
main:
    enter
    call    options_start
.Lnext_option:
    options "d:w"
    on_option 'd', .Lset_folder
    bnez    a0, .Lnext_option
    lw      a0, spool
    call    make_folder
    la      a0, submit
    call    each_input
    bnez    a0, 1f
    lw      a0, status
1:  leave
.Lset_folder:
    la      t0, spool
    sw      a1, 0(t0)
    j       .Lnext_option

# submit(a0 = descriptor, a1 = name) -> a0 = 0 or -errno
submit:
    enter   1
    mv      a2, a1
    mv      a1, a0
    lw      a0, spool
    call    submit_file
    bltz    a0, 2f
    mv      s0, a0
    lbu     t0, given + 'w'
    bnez    t0, 1f
    print   "job "
    mv      a0, s0
    call    print_udec
    print   "\n"
    li      a0, 0
    leave
1:  mv      a0, s0
    unwind
    j       await_job
2:  leave

# await_job(a0 = number) -> a0 = 0 or -errno; prints the job's output when it has ended, and notes its status
await_job:
    enter   2
    mv      s0, a0
1:  lw      a0, spool
    mv      a1, s0
    la      a2, job_status
    call    spool_has
    bnez    a0, 2f
    li      a0, 0
    li      a1, LOOK_EVERY
    call    pause
    j       1b
2:  lw      a0, spool
    mv      a1, s0
    la      a2, job_output
    call    spool_path
    call    open_read
    bltz    a0, 3f
    mv      s1, a0
    li      a1, STDOUT
    call    copy_all
    mv      a0, s1
    syscall close
3:  lw      a0, spool
    mv      a1, s0
    la      a2, job_status
    call    spool_read
    mv      s0, a0
    la_string a1, "exit "
    li      a2, 5
    call    strncmp
    addi    s1, s0, 5               # the number
    li      t3, 0                   # what it means as an exit status
    beqz    a0, 4f
    mv      a0, s0
    la_string a1, "signal "
    li      a2, 7
    call    strncmp
    addi    s1, s0, 7
    li      t3, 128
    beqz    a0, 4f
    li      a0, STATUS_LOST
    j       5f
4:  mv      s0, t3
    mv      a0, s1
    call    parse_udec
    add     a0, a0, s0
5:  la      t0, status
    sw      a0, 0(t0)
    li      a0, 0
    leave

    .bss
    .balign 4
status:         .zero 4             # exit status
