# uthread.s: threads that the kernel knows nothing of
#
# A thread that does not run has its registers on its own stack, and its stack pointer in the table:
#
#   table    | sp of thread 0 | sp of thread 1 | ...      0: the place is free
#                                 |
#                                 v
#   its stack                     | ra s0 ... s11 | what it was at ...
#
# Thread 0 is the program as it began. Threads take turns by their places.

.include "macros.s"

.equ MOST_THREADS,  8
.equ STACK_SIZE,    4096
.equ SAVED_BYTES,   64              # ra and s0 to s11, with room to a multiple of 16

    .text
    .globl  thread_create, thread_yield, thread_exit, thread_count

# thread_create(a0 = routine, a1 = argument) -> a0 = number of a thread that will call routine(argument), or -1
thread_create:
    la      t0, table
    li      t1, 1
1:  li      t2, MOST_THREADS
    bgeu    t1, t2, 3f
    slli    t2, t1, 2
    add     t2, t2, t0
    lw      t3, 0(t2)
    beqz    t3, 2f
    addi    t1, t1, 1
    j       1b
2:  la      t4, stacks              # its stack ends where the next one begins
    addi    t5, t1, 1
    slli    t5, t5, 12
    add     t4, t4, t5
    addi    t4, t4, -SAVED_BYTES
    la      t5, begin
    sw      t5, 0(t4)               # where its first switch returns to
    sw      a0, 4(t4)               # s0 = routine
    sw      a1, 8(t4)               # s1 = argument
    sw      t4, 0(t2)
    mv      a0, t1
    ret
3:  li      a0, -1
    ret

# where a thread starts: s0 = routine, s1 = argument
begin:
    mv      a0, s1
    jalr    s0
    # falls into thread_exit

# thread_exit() - end this thread. Does not return.
thread_exit:
    lw      t0, current
    slli    t0, t0, 2
    la      t1, table
    add     t0, t0, t1
    sw      zero, 0(t0)
    j       next

# thread_yield() - let the next thread run
thread_yield:
    addi    sp, sp, -SAVED_BYTES
    sw      ra, 0(sp)
    .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    sw      s\n, 4 + 4 * \n(sp)
    .endr
    lw      t0, current
    slli    t0, t0, 2
    la      t1, table
    add     t0, t0, t1
    sw      sp, 0(t0)
    # falls into next

# next - go on with the next thread that there is
next:
    lw      t0, current
    la      t1, table
1:  addi    t0, t0, 1
    andi    t0, t0, MOST_THREADS - 1
    slli    t2, t0, 2
    add     t2, t2, t1
    lw      t3, 0(t2)
    beqz    t3, 1b
    la      t1, current
    sw      t0, 0(t1)
    mv      sp, t3
    lw      ra, 0(sp)
    .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    lw      s\n, 4 + 4 * \n(sp)
    .endr
    addi    sp, sp, SAVED_BYTES
    ret

# thread_count() -> a0 = how many threads there are, this one included
thread_count:
    la      t0, table
    li      t1, MOST_THREADS
    li      a0, 1                   # thread 0 may never have been switched away
    addi    t0, t0, 4
1:  addi    t1, t1, -1
    beqz    t1, 2f
    lw      t2, 0(t0)
    addi    t0, t0, 4
    beqz    t2, 1b
    addi    a0, a0, 1
    j       1b
2:  ret

    .bss
    .balign 16
stacks: .zero   STACK_SIZE * MOST_THREADS
table:  .zero   4 * MOST_THREADS
current: .zero  4
