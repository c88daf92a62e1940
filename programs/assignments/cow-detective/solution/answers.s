# answers.s: how many frames are copied in each case, and why

    .section .rodata
    .globl  answers
    .balign 4
answers:
    .word   0                       # a: readers share, however many they are
    .word   3                       # b: one for each page that is written; the second write finds a page of its own
    .word   8                       # c: the child's eight; when it has gone, the parent holds its frames alone again
    .word   0                       # d: memory that is meant to be shared is never copied
    .word   2                       # e: three hold the page; the last of them to write has it for itself
