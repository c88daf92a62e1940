# Each process forks for ever.
.include "macros.s"
.globl _start
_start:
1:  li      a0, SIGCHLD
    li      a1, 0
    syscall clone
    j       1b
