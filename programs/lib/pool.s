# pool.s: a pool of workers that are fed over pipes, after Python's multiprocessing.Pool
#
#                 tasks                             results
#   pool_apply... ----> (pipe) ----> worker 1 ----> (pipe) ----> job_get, job_ready, callbacks
#                              \---> worker 2 ----/
#                               \--> worker 3 ---/
#
# A task is a routine and an argument; its result is a word. Workers that have nothing to do all wait in a read of the pipe
# of tasks, and the kernel gives each task to one of them. A message is shorter than PIPE_BUF: it goes through a pipe whole.
#
# Workers are processes: they were made from the caller by fork, so that they know its routines, but what a routine writes
# is seen by its worker alone. In a pool of threads (pool_open_threads) it is seen by all.
#
# A worker that its task ends takes the result with it: who waits for that one waits until no worker is left.
#
#   pool_open, pool_open_threads    make the workers
#   pool_apply                      a task, and wait for its result
#   pool_apply_async                a task, and go on: gives a job
#   job_get, job_ready, job_free    wait for the result of a job; ask whether it is there; give the job back
#   pool_poll                       take what results there are, and call the callbacks of their jobs
#   pool_notify                     from now on callbacks are called as soon as there is a result (by SIGIO)
#   pool_map                        the same routine for each word of a list
#   pool_close, pool_join           no more tasks; wait until all are done and the workers have ended
#   pool_terminate                  end the workers now

.ifndef POOL_S
.equ POOL_S, 1
.include "macros.s"
.include "alloc.s"
.include "children.s"
.include "handler.s"
.include "thread.s"

# A pool. The caller has room for it.
.equ POOL_TASKS,        0           # ends of the pipe of tasks: to read, to write
.equ POOL_RESULTS,      8           # ends of the pipe of results
.equ POOL_COUNT,        16          # number of workers
.equ POOL_WORKERS,      20          # their process ids, or the records of the threads
.equ POOL_HAS_THREADS,  24
.equ POOL_PENDING,      28          # how many results are to come
.equ POOL_FREE_JOBS,    32          # jobs to use again
.equ POOL_NOTIFIES,     36
.equ POOL_NEXT,         40          # the pool that was opened before
.equ POOL_BYTES,        44

# A job: a task that was given to a pool.
.equ JOB_IS_DONE,       0
.equ JOB_RESULT,        4
.equ JOB_CALLBACK,      8           # called with a0 = job, a1 = result when the result is taken; or 0
.equ JOB_CONTEXT,       12          # for the callback, to use as it likes
.equ JOB_POOL,          16
.equ JOB_NEXT,          20          # the next free job
.equ JOB_BYTES,         24

# Messages.
.equ TASK_JOB,          0           # 0 for a job that nobody waits for any more
.equ TASK_ROUTINE,      4
.equ TASK_ARGUMENT,     8
.equ TASK_BYTES,        12
.equ RESULT_JOB,        0
.equ RESULT_VALUE,      4
.equ RESULT_BYTES,      8

    .text

# pool_open_threads(a0 = pool, a1 = number of workers) -> a0 = 0 or -errno
pool_open_threads:
    li      a2, 1
    j       .Lpool_open

# pool_open(a0 = pool, a1 = number of workers) -> a0 = 0 or -errno
pool_open:
    li      a2, 0
.Lpool_open:
    enter   3, 16                   # locals: the signals that were blocked
    mv      s0, a0
    mv      s1, a1
    sw      a1, POOL_COUNT(s0)
    sw      a2, POOL_HAS_THREADS(s0)
    sw      zero, POOL_PENDING(s0)
    sw      zero, POOL_FREE_JOBS(s0)
    sw      zero, POOL_NOTIFIES(s0)
    addi    a0, s0, POOL_TASKS
    li      a1, O_CLOEXEC
    syscall pipe2
    bltz    a0, .Lopen_failed
    addi    a0, s0, POOL_RESULTS
    li      a1, O_CLOEXEC
    syscall pipe2
    bltz    a0, .Lopen_without_results
    lw      a0, POOL_TASKS + 4(s0)  # a full pipe of tasks must not stop us: then results are taken first
    li      a1, F_SETFL
    li      a2, O_WRONLY | O_NONBLOCK
    syscall fcntl64
    li      a0, THREAD_BYTES
    mul     a0, a0, s1
    call    alloc
    sw      a0, POOL_WORKERS(s0)
    la      t0, open_pools
    lw      t1, 0(t0)
    sw      t1, POOL_NEXT(s0)
    sw      s0, 0(t0)
    mv      a0, sp
    call    block_notice          # threads leave the signal to us
    li      s2, 0
