# uthread.s: threads that the kernel knows nothing of

.include "macros.s"

.equ MOST_THREADS,  8
.equ STACK_SIZE,    4096

    .text
    .globl  thread_create, thread_yield, thread_exit, thread_count

# thread_create(a0 = routine, a1 = argument) -> a0 = number of a thread that will call routine(argument), or -1
thread_create:
    li      a0, -1
    ret

# thread_exit() - end this thread. Does not return.
thread_exit:
    li      a0, 1
    syscall exit_group

# thread_yield() - let the next thread run
thread_yield:
    ret

# thread_count() -> a0 = how many threads there are, this one included
thread_count:
    li      a0, 1
    ret

    .bss
    .balign 16
stacks: .zero   STACK_SIZE * MOST_THREADS
