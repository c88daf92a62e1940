# answers.s: how many frames are copied in each case

    .section .rodata
    .globl  answers
    .balign 4
answers:
    .word   99                      # a
    .word   99                      # b
    .word   99                      # c
    .word   99                      # d
    .word   99                      # e