1:  beq     s2, s1, 2f
    mv      a0, s0
    mv      a1, s2
    call    .Lstart_worker
    bltz    a0, .Lopen_with_few
    addi    s2, s2, 1
    j       1b
2:  mv      a0, sp
    call    restore_notice
    lw      t0, POOL_HAS_THREADS(s0)
    bnez    t0, 3f
    lw      a0, POOL_RESULTS + 4(s0)    # so that the pipe ends when the last worker does
    syscall close
    li      t0, -1
    sw      t0, POOL_RESULTS + 4(s0)
3:  li      a0, 0
    leave
.Lopen_with_few:
    mv      s1, a0
    sw      s2, POOL_COUNT(s0)
    mv      a0, sp
    call    restore_notice
    mv      a0, s0
    call    pool_terminate
    mv      a0, s1
    leave
.Lopen_without_results:
    mv      s1, a0
    addi    a0, s0, POOL_TASKS
    call    .Lclose_pair
    mv      a0, s1
.Lopen_failed:
    leave

# .Lstart_worker(a0 = pool, a1 = its place) -> a0 < 0 if it could not be made
.Lstart_worker:
    enter   2
    mv      s0, a0
    mv      s1, a1
    lw      t0, POOL_HAS_THREADS(s0)
    bnez    t0, 1f
    mv      a1, a0
    la      a0, .Lworker_process
    call    start_child
    bltz    a0, 2f
    lw      t0, POOL_WORKERS(s0)
    slli    t1, s1, 2
    add     t0, t0, t1
    sw      a0, 0(t0)
2:  leave
1:  lw      a0, POOL_WORKERS(s0)
    li      t0, THREAD_BYTES
    mul     t0, t0, s1
    add     a0, a0, t0
    la      a1, .Lwork
    mv      a2, s0
    call    start_thread
    leave

# .Lworker_process(a0 = pool) -> a0 = 0 when there are no more tasks
# It closes the ends of pipes that are not its own: else a pipe would never end.
.Lworker_process:
    enter   2
    mv      s0, a0
    li      a0, SIGIO
    li      a1, SIG_DFL
    call    on_signal
    lw      s1, open_pools
1:  lw      a0, POOL_TASKS + 4(s1)
    syscall close
    lw      a0, POOL_RESULTS(s1)
    syscall close
    lw      s1, POOL_NEXT(s1)
    bnez    s1, 1b
    mv      a0, s0
    call    .Lwork
    leave

# .Lwork(a0 = pool) -> a0 = 0 when there are no more tasks - what a worker does
.Lwork:
    enter   1, TASK_BYTES + RESULT_BYTES
    .equ    task, 0
    .equ    result, TASK_BYTES
    mv      s0, a0
1:  lw      a0, POOL_TASKS(s0)
    addi    a1, sp, task
    li      a2, TASK_BYTES
    call    read_some
    li      t0, TASK_BYTES
    bne     a0, t0, 2f
    lw      t0, task + TASK_ROUTINE(sp)
    lw      a0, task + TASK_ARGUMENT(sp)
    jalr    t0
    sw      a0, result + RESULT_VALUE(sp)
    lw      t0, task + TASK_JOB(sp)
    sw      t0, result + RESULT_JOB(sp)
    lw      a0, POOL_RESULTS + 4(s0)
    addi    a1, sp, result
    li      a2, RESULT_BYTES
    call    write_all
    beqz    a0, 1b
2:  li      a0, 0
    leave

# pool_apply(a0 = pool, a1 = routine, a2 = argument) -> a0 = its result, a1 = 0, or -ECHILD if no worker is left
# Waits for the result: blocked, in a read of the pipe of results.
pool_apply:
    enter   2
    li      a3, 0
    call    pool_apply_async
    mv      s0, a0
    call    job_get
    mv      s1, a0
    mv      a0, s0
    mv      s0, a1
    call    job_free
    mv      a0, s1
    mv      a1, s0
    leave

