# alloc.s: memory from the top of the heap
#
# A bump allocator: each block follows the one before, and the kernel moves the break up when they reach it.
# Blocks are not freed one by one; alloc_mark and alloc_release give back everything after a point:
#
#   | blocks ... | free        |
#   +------------+-------------+
#   heap start   heap_next     heap_end = the break

.ifndef ALLOC_S
.equ ALLOC_S, 1
.include "macros.s"

.equ HEAP_STEP, 65536               # the break moves by multiples of this

    .text

# alloc(a0 = bytes) -> a0 = a block of that size, word-aligned
# Ends the program with a message when there is no memory left; try_alloc gives 0 instead.
alloc:
    enter
    call    try_alloc
    beqz    a0, 1f
    leave
1:  j       out_of_memory

# try_alloc(a0 = bytes) -> a0 = a block of that size, word-aligned, or 0 when there is no memory left
try_alloc:
    enter   3
    addi    s0, a0, 3
    andi    s0, s0, -4              # size, rounded up
    bltu    s0, a0, .Lalloc_none    # it wrapped around
    lw      s1, heap_next
    bnez    s1, 1f
    li      a0, 0                   # the first time: ask where the heap starts
    syscall brk
    addi    s1, a0, 3
    andi    s1, s1, -4
    la      t0, heap_end
    sw      a0, 0(t0)
1:  add     s2, s1, s0              # end of the block
    bltu    s2, s1, .Lalloc_none
    lw      t0, heap_end
    bleu    s2, t0, .Lalloc_fits
    li      t1, HEAP_STEP - 1
    add     a0, s2, t1
    bltu    a0, s2, .Lalloc_none
    not     t1, t1
    and     a0, a0, t1
    syscall brk
    bltu    a0, s2, .Lalloc_none    # the break stayed where it was
    la      t0, heap_end
    sw      a0, 0(t0)
.Lalloc_fits:
    la      t0, heap_next
    sw      s2, 0(t0)
    mv      a0, s1
    leave
.Lalloc_none:
    li      a0, 0
    leave

# resize(a0 = block or 0, a1 = its size, a2 = new size) -> a0 = a block of the new size with the old content
# The block allocated last grows or shrinks in place; another one is copied when it grows.
resize:
    enter   3
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    addi    t0, a1, 3
    andi    t0, t0, -4
    add     t0, t0, a0              # end of the block
    lw      t1, heap_next
    bne     t0, t1, 1f
    beqz    a0, 1f
    la      t1, heap_next           # it is the last: take it back and allocate it again, at the same place
    sw      a0, 0(t1)
    mv      a0, s2
    call    alloc
    leave
1:  bgtu    s2, s1, 2f
    mv      a0, s0
    leave
2:  mv      a0, s2
    call    alloc
    mv      a1, s0
    mv      a2, s1
    unwind
    j       memcpy

# alloc_mark() -> a0 = a mark for alloc_release
alloc_mark:
    enter
    li      a0, 0
    call    try_alloc               # makes sure that there is a heap
    lw      a0, heap_next
    leave

# alloc_release(a0 = mark) - free every block allocated since the mark was taken
alloc_release:
    la      t0, heap_next
    sw      a0, 0(t0)
    ret

    .bss
    .balign 4
heap_next:      .zero 4             # start of the free part; 0 before the first use
heap_end:       .zero 4             # the break

.include "string.s"
.include "errors.s"
.endif
