# true: do nothing, successfully

.include "macros.s"

    .text
    .globl  _start
_start:
    li      a0, 0
    syscall exit_group