# pool_apply_async(a0 = pool, a1 = routine, a2 = argument, a3 = callback or 0) -> a0 = job
# Returns at once; only when more tasks wait than a pipe holds does it take results until there is room.
pool_apply_async:
    enter   3, TASK_BYTES + 12      # locals: the message, and the signals that were blocked
    mv      s0, a0
    mv      s1, a3
    sw      a1, TASK_ROUTINE(sp)
    sw      a2, TASK_ARGUMENT(sp)
    addi    a0, sp, TASK_BYTES
    call    block_notice
    lw      s2, POOL_FREE_JOBS(s0)
    beqz    s2, 1f
    lw      t0, JOB_NEXT(s2)
    sw      t0, POOL_FREE_JOBS(s0)
    j       2f
1:  li      a0, JOB_BYTES
    call    alloc
    mv      s2, a0
2:  sw      zero, JOB_IS_DONE(s2)
    sw      s1, JOB_CALLBACK(s2)
    sw      s0, JOB_POOL(s2)
    sw      s2, TASK_JOB(sp)
    lw      t0, POOL_PENDING(s0)
    addi    t0, t0, 1
    sw      t0, POOL_PENDING(s0)
3:  lw      a0, POOL_TASKS + 4(s0)
    mv      a1, sp
    li      a2, TASK_BYTES
    syscall write
    li      t0, -EAGAIN
    bne     a0, t0, 4f
    mv      a0, s0
    call    .Ltake
    bgez    a0, 3b
4:  addi    a0, sp, TASK_BYTES
    call    restore_notice
    mv      a0, s2
    leave

# job_get(a0 = job) -> a0 = its result, a1 = 0, or -ECHILD if no worker is left to give it
job_get:
    enter   2, 16                   # locals: the signals that were blocked
    mv      s0, a0
    lw      s1, JOB_POOL(s0)
    mv      a0, sp
    call    block_notice
    li      a0, 0
1:  lw      t0, JOB_IS_DONE(s0)
    bnez    t0, 2f
    mv      a0, s1
    call    .Ltake
    bgez    a0, 1b
2:  mv      s1, a0
    mv      a0, sp
    call    restore_notice
    lw      a0, JOB_RESULT(s0)
    lw      t0, JOB_IS_DONE(s0)
    li      a1, 0
    bnez    t0, 3f
    mv      a1, s1
3:  leave

# job_ready(a0 = job) -> a0 = 1 if its result is there, else 0; takes what results there are, and does not wait
job_ready:
    enter   1
    mv      s0, a0
    lw      a0, JOB_POOL(s0)
    call    pool_poll
    lw      a0, JOB_IS_DONE(s0)
    leave

# job_free(a0 = job) - its record may be used again; the job is done
job_free:
    enter   1, 16
    mv      s0, a0
    mv      a0, sp
    call    block_notice
    lw      t0, JOB_POOL(s0)
    lw      t1, POOL_FREE_JOBS(t0)
    sw      t1, JOB_NEXT(s0)
    sw      s0, POOL_FREE_JOBS(t0)
    mv      a0, sp
    call    restore_notice
    leave

# pool_poll(a0 = pool) - take what results there are, and call the callbacks of their jobs; does not wait
pool_poll:
    enter   1, 32                   # locals: struct pollfd, a time of 0, and the signals that were blocked
    .equ    fd, 0
    .equ    now, POLLFD_BYTES
    .equ    mask, POLLFD_BYTES + TIMESPEC_BYTES
    mv      s0, a0
    addi    a0, sp, mask
    call    block_notice
1:  lw      t0, POOL_PENDING(s0)
    beqz    t0, 2f
    lw      t0, POOL_RESULTS(s0)
    sw      t0, fd + POLLFD_FD(sp)
    li      t0, POLLIN
    sw      t0, fd + POLLFD_EVENTS(sp)  # and no events yet
    sw      zero, now + TIMESPEC_SEC(sp)
    sw      zero, now + TIMESPEC_SEC + 4(sp)
    sw      zero, now + TIMESPEC_NSEC(sp)
    sw      zero, now + TIMESPEC_NSEC + 4(sp)
    addi    a0, sp, fd
    li      a1, 1
    addi    a2, sp, now
    li      a3, 0
    li      a4, SIGSET_BYTES
    syscall ppoll_time64
    blez    a0, 2f
    mv      a0, s0
    call    .Ltake
    bgez    a0, 1b
