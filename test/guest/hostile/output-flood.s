# Writes the answer for ever.
.include "macros.s"
.globl _start
_start:
1:  li      a0, STDOUT
    la      a1, text
    li      a2, 4096
    syscall write
    j       1b
    .data
text: .rept 1365
    .ascii  "42\n"
    .endr
    .ascii  "4"
