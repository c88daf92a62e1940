# main: producers and consumers, for buffer.s
#
#   main full           one producer and nobody who takes: how many fit
#   main order          what is put first is taken first
#   main crowd          four producers, three consumers, and every number once

.include "start.s"
.include "say.s"
.include "nap.s"
.include "thread.s"

usage "main full|order|crowd"

.equ ENOUGH,    1000
.equ EACH,      25                  # numbers of each producer

    .text

main:
    enter   1
    lw      s0, 4(a1)
    beqz    s0, 9f
    call    buffer_init
    .irp    name, full, order, crowd
    mv      a0, s0
    la_string a1, "\name"
    call    strcmp
    beqz    a0, \name
    .endr
9:  die_text "which test?"

full:
    la      a0, threads
    la      a1, count_up
    li      a2, 7
    call    start_thread
    li      a0, 5
    call    nap
    lw      s0, progress
    say_number "", s0, " fit\n"
    li      s1, 7
1:  call    buffer_take
    addi    s1, s1, -1
    bnez    s1, 1b
    la      a0, threads
    call    join_thread
    lw      s0, progress
    say_number "", s0, " were put in all\n"
    li      a0, 0
    j       exit

# count_up(a0 = count) - put the numbers from 1 on, and note how far it is
count_up:
    enter   2
    mv      s0, a0
    li      s1, 0
1:  addi    s1, s1, 1
    mv      a0, s1
    call    buffer_put
    la      t0, progress
    sw      s1, 0(t0)
    bne     s1, s0, 1b
    leave

order:
    la      a0, threads
    la      a1, count_up
    li      a2, 9
    call    start_thread
    li      s1, 9
1:  call    buffer_take
    mv      s0, a0
    say_number "", s0, "\n"
    addi    s1, s1, -1
    bnez    s1, 1b
    la      a0, threads
    call    join_thread
    li      a0, 0
    j       exit

crowd:
    la      s0, threads
    li      s1, 0
1:  mv      a0, s0                  # producers 0 to 3
    la      a1, produce
    mv      a2, s1
    call    start_thread
    addi    s0, s0, THREAD_BYTES
    addi    s1, s1, 1
    li      t0, 4
    bne     s1, t0, 1b
2:  mv      a0, s0                  # and three consumers
    la      a1, consume
    call    start_thread
    addi    s0, s0, THREAD_BYTES
    addi    s1, s1, 1
    li      t0, 7
    bne     s1, t0, 2b
    la      s0, threads
    li      s1, 0
3:  mv      a0, s0
    call    join_thread
    addi    s0, s0, THREAD_BYTES
    addi    s1, s1, 1
    li      t0, 4
    bne     s1, t0, 3b
    .rept   3
    li      a0, ENOUGH              # an end for each consumer
    call    buffer_put
    .endr
4:  mv      a0, s0
    call    join_thread
    addi    s0, s0, THREAD_BYTES
    addi    s1, s1, 1
    li      t0, 7
    bne     s1, t0, 4b
    li      s0, 0                   # every number came once
    li      s1, 0
5:  la      t0, seen
    add     t0, t0, s0
    lbu     t1, 0(t0)
    addi    t1, t1, -1
    bnez    t1, 6f
    addi    s1, s1, 1
6:  addi    s0, s0, 1
    li      t0, 4 * EACH
    bne     s0, t0, 5b
    say_number "", s1, " numbers came once\n"
    li      a0, 0
    j       exit

# produce(a0 = who) - the numbers from EACH * who on
produce:
    enter   2
    li      t0, EACH
    mul     s0, a0, t0
    add     s1, s0, t0
1:  mv      a0, s0
    call    buffer_put
    addi    s0, s0, 1
    bne     s0, s1, 1b
    leave

# consume() - note each number, until there are enough
consume:
    enter
1:  call    buffer_take
    li      t0, 4 * EACH
    bgeu    a0, t0, 3f
    la      t1, seen
    add     t1, t1, a0
    li      t2, 1
    andi    t3, t1, 3               # one more there: an addition to its word that nobody can come between
    slli    t3, t3, 3
    sll     t2, t2, t3
    andi    t1, t1, -4
    amoadd.w zero, t2, (t1)
    j       1b
3:  leave

    .bss
    .balign 4
progress: .zero 4
threads: .zero  7 * THREAD_BYTES
seen:   .zero   4 * EACH
