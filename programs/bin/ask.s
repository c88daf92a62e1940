# ask: send a line to a server and print its answer
#
# Connects to the socket that has the name SOCKET, sends the words as a line, and prints what comes back. prefork(1) is
# such a server. The exit status is 1 when there is no answer.

.include "start.s"
.include "options.s"
.include "local.s"

usage "ask SOCKET WORD..."

.equ BUFFER_SIZE,   1024

    .text

# s0 = next word, s1 = socket, s2 = its name, s3 = bytes of the answer
main:
    enter   4
    call    options_start
    options "+"
    lw      s0, operands
    lw      s2, 0(s0)
    beqz    s2, .Lmissing
    addi    s0, s0, 4
    lw      t0, 0(s0)
    beqz    t0, .Lmissing
    call    local_socket
    mv      s1, a0
    bltz    a0, .Lfailed
    mv      a1, s2
    call    local_connect
    bltz    a0, .Lfailed
    la      t0, connection
    sw      s1, STREAM_FD(t0)
1:  lw      a1, 0(s0)               # the words, with blanks between them
    la      a0, connection
    call    put_str
    addi    s0, s0, 4
    li      a1, '\n'
    lw      t0, 0(s0)
    beqz    t0, 2f
    li      a1, ' '
2:  la      a0, connection
    call    put_char
    lw      t0, 0(s0)
    bnez    t0, 1b
    la      a0, connection
    call    flush
    li      s3, 0
3:  mv      a0, s1
    la      a1, buffer
    li      a2, BUFFER_SIZE
    call    read_some
    blez    a0, 4f
    add     s3, s3, a0
    mv      a1, a0
    la      a0, buffer
    call    print_bytes
    j       3b
4:  bltz    a0, .Lfailed
    seqz    a0, s3
    leave
.Lmissing:
    j       missing_operand
.Lfailed:
    mv      a1, a0
    mv      a0, s2
    call    warn_file
    j       exit_failure

    .data
    .balign 4
connection:     .word 0, 0, BUFFER_SIZE, buffer     # a stream of print.s

    .bss
buffer:         .zero BUFFER_SIZE
