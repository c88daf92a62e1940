# sums: three sums of many numbers each, by a pool of workers
#
# `apply` gives a task to a worker and waits for its result, three times. `async` gives all three away at once, goes on
# with work of its own, and collects the results when they are there. How long it took is in cycles. With `ps` that is run
# in the middle.

.include "start.s"
.include "pool.s"
.include "nap.s"
.include "say.s"
.include "show.s"

usage "sums apply|async WORKERS [NUMBERS [ps]]"

.equ TASKS,     3
.equ NUMBERS,   100000              # of each sum

    .text
# s0 = mode, s1 = numbers of a sum, s2 = when it began, s3 = pieces of own work
main:
    enter   4
    mv      s3, a1
    lw      s0, 4(s3)
    beqz    s0, .Lwrong
    lw      a0, 8(s3)
    beqz    a0, .Lwrong
    call    parse_number
    beqz    a0, .Lwrong
    mv      a1, a0
    la      a0, workers
    call    pool_open
    li      s1, NUMBERS
    lw      a0, 12(s3)
    beqz    a0, 1f
    call    parse_number
    mv      s1, a0
    lw      a1, 16(s3)
    beqz    a1, 1f
    sw      a1, is_watched, t0
    la      a0, look_at_us
    call    start_child
1:  li      s3, 0
    rdcycle s2
    mv      a0, s0
    la_string a1, "apply"
    call    strcmp
    bnez    a0, 2f
    call    synchronous
    j       3f
2:  call    asynchronous
3:  rdcycle t0
    sub     s2, t0, s2
    say_number "the caller did ", s3, " pieces of other work meanwhile\n"
    lw      t0, is_watched          # then the time is also that of ps
    bnez    t0, 4f
    say_number "cycles: ", s2, "\n"
4:
    la      a0, workers
    call    pool_close
    la      a0, workers
    call    pool_join
    li      a0, 0
    leave
.Lwrong:
    j       usage_error

# synchronous() - one task after the other
synchronous:
    enter   2
    li      s0, TASKS
1:  la      a0, workers
    la      a1, sum
    mv      a2, s1
    call    pool_apply
    call    show
    addi    s0, s0, -1
    bnez    s0, 1b
    leave

# asynchronous() - all tasks at once; counts in s3 what the caller does meanwhile
asynchronous:
    enter   2
    la      s0, jobs
1:  la      a0, workers
    la      a1, sum
    mv      a2, s1
    li      a3, 0
    call    pool_apply_async
    sw      a0, 0(s0)
    addi    s0, s0, 4
    la      t0, jobs + 4 * TASKS
    bltu    s0, t0, 1b
    la      s0, jobs
2:  lw      a0, 0(s0)
    call    job_ready
    bnez    a0, 3f
    li      a0, 5000                # other work
    call    compute
    addi    s3, s3, 1
    j       2b
3:  lw      a0, 0(s0)
    call    job_get
    call    show
    addi    s0, s0, 4
    la      t0, jobs + 4 * TASKS
    bltu    s0, t0, 2b
    leave

# look_at_us() - show the processes, in a millisecond
look_at_us:
    enter
    li      a0, 1
    call    nap
    la_string a0, "pid,s,wchan,comm"
    call    show_processes
    li      a0, 0
    leave

# sum(a0 = n) -> a0 = 1 + 2 + ... + n, cut to a word - what a worker does
sum:
    li      t0, 0
1:  add     t0, t0, a0
    addi    a0, a0, -1
    bnez    a0, 1b
    mv      a0, t0
    ret

# show(a0 = result)
show:
    enter   1
    mv      s0, a0
    say_number "result ", s0, "\n"
    leave

    .bss
    .balign 4
workers:    .zero POOL_BYTES
jobs:       .zero 4 * TASKS
is_watched: .zero 4
