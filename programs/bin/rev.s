# rev: print each line backwards, byte by byte

.include "start.s"
.include "inputs.s"
.include "lines.s"

usage "rev [FILE...]"

    .text
main:
    enter
    call    options_start
    options ""
    la      a0, reverse_file
    call    each_input
    leave

# reverse_file(a0 = descriptor, a1 = name) -> a0 = 0 or -errno
reverse_file:
    enter   3
    mv      a1, a0
    la      a0, reader
    call    reader_open
.Lnext_line:
    la      a0, reader
    call    read_line
    beqz    a0, .Lend_of_file
    mv      s0, a0
    add     s1, a0, a1
    mv      s2, a2
    j       2f
1:  addi    s1, s1, -1
    lbu     a0, 0(s1)
    call    print_char
2:  bgtu    s1, s0, 1b
    beqz    s2, .Lnext_line
    li      a0, '\n'
    call    print_char
    j       .Lnext_line
.Lend_of_file:
    lw      a0, reader + READER_ERROR
    leave

    .bss
    .balign 4
reader:         .zero READER_BYTES
