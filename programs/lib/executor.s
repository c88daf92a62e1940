# executor.s: tasks for others, and futures for their results, after Python's concurrent.futures
#
# An executor is a pool (pool.s) of processes or of threads; a future is a job of it.

.ifndef EXECUTOR_S
.equ EXECUTOR_S, 1
.include "macros.s"
.include "pool.s"

.equ EXECUTOR_BYTES, POOL_BYTES

    .text

# executor_of_processes(a0 = executor, a1 = number of workers) -> a0 = 0 or -errno
executor_of_processes:
    j       pool_open

# executor_of_threads(a0 = executor, a1 = number of workers) -> a0 = 0 or -errno
executor_of_threads:
    j       pool_open_threads

# submit_task(a0 = executor, a1 = routine, a2 = argument) -> a0 = future
submit_task:
    li      a3, 0
    j       pool_apply_async

# future_result(a0 = future) -> a0 = the result, a1 = 0 or -ECHILD; waits for it
future_result:
    j       job_get

# future_done(a0 = future) -> a0 = 1 if the result is there, else 0; does not wait
future_done:
    j       job_ready

# future_free(a0 = future) - its record may be used again; it is done
future_free:
    j       job_free

# future_when_done(a0 = future, a1 = callback) - call it with a0 = future, a1 = result when the result is taken, or now if
# it has been
future_when_done:
    enter   2, 16                   # locals: the signals that were blocked
    mv      s0, a0
    mv      s1, a1
    mv      a0, sp
    call    block_notice
    sw      s1, JOB_CALLBACK(s0)
    lw      t0, JOB_IS_DONE(s0)
    beqz    t0, 1f
    mv      a0, s0
    lw      a1, JOB_RESULT(s0)
    jalr    s1
1:  mv      a0, sp
    call    restore_notice
    leave

# executor_shutdown(a0 = executor) - wait until all tasks are done and the workers have ended
executor_shutdown:
    enter   1
    mv      s0, a0
    call    pool_close
    mv      a0, s0
    unwind
    j       pool_join

.endif
