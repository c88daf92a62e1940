# A child ends everybody else, the program that is graded too.
.include "macros.s"
.globl _start
_start:
    li      a0, SIGCHLD
    li      a1, 0
    syscall clone
    beqz    a0, 2f
1:  j       1b
2:  li      a0, -1
    li      a1, SIGKILL
    syscall kill
    li      a0, 0
    syscall exit_group
