# heap.s: blocks that are freed one by one
#
# On top of alloc, which only grows: sizes are powers of two, and a freed block waits in the list of its size for
# the next request. The word before a block holds its size class, or the next free block while it waits:
#
#   | class | block ................... |       class c: 2^c bytes with the word in front
#           ^ what malloc returns

.equ CLASS_FIRST, 4                     # 16 bytes
.equ CLASS_COUNT, 32

    .bss
    .balign 4
free_blocks:  .zero 4 * CLASS_COUNT

    .text

# malloc(a0 = bytes) -> a0 = its address
# A block of at least that many bytes.
malloc:
    addi    t0, a0, 4
    li      t1, CLASS_FIRST
    li      t2, 1 << CLASS_FIRST
1:  bgeu    t2, t0, 2f
    addi    t1, t1, 1
    slli    t2, t2, 1
    bnez    t2, 1b
    tail    out_of_memory
2:  slli    t0, t1, 2
    la      t3, free_blocks
    add     t3, t3, t0
    lw      a0, 0(t3)
    beqz    a0, 3f
    lw      t0, 0(a0)
    sw      t0, 0(t3)
    j       4f
3:  enter   1
    mv      s0, t1
    mv      a0, t2
    call    alloc
    mv      t1, s0
    unwind
4:  sw      t1, 0(a0)
    addi    a0, a0, 4
    ret

# free(a0 = block) - give a block back; 0 is ignored
free:
    beqz    a0, 1f
    addi    a0, a0, -4
    lw      t0, 0(a0)
    slli    t0, t0, 2
    la      t1, free_blocks
    add     t1, t1, t0
    lw      t0, 0(t1)
    sw      t0, 0(a0)
    sw      a0, 0(t1)
1:  ret
