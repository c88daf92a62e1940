# shell: commands, pipes and redirection

.include "start.s"
.include "process.s"
.include "lines.s"
.include "run.s"

usage "shell"

.equ MOST_WORDS, 64

    .text

main:
    enter   1
    la      a0, reader
    li      a1, STDIN
    call    reader_open
1:  eprint  "$ "
    la      a0, reader
    call    read_line
    beqz    a0, 2f
    add     a1, a1, a0
    sb      zero, 0(a1)
    la      a1, words
    call    split                   # now `words` has the words of the line
    j       1b
2:  li      a0, 0
    leave

# split(a0 = line, a1 = list of words) - end each word with a zero, and the list too
split:
    li      t0, ' '
    la      t2, words + 4 * (MOST_WORDS - 1)
1:  lbu     t1, 0(a0)               # to the next word
    beqz    t1, 3f
    bne     t1, t0, 2f
    sb      zero, 0(a0)
    addi    a0, a0, 1
    j       1b
2:  bgeu    a1, t2, 3f
    sw      a0, 0(a1)
    addi    a1, a1, 4
4:  addi    a0, a0, 1               # to its end
    lbu     t1, 0(a0)
    beqz    t1, 3f
    bne     t1, t0, 4b
    j       1b
3:  sw      zero, 0(a1)
    ret

    .bss
    .balign 4
words:  .zero   4 * MOST_WORDS
reader: .zero   READER_BYTES
