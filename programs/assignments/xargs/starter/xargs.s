# xargs: run a command for each line of the input

.include "start.s"
.include "process.s"
.include "lines.s"

usage "xargs COMMAND [ARGUMENT]..."

    .text

main:
    enter   2
    la      a0, reader
    li      a1, STDIN
    call    reader_open
1:  la      a0, reader
    call    read_line               # a0 = line, a1 = its length
    beqz    a0, 2f
    j       1b
2:  li      a0, 0
    leave

    .bss
    .balign 4
reader: .zero   READER_BYTES
