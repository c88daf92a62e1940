# pingpong: two processes and a byte that goes back and forth through two pipes
#
#   pingpong [ROUNDS]
#
#              there: the parent writes, the child reads
#   parent  ------------------------------------------->  child
#           <-------------------------------------------
#              back: the child writes, the parent reads

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
    mv      a1, s0
    call    parent
    li      a0, 0
    leave
2:  call    child
    li      a0, 0
    leave

# parent(a0 = child, a1 = rounds) - serve and wait for the return, ROUNDS times; then wait for the child
parent:
    enter   2
    mv      s0, a0
    mv      s1, a1
    lw      a0, there               # what only the child uses
    syscall close
    lw      a0, back + 4
    syscall close
1:  beqz    s1, 2f
    lw      a0, there + 4
    call    send
    lw      a0, back
    call    receive
    blez    a0, 2f
    print   "parent: pong\n"
    call    flush_stdout
    addi    s1, s1, -1
    j       1b
2:  lw      a0, there + 4           # now the child reads the end
    syscall close
    lw      a0, back
    syscall close
    mv      a0, s0
    li      a1, 0
    call    wait_for
    leave

# child() - return each ball until there are no more
child:
    enter   0
    lw      a0, there + 4
    syscall close
    lw      a0, back
    syscall close
1:  lw      a0, there
    call    receive
    blez    a0, 2f
    print   "child: ping\n"
    call    flush_stdout
    lw      a0, back + 4
    call    send
    j       1b
2:  lw      a0, there
    syscall close
    lw      a0, back + 4
    syscall close
    leave

# send(a0 = descriptor) - one byte
send:
    la      a1, ball
    li      a2, 1
    tail    write_all

# receive(a0 = descriptor) -> a0 = 1, or 0 when nobody can send any more
receive:
    la      a1, ball
    li      a2, 1
    tail    read_some

    .data
ball:   .byte   'o'

    .bss
    .balign 4
there:  .zero   8                   # read end, write end
back:   .zero   8