2:  addi    a0, sp, mask
    call    restore_notice
    leave

# .Ltake(a0 = pool) -> a0 = 0, or -ECHILD at the end of the pipe - wait for a result and give it to its job
.Ltake:
    enter   2, RESULT_BYTES
    mv      s0, a0
    lw      a0, POOL_RESULTS(s0)
    mv      a1, sp
    li      a2, RESULT_BYTES
    call    read_some
    li      t0, RESULT_BYTES
    bne     a0, t0, 2f
    lw      t0, POOL_PENDING(s0)
    addi    t0, t0, -1
    sw      t0, POOL_PENDING(s0)
    lw      a0, RESULT_JOB(sp)
    lw      a1, RESULT_VALUE(sp)
    call    .Lfinish
    li      a0, 0
    leave
2:  li      a0, -ECHILD
    leave

# .Lfinish(a0 = job, a1 = result)
.Lfinish:
    sw      a1, JOB_RESULT(a0)
    li      t0, 1
    sw      t0, JOB_IS_DONE(a0)
    lw      t0, JOB_CALLBACK(a0)
    beqz    t0, 1f
    jr      t0
1:  ret

# pool_map(a0 = pool, a1 = routine, a2 = words, a3 = how many, a4 = results) -> a0 = 0, or -ECHILD if no worker is left
# Calls the routine for each word, on all workers, and puts the results in the same order. The lists may be the same.
pool_map:
    enter   6
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    mv      s3, a3
    mv      s4, a4
    slli    a0, a3, 2
    call    alloc
    mv      s5, a0                  # the jobs
    li      t1, 0
1:  beq     t1, s3, 2f
    slli    t0, t1, 2
    add     a2, s2, t0
    lw      a2, 0(a2)
    mv      a1, s1
    li      a3, 0
    mv      a0, s0
    addi    sp, sp, -16
    sw      t1, 0(sp)
    call    pool_apply_async
    lw      t1, 0(sp)
    addi    sp, sp, 16
    slli    t0, t1, 2
    add     t0, t0, s5
    sw      a0, 0(t0)
    addi    t1, t1, 1
    j       1b
2:  mv      s1, s5
    li      s2, 0                   # what went wrong
3:  beqz    s3, 5f
    lw      a0, 0(s1)
    call    job_get
    sw      a0, 0(s4)
    beqz    a1, 4f
    mv      s2, a1
4:  lw      a0, 0(s1)
    call    job_free
    addi    s1, s1, 4
    addi    s4, s4, 4
    addi    s3, s3, -1
    j       3b
5:  mv      a0, s2
    leave

# pool_notify(a0 = pool) - let a signal, SIGIO, tell us of results: callbacks are called then, whatever we are doing
# A callback must not use what it may interrupt.
pool_notify:
    enter   1
    mv      s0, a0
    li      t0, 1
    sw      t0, POOL_NOTIFIES(s0)
    li      a0, SIGIO
    la      a1, .Lnotice
    call    on_signal
    syscall getpid
    mv      a2, a0
    lw      a0, POOL_RESULTS(s0)
    li      a1, F_SETOWN
    syscall fcntl64
    lw      a0, POOL_RESULTS(s0)
    li      a1, F_SETFL
    li      a2, O_RDONLY | O_ASYNC
    syscall fcntl64
    mv      a0, s0
    call    pool_poll               # what came before
    leave

# .Lnotice(a0 = signal) - there may be results
.Lnotice:
    enter   1
    lw      s0, open_pools
1:  beqz    s0, 3f
    lw      t0, POOL_NOTIFIES(s0)
    beqz    t0, 2f
    mv      a0, s0
    call    pool_poll
2:  lw      s0, POOL_NEXT(s0)
    j       1b
3:  leave

# pool_close(a0 = pool) - there will be no more tasks: workers end when they have done what there is
pool_close:
    enter   1
    mv      s0, a0
    lw      a0, POOL_TASKS + 4(s0)
    bltz    a0, 1f
    syscall close
    li      t0, -1
    sw      t0, POOL_TASKS + 4(s0)
