# lock.s: locks for threads, and for processes in memory that they share
#
# A lock is a word: 0 free, 1 held, 2 held and somebody may wait. Taking a free one and giving it back when nobody waits
# need no system call; who has to wait sleeps in the kernel (futex), where the address of the word is what it waits for.

.ifndef LOCK_S
.equ LOCK_S, 1
.include "macros.s"

.equ LOCK_FREE,     0
.equ LOCK_HELD,     1
.equ LOCK_AWAITED,  2

    .text

# lock(a0 = address of the lock) - take it, after waiting until it is free
lock:
    li      t0, LOCK_HELD
1:  lr.w.aq t1, (a0)                # free -> held, in one step that nobody can come between
    bnez    t1, 2f
    sc.w    t1, t0, (a0)
    bnez    t1, 1b
    ret
2:  mv      t3, a0
3:  li      t0, LOCK_AWAITED
    amoswap.w.aq t1, t0, (t3)
    beqz    t1, 4f
    mv      a0, t3
    li      a1, LOCK_AWAITED
    mv      t4, ra
    call    futex_wait
    mv      ra, t4
    j       3b
4:  ret

# unlock(a0 = address of the lock) - give it back, and wake one that waits
unlock:
    amoswap.w.rl t1, zero, (a0)
    li      t0, LOCK_AWAITED
    beq     t1, t0, 1f
    ret
1:  li      a1, 1
    # falls into futex_wake

# futex_wake(a0 = address of a word, a1 = how many) -> a0 = how many that waited there go on
# Changes no t register.
futex_wake:
    mv      a2, a1
    li      a1, FUTEX_WAKE
    li      a3, 0
    li      a4, 0
    li      a5, 0
    syscall futex_time64
    ret

# futex_wait(a0 = address of a word, a1 = value) -> a0 = 0 when woken, or -errno
# Sleeps if the word still has that value; -EAGAIN if it has not. Changes no t register.
futex_wait:
    mv      a2, a1
    li      a1, FUTEX_WAIT
    li      a3, 0
    li      a4, 0
    li      a5, 0
    syscall futex_time64
    ret

.endif
