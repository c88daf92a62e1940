# batches.s: where the queue of the batch system is, and what its daemon notes about a job

.ifndef BATCHES_S
.equ BATCHES_S, 1

    .data
    .balign 4
spool:          .word .Lbatch_spool

    .section .rodata
.Lbatch_spool:  .asciz "/var/spool/batch"
job_started:    .asciz "started"    # there while the job runs, and afterwards
job_output:     .asciz "output"     # what it printed
job_status:     .asciz "status"     # how it ended: "exit 0", "signal 9", "lost"

    .text
.endif
