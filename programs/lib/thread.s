# thread.s: starting and awaiting threads
#
# A thread has a record, which must stay where it is until the thread has been joined:
#
#   THREAD_ALIVE   not 0 while it lives; the kernel clears the word and wakes who waits there
#   THREAD_RESULT  what its routine returned
#   THREAD_STACK   the lowest address of its stack

.ifndef THREAD_S
.equ THREAD_S, 1
.include "macros.s"
.include "share.s"
.include "lock.s"

.equ THREAD_ALIVE,      0
.equ THREAD_RESULT,     4
.equ THREAD_STACK,      8
.equ THREAD_BYTES,      12
.equ THREAD_STACK_SIZE, 16384

    .text

# start_thread(a0 = record, a1 = routine, a2 = argument) -> a0 = number of the thread, or -errno
# The thread calls routine(a0 = argument), and ends when it returns.
start_thread:
    enter   3
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    li      a0, THREAD_STACK_SIZE
    call    map_private
    li      t0, -4096
    bgtu    a0, t0, 2f
    sw      a0, THREAD_STACK(s0)
    li      t0, THREAD_STACK_SIZE - 16
    add     a1, a0, t0              # its stack pointer: what it needs to begin lies there
    sw      s0, 0(a1)
    sw      s1, 4(a1)
    sw      s2, 8(a1)
    li      t0, 1
    sw      t0, THREAD_ALIVE(s0)
    li      a0, CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM | CLONE_CHILD_CLEARTID
    li      a2, 0
    li      a3, 0
    addi    a4, s0, THREAD_ALIVE
    syscall clone
    beqz    a0, .Lthread_begins
2:  leave
.Lthread_begins:
    lw      s0, 0(sp)
    lw      t0, 4(sp)
    lw      a0, 8(sp)
    jalr    t0
    sw      a0, THREAD_RESULT(s0)
    li      a0, 0
    syscall exit

# join_thread(a0 = record) -> a0 = what its routine returned; waits until the thread has ended
join_thread:
    enter   1
    mv      s0, a0
1:  lw      a1, THREAD_ALIVE(s0)
    beqz    a1, 2f
    addi    a0, s0, THREAD_ALIVE
    call    futex_wait
    j       1b
2:  lw      a0, THREAD_STACK(s0)
    li      a1, THREAD_STACK_SIZE
    syscall munmap
    lw      a0, THREAD_RESULT(s0)
    leave

.endif
