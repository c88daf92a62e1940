# The program whose start is measured.
        .data
text:   .ascii  "hello, world!\n"
        .equ    length, . - text

        .text
        .globl  _start
_start: li      a0, 1           # write(1, text, length)
        la      a1, text
        li      a2, length
        li      a7, 64
        ecall
        li      a0, 0           # exit(0)
        li      a7, 93
        ecall
