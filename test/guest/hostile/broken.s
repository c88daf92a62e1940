# Not even a program.
.globl _start
_start:
    lui     a0
    add     a0, a1, 5
    jump    nowhere
