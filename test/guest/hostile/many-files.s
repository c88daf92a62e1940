# Fills the file system with empty files until it is stopped.
.include "macros.s"
.globl _start
_start:
    la      s0, name
    li      s1, 0
1:  addi    s1, s1, 1
    sw      s1, 5(s0)
    li      t0, 0x01010101
    lw      t1, 5(s0)
    or      t1, t1, t0
    sw      t1, 5(s0)
    li      a0, AT_FDCWD
    mv      a1, s0
    li      a2, O_CREAT | O_WRONLY
    li      a3, 0644
    syscall openat
    syscall close
    j       1b
    .data
    .balign 4
    .zero   3
name: .asciz "/tmp/aaaa"