1:  leave

# pool_join(a0 = pool) - after pool_close or pool_terminate: take all results, and wait until the workers have ended
pool_join:
    enter   3, 16                   # locals: the signals that were blocked
    mv      s0, a0
    mv      a0, sp
    call    block_notice
1:  lw      t0, POOL_PENDING(s0)
    beqz    t0, 2f
    mv      a0, s0
    call    .Ltake
    bgez    a0, 1b
    sw      zero, POOL_PENDING(s0)  # nobody is left to give them
2:  lw      s1, POOL_WORKERS(s0)
    lw      s2, POOL_COUNT(s0)
    sw      zero, POOL_COUNT(s0)
3:  beqz    s2, 5f
    lw      t0, POOL_HAS_THREADS(s0)
    bnez    t0, 4f
    lw      a0, 0(s1)
    li      a1, 0
    call    wait_for
    addi    s1, s1, 4
    addi    s2, s2, -1
    j       3b
4:  mv      a0, s1
    call    join_thread
    addi    s1, s1, THREAD_BYTES
    addi    s2, s2, -1
    j       3b
5:  addi    a0, s0, POOL_TASKS
    call    .Lclose_pair
    addi    a0, s0, POOL_RESULTS
    call    .Lclose_pair
    la      t0, open_pools          # take it out of the list
6:  lw      t1, 0(t0)
    beqz    t1, 8f
    beq     t1, s0, 7f
    addi    t0, t1, POOL_NEXT
    j       6b
7:  lw      t1, POOL_NEXT(s0)
    sw      t1, 0(t0)
8:  mv      a0, sp
    call    restore_notice
    leave

# pool_terminate(a0 = pool) - end the workers without waiting for their tasks, and join
# Processes are killed. Threads cannot be: they do the task that each has, and those that still wait are dropped.
pool_terminate:
    enter   2, TASK_BYTES
    mv      s0, a0
    call    pool_close
    lw      t0, POOL_HAS_THREADS(s0)
    bnez    t0, 3f
    lw      s1, POOL_COUNT(s0)
1:  beqz    s1, 2f
    addi    s1, s1, -1
    lw      t0, POOL_WORKERS(s0)
    slli    t1, s1, 2
    add     t0, t0, t1
    lw      a0, 0(t0)
    li      a1, SIGKILL
    syscall kill
    j       1b
2:  lw      t0, POOL_RESULTS + 4(s0)
    bltz    t0, 4f
    mv      a0, t0                  # of a pool that could not be opened
    syscall close
    li      t0, -1
    sw      t0, POOL_RESULTS + 4(s0)
    j       4f
3:  lw      a0, POOL_TASKS(s0)      # after the end of the pipe this does not wait
    mv      a1, sp
    li      a2, TASK_BYTES
    call    read_some
    li      t0, TASK_BYTES
    bne     a0, t0, 4f
    lw      t0, POOL_PENDING(s0)
    addi    t0, t0, -1
    sw      t0, POOL_PENDING(s0)
    j       3b
4:  mv      a0, s0
    unwind
    j       pool_join

# .Lclose_pair(a0 = address of two descriptors, or -1)
.Lclose_pair:
    mv      t0, a0
    lw      a0, 0(t0)
    bltz    a0, 1f
    syscall close
1:  lw      a0, 4(t0)
    bltz    a0, 2f
    syscall close
2:  li      t1, -1
    sw      t1, 0(t0)
    sw      t1, 4(t0)
    ret

# block_notice(a0 = room for a set) - no callback may come between; puts the blocked signals there
block_notice:
    mv      a2, a0
    li      a0, SIG_BLOCK
    la      a1, .Lnotice_set
    li      a3, SIGSET_BYTES
    syscall rt_sigprocmask
    ret

# restore_notice(a0 = set that block_notice gave)
restore_notice:
    mv      a1, a0
    li      a0, SIG_SETMASK
    li      a2, 0
    li      a3, SIGSET_BYTES
    syscall rt_sigprocmask
    ret

    .section .rodata.tables, "a"
    .balign 8
.Lnotice_set:   .word 1 << (SIGIO - 1), 0

    .bss
    .balign 4
open_pools:     .zero 4             # the pool that was opened last

.endif
