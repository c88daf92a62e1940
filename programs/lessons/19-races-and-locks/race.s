# race: two threads count together in one variable

.include "start.s"
.include "thread.s"
.include "say.s"

usage "race"

.equ TIMES, 2000                    # how often each of them adds 1

    .text
main:
    enter   1
    la      a0, first
    la      a1, count
    call    start_thread
    la      a0, second
    la      a1, count
    call    start_thread
    la      a0, first
    call    join_thread
    la      a0, second
    call    join_thread
    lw      s0, counter
    say_number "counted to ", s0, " of 4000\n"
    li      a0, 0
    leave

# count() - what each thread does
count:
    enter   2
    li      s0, TIMES
    la      s1, counter
1:
    lw      t0, 0(s1)
    addi    t0, t0, 1
    sw      t0, 0(s1)
    addi    s0, s0, -1
    bnez    s0, 1b
    leave

    .bss
    .balign 4
counter:    .zero 4
mutex:      .zero 4                 # a lock of lock.s
first:      .zero THREAD_BYTES
second:     .zero THREAD_BYTES
