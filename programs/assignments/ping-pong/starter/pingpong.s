# pingpong: two processes and a byte that goes back and forth through two pipes

.include "start.s"
.include "process.s"
.include "options.s"

usage "pingpong [ROUNDS]"

    .text

# s0 = rounds
main:
    enter   1
    li      s0, 1
    lw      t0, 4(a1)
    beqz    t0, 1f
    mv      a0, t0
    call    parse_udec
    mv      s0, a0
1:  la      a0, there
    li      a1, 0
    syscall pipe2
    la      a0, back
    li      a1, 0
    syscall pipe2
    call    fork
    beqz    a0, 2f
    # here is the parent: s0 rounds, a0 is the child
    li      a0, 0
    leave
2:  # and here the child
    li      a0, 0
    leave

    .data
ball:   .byte   'o'

    .bss
    .balign 4
there:  .zero   8                   # read end, write end
back:   .zero   8
