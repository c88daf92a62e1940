/**
 * A family at work, which shares no memory: four children compute, write to pages of their own, sleep, and each sends
 * its results through a pipe; a fifth loops until it is killed. The parent reads the pipes one after the other, prints
 * the sums, and waits for all. What it prints does not depend on how the computer interleaves them.
 */
export const WORKLOAD = `
    .equ    CHILDREN, 4
    la      s0, pipes
    li      s1, CHILDREN
1:  mv      a0, s0
    li      a1, 0
    syscall pipe2
    fork
    beqz    a0, child
    lw      a0, 4(s0)
    syscall close
    addi    s0, s0, 8
    addi    s1, s1, -1
    bnez    s1, 1b

    fork
    beqz    a0, endless
    mv      s3, a0

    la      s0, pipes
    li      s1, CHILDREN
2:  li      s2, 0
3:  lw      a0, (s0)
    la      a1, number
    li      a2, 4
    syscall read
    blez    a0, 4f
    lw      t0, number
    add     s2, s2, t0
    j       3b
4:  put     s2
    addi    s0, s0, 8
    addi    s1, s1, -1
    bnez    s1, 2b

    mv      a0, s3
    li      a1, SIGTERM
    syscall kill
    li      s1, CHILDREN + 1
5:  wait
    lw      t0, wait_info + 20
    add     s2, s2, t0
    addi    s1, s1, -1
    bnez    s1, 5b
    put     s2
    exit    7

child:
    li      s2, 24                  # results
    li      s4, 12345
    la      s6, work
1:  li      s3, 300                 # steps for each
    li      t1, 1103515245
2:  mul     s4, s4, t1
    addi    s4, s4, 1234
    addi    s3, s3, -1
    bnez    s3, 2b
    add     s4, s4, s1
    sw      s4, (s6)                # a new page for each result
    li      t0, 4096
    add     s6, s6, t0
    lw      a0, 4(s0)
    addi    a1, s6, -2048
    addi    a1, a1, -2048
    li      a2, 4
    syscall write
    andi    t0, s2, 7
    bnez    t0, 3f
    li      a0, CLOCK_MONOTONIC
    li      a1, 0
    la      a2, nap
    li      a3, 0
    syscall clock_nanosleep_time64
3:  addi    s2, s2, -1
    bnez    s2, 1b
    mv      a0, s1
    syscall exit_group

endless:
    la      t0, work
1:  lw      t1, (t0)
    addi    t1, t1, 1
    sw      t1, (t0)
    j       1b

    .data
    .balign 8
nap:    .word 0, 0, 30000, 0        # 3,000 cycles
number: .word 0
pipes:  .zero 8 * CHILDREN
    .bss
    .balign 4096
work:   .zero 4096 * 24
`;
