# Takes all memory there is, and goes on.
.include "macros.s"
.globl _start
_start:
1:  li      a0, 0
    li      a1, 1 << 20
    li      a2, PROT_READ | PROT_WRITE
    li      a3, MAP_PRIVATE | MAP_ANONYMOUS
    li      a4, -1
    li      a5, 0
    syscall mmap2
    li      t0, -4096
    bgtu    a0, t0, 1b
    li      t0, 256
    li      t2, 4096
2:  sw      t0, 0(a0)
    add     a0, a0, t2
    addi    t0, t0, -1
    bnez    t0, 2b
    j       1b
