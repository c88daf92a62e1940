# submit.s: what lpr and batch have in common: putting files into a queue

.ifndef SUBMIT_S
.equ SUBMIT_S, 1
.include "macros.s"
.include "errors.s"
.include "inputs.s"
.include "path.s"
.include "spool.s"

    .text

# submit_file(a0 = folder, a1 = descriptor, a2 = file name) -> a0 = number of the new job, or -errno
# Wakes the daemon; says so on standard error when there is none, since the job will wait for it.
submit_file:
    enter   2
    mv      s0, a0
    mv      s1, a1
    mv      a0, a2
    call    .Lsubmit_name
    mv      a2, a0
    mv      a1, s1
    mv      a0, s0
    call    spool_submit
    mv      s1, a0
    bltz    a0, 1f
    mv      a0, s0
    call    spool_wake
    bgez    a0, 1f
    warn    "no daemon serves ", s0, ": the job waits for one", zero
1:  mv      a0, s1
    leave

# The name of a job: the last part of the file's, "stdin" for standard input.
.Lsubmit_name:
    lbu     t0, 0(a0)
    lbu     t1, 1(a0)
    li      t2, '-'
    bne     t0, t2, 1f
    bnez    t1, 1f
    la_string a0, "stdin"
    ret
1:  j       basename

.endif
