# batchq: show the queue of the batch system
#
# Shows the jobs that wait or run, with -a also those that have ended, and how; -r removes these. -d FOLDER names another
# spool folder than /var/spool/batch.

.include "start.s"
.include "options.s"
.include "spool.s"
.include "batches.s"

usage "batchq [-ar] [-d FOLDER]"

.equ STATE_WIDTH,   10

    .text
main:
    enter   4
    call    options_start
.Lnext_option:
    options "ad:r"
    on_option 'd', .Lset_folder
    bnez    a0, .Lnext_option
    lw      t0, operands
    lw      a1, 0(t0)
    bnez    a1, .Lextra
    lw      a0, spool
    call    spool_numbers
    mv      s0, a0
    mv      s1, a1
    beqz    a0, .Ldone              # there has never been a job
    lbu     t0, given + 'r'
    bnez    t0, .Lnext_job
    print   "  JOB STATE      NAME\n"
.Lnext_job:
    beqz    s1, .Ldone
    lw      s2, 0(s0)
    addi    s0, s0, 4
    addi    s1, s1, -1
    mv      a0, s2
    call    job_state
    beqz    a0, .Lnext_job          # not complete yet
    mv      s3, a0
    lbu     t0, given + 'r'
    bnez    t0, .Lremove
    bnez    a1, 1f
    lbu     t0, given + 'a'
    beqz    t0, .Lnext_job
1:  mv      a0, s2
    li      a1, 5
    call    print_udec_width
    li      a0, ' '
    call    print_char
    mv      a0, s3
    call    print_str
    mv      a0, s3
    call    strlen
    li      s3, STATE_WIDTH
    sub     s3, s3, a0
2:  li      a0, ' '
    call    print_char
    addi    s3, s3, -1
    bgez    s3, 2b
    lw      a0, spool
    mv      a1, s2
    la      a2, job_name
    call    spool_read
    call    print_line
    j       .Lnext_job
.Lremove:
    bnez    a1, .Lnext_job
    lw      a0, spool
    mv      a1, s2
    li      a2, 0
    call    spool_path
    call    remove_tree
    j       .Lnext_job
.Ldone:
    li      a0, 0
    leave
.Lextra:
    j       extra_operand
.Lset_folder:
    la      t0, spool
    sw      a1, 0(t0)
    j       .Lnext_option

# job_state(a0 = number) -> a0 = what to call its state, or 0 while it is being put into the queue,
#                           a1 = 0 when it has ended
job_state:
    enter   1
    mv      s0, a0
    lw      a0, spool
    mv      a1, s0
    la      a2, job_content
    call    spool_has
    beqz    a0, 2f
    lw      a0, spool
    mv      a1, s0
    la      a2, job_status
    call    spool_has
    bnez    a0, 1f
    lw      a0, spool
    mv      a1, s0
    la      a2, job_started
    call    spool_has
    mv      t0, a0
    li      a1, 1
    la_string a0, "waiting"
    beqz    t0, 2f
    la_string a0, "running"
    leave
1:  lw      a0, spool
    mv      a1, s0
    la      a2, job_status
    call    spool_read
    li      a1, 0
2:  leave
