# spool.s: queues of jobs, kept as folders
#
#   FOLDER/wake         a named pipe: a byte in it wakes the daemon
#   FOLDER/NUMBER/      a job; mkdir gives each number to one process only
#     name              what the user calls it
#     new               what is to be done, while it is being written
#     job               the same, complete: rename makes it appear at once, and puts the job into the queue
#   and what the daemon adds about it
#
# Jobs are done in the order of their numbers. Everything is in files: a daemon that is killed and started again finds
# its queue as it was.

.ifndef SPOOL_S
.equ SPOOL_S, 1
.include "macros.s"
.include "decimal.s"
.include "directory.s"
.include "folders.s"
.include "fifo.s"
.include "io.s"
.include "lines.s"
.include "merge.s"
.include "tree.s"

.equ JOB_NAME_SIZE,     256

    .text

# spool_open(a0 = folder) -> a0 = descriptor of its pipe for a daemon to wait on, or -errno; makes what is missing
# It is open for reading and writing: so there is always a writer, and a reader never finds its end.
spool_open:
    enter   1
    mv      s0, a0
    call    make_folder
    bltz    a0, 1f
    mv      a0, s0
    la      a1, .Lspool_wake
    call    join_path
    mv      s0, a0
    li      a1, 0622                # everybody may write
    call    make_fifo
    beqz    a0, 2f
    li      t0, -EEXIST
    bne     a0, t0, 1f
2:  li      a0, AT_FDCWD
    mv      a1, s0
    li      a2, O_RDWR | O_CLOEXEC
    li      a3, 0
    syscall openat
1:  leave

# spool_wait(a0 = descriptor of spool_open) - until somebody wakes the daemon, maybe several times at once
spool_wait:
    enter   0, 256
    mv      a1, sp
    li      a2, 256
    call    read_some
    leave

# spool_wake(a0 = folder) -> a0 = 0, or -errno: -ENXIO or -ENOENT when no daemon serves this folder
spool_wake:
    enter   1
    la      a1, .Lspool_wake
    call    join_path
    mv      a1, a0
    li      a0, AT_FDCWD
    li      a2, O_WRONLY | O_NONBLOCK   # without a reader this fails instead of waiting for one
    li      a3, 0
    syscall openat
    bltz    a0, 1f
    mv      s0, a0
    la      a1, .Lspool_wake        # any byte will do
    li      a2, 1
    syscall write                   # when the pipe is full there is enough to wake the daemon
    mv      a0, s0
    syscall close
    li      a0, 0
1:  leave

# spool_numbers(a0 = folder) -> a0 = numbers of the jobs in it, in rising order, a1 = how many; a0 = 0, a1 = -errno
spool_numbers:
    enter   4
    call    read_directory
    beqz    a0, 3f
    mv      s0, a0
    mv      s1, a0                  # the list of numbers grows over the list of names
    li      s2, 0
1:  lw      a0, 0(s1)
    beqz    a0, 2f
    addi    s1, s1, 4
    call    parse_number
    bnez    a1, 1b
    slli    t0, s2, 2
    add     t0, t0, s0
    sw      a0, 0(t0)
    addi    s2, s2, 1
    j       1b
2:  mv      a0, s0
    mv      a1, s2
    la      a2, .Lspool_compare
    call    sort_words
    mv      a0, s0
    mv      a1, s2
3:  leave

.Lspool_compare:
    sub     a0, a0, a1
    ret

# spool_path(a0 = folder, a1 = number, a2 = name or 0) -> a0 = "FOLDER/NUMBER/NAME" or "FOLDER/NUMBER", in new memory
spool_path:
    enter   2, 16                   # locals: the number
    mv      s0, a0
    mv      s1, a2
    mv      a0, a1
    mv      a1, sp
    call    write_udec
    mv      a0, s0
    mv      a1, sp
    call    join_path
    beqz    s1, 1f
    mv      a1, s1
    call    join_path
1:  leave

# spool_has(a0 = folder, a1 = number, a2 = name) -> a0 = 1 when the job has such a file, else 0
spool_has:
    enter
    call    spool_path
    unwind
    j       exists

# spool_write(a0 = folder, a1 = number, a2 = name, a3 = text) -> a0 = 0 or -errno; makes a file of the job
spool_write:
    enter   2
    mv      s1, a3
    call    spool_path
    li      a1, O_TRUNC
    call    open_write
    bltz    a0, 1f
    mv      s0, a0
    mv      a0, s1
    call    strlen
    mv      a2, a0
    mv      a1, s1
    mv      a0, s0
    call    write_all
    mv      s1, a0
    mv      a0, s0
    syscall close
    mv      a0, s1
1:  leave

# spool_read(a0 = folder, a1 = number, a2 = name) -> a0 = the text in this file of the job, at most JOB_NAME_SIZE - 1
#                                                     bytes, in new memory; empty when there is no such file
spool_read:
    enter   2
    call    spool_path
    mv      s0, a0
    li      a0, JOB_NAME_SIZE
    call    alloc
    mv      s1, a0
    sb      zero, 0(s1)
    mv      a0, s0
    call    open_read
    bltz    a0, 1f
    mv      s0, a0
    mv      a1, s1
    li      a2, JOB_NAME_SIZE - 1
    call    read_some
    blez    a0, 2f
    add     t0, s1, a0
    sb      zero, 0(t0)
2:  mv      a0, s0
    syscall close
1:  mv      a0, s1
    leave

# spool_submit(a0 = folder, a1 = descriptor, a2 = name) -> a0 = number of a new job that has what is read from the
#                                                          descriptor, or -errno
spool_submit:
    enter   5
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    call    spool_numbers
    beqz    a0, .Lsubmit_failed
    li      s3, 1
    beqz    a1, 1f
    slli    a1, a1, 2
    add     a0, a0, a1
    lw      s3, -4(a0)              # one more than the last
    addi    s3, s3, 1
1:  mv      a0, s0
    mv      a1, s3
    li      a2, 0
    call    spool_path
    li      a1, 0777
    call    make_directory
    beqz    a0, 2f
    mv      a1, a0
    li      t0, -EEXIST
    bne     a0, t0, .Lsubmit_failed
    addi    s3, s3, 1               # somebody else was faster
    j       1b
2:  mv      a0, s0
    mv      a1, s3
    la      a2, job_name
    mv      a3, s2
    call    spool_write
    mv      a1, a0
    bltz    a0, .Lsubmit_failed
    mv      a0, s0
    mv      a1, s3
    la      a2, .Lspool_new
    call    spool_path
    mv      s4, a0
    li      a1, O_TRUNC
    call    open_write
    mv      a1, a0
    bltz    a0, .Lsubmit_failed
    mv      s2, a0
    mv      a0, s1
    mv      a1, s2
    call    copy_all
    or      s1, a0, a1
    mv      a0, s2
    syscall close
    mv      a1, s1
    bltz    s1, .Lsubmit_failed
    mv      a0, s0
    mv      a1, s3
    la      a2, job_content
    call    spool_path
    mv      a3, a0
    li      a0, AT_FDCWD
    mv      a1, s4
    li      a2, AT_FDCWD
    li      a4, 0
    syscall renameat2
    mv      a1, a0
    bltz    a0, .Lsubmit_failed
    mv      a0, s3
    leave
.Lsubmit_failed:
    mv      a0, a1
    leave

    .section .rodata
.Lspool_wake:   .asciz "wake"
.Lspool_new:    .asciz "new"
job_name:       .asciz "name"
job_content:    .asciz "job"

.endif
