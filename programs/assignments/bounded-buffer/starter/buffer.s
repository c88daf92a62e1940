# buffer.s: a buffer of four numbers

.include "macros.s"
.include "lock.s"

.equ CAPACITY, 4

    .text
    .globl  buffer_init, buffer_put, buffer_take

# buffer_init()
buffer_init:
    ret

# buffer_put(a0 = number) - wait until there is room, and put it
buffer_put:
    ret

# buffer_take() -> a0 = the number that was put first; waits until there is one
buffer_take:
    li      a0, 1000
    ret

    .bss
    .balign 4
mutex:  .zero   4
numbers: .zero  4 * CAPACITY
