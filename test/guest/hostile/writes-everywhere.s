# Catches every fault, and writes to each page of the address space.
.include "macros.s"
.globl _start
_start:
    li      t0, 0
    li      t1, 4096
1:  sw      t1, 0(t0)
    add     t0, t0, t1
    j       1b
