# buffer.s: a buffer of four numbers, with a lock and two conditions
#
#            put                                     take
#   producers ---> | number | number | free | free | ---> consumers
#                    first             ^ (first + count) mod 4
#
# A condition is a word that counts its signals. Who waits notes it while it has the lock: a signal that comes before it
# sleeps has changed the word, and then the kernel does not let it sleep.

.include "macros.s"
.include "lock.s"

.equ CAPACITY, 4

    .text
    .globl  buffer_init, buffer_put, buffer_take

# buffer_init()
buffer_init:
    la      t0, count
    sw      zero, 0(t0)
    ret

# buffer_put(a0 = number) - wait until there is room, and put it
buffer_put:
    enter   1
    mv      s0, a0
    la      a0, mutex
    call    lock
1:  lw      t0, count
    li      t1, CAPACITY
    bltu    t0, t1, 2f
    la      a0, has_room
    call    await
    j       1b
2:  lw      t1, first
    add     t1, t1, t0
    andi    t1, t1, CAPACITY - 1
    slli    t1, t1, 2
    la      t2, numbers
    add     t1, t1, t2
    sw      s0, 0(t1)
    addi    t0, t0, 1
    la      t1, count
    sw      t0, 0(t1)
    la      a0, has_number
    call    signal
    la      a0, mutex
    call    unlock
    leave

# buffer_take() -> a0 = the number that was put first; waits until there is one
buffer_take:
    enter   1
    la      a0, mutex
    call    lock
1:  lw      t0, count
    bnez    t0, 2f
    la      a0, has_number
    call    await
    j       1b
2:  addi    t0, t0, -1
    la      t1, count
    sw      t0, 0(t1)
    lw      t0, first
    slli    t1, t0, 2
    la      t2, numbers
    add     t1, t1, t2
    lw      s0, 0(t1)
    addi    t0, t0, 1
    andi    t0, t0, CAPACITY - 1
    la      t1, first
    sw      t0, 0(t1)
    la      a0, has_room
    call    signal
    la      a0, mutex
    call    unlock
    mv      a0, s0
    leave

# await(a0 = condition) - give the lock back, sleep until a signal, and take it again
await:
    enter   2
    mv      s0, a0
    lw      s1, 0(s0)
    la      a0, mutex
    call    unlock
    mv      a0, s0
    mv      a1, s1
    call    futex_wait
    la      a0, mutex
    call    lock
    leave

# signal(a0 = condition) - wake one that waits
signal:
    li      t0, 1
    amoadd.w zero, t0, (a0)
    li      a1, 1
    tail    futex_wake

    .bss
    .balign 4
mutex:  .zero   4
has_room: .zero 4
has_number: .zero 4
first:  .zero   4
count:  .zero   4
numbers: .zero  4 * CAPACITY
