# main: five philosophers at a table, for philosophers.s
#
#   main MEALS
#
# Each philosopher is a thread: it takes its two forks, eats, puts them back and thinks, MEALS times. Between them stands
# who eats now; nobody may eat beside somebody who eats.

.include "start.s"
.include "say.s"
.include "thread.s"

usage "main MEALS"

.equ SEATS, 5

    .text

# s0 = record of a thread, s1 = philosopher
main:
    enter   2
    lw      a0, 4(a1)
    beqz    a0, 9f
    call    parse_udec
    la      t0, meals
    sw      a0, 0(t0)
    call    lay_table
    la      s0, threads
    li      s1, 0
1:  mv      a0, s0
    la      a1, live
    mv      a2, s1
    call    start_thread
    addi    s0, s0, THREAD_BYTES
    addi    s1, s1, 1
    li      t0, SEATS
    bne     s1, t0, 1b
    la      s0, threads
    li      s1, 0
2:  mv      a0, s0
    call    join_thread
    addi    s0, s0, THREAD_BYTES
    addi    s1, s1, 1
    li      t0, SEATS
    bne     s1, t0, 2b
    lw      s0, eaten
    say_number "meals: ", s0, "\n"
    lw      s0, quarrels
    say_number "quarrels: ", s0, "\n"
    lw      s0, most
    say_number "at once: ", s0, "\n"
    li      a0, 0
    leave
9:  die_text "how many meals?"

# live(a0 = philosopher)
live:
    enter   2
    mv      s0, a0
    lw      s1, meals
1:  mv      a0, s0
    call    take_forks
    mv      a0, s0
    call    eat
    mv      a0, s0
    call    put_forks
    li      t0, 20                  # think
2:  addi    t0, t0, -1
    bnez    t0, 2b
    addi    s1, s1, -1
    bnez    s1, 1b
    leave

# eat(a0 = philosopher)
eat:
    la      t0, eating
    slli    t1, a0, 2
    add     t1, t1, t0
    li      t2, 1
    sw      t2, 0(t1)
    la      t3, now
    amoadd.w t4, t2, (t3)
    addi    t4, t4, 1
    la      t3, most
    amomax.w zero, t4, (t3)
    li      t5, 40                  # look at both neighbours while it eats
1:  addi    t3, a0, 1
    li      t4, SEATS
    bne     t3, t4, 2f
    li      t3, 0
2:  slli    t3, t3, 2
    add     t3, t3, t0
    lw      t3, 0(t3)
    bnez    t3, 4f
    addi    t3, a0, -1
    bgez    t3, 3f
    li      t3, SEATS - 1
3:  slli    t3, t3, 2
    add     t3, t3, t0
    lw      t3, 0(t3)
    bnez    t3, 4f
    addi    t5, t5, -1
    bnez    t5, 1b
    j       5f
4:  la      t3, quarrels
    amoadd.w zero, t2, (t3)
5:  la      t3, eaten
    amoadd.w zero, t2, (t3)
    la      t3, now
    li      t2, -1
    amoadd.w zero, t2, (t3)
    sw      zero, 0(t1)
    ret

    .bss
    .balign 4
meals:  .zero   4
eating: .zero   4 * SEATS
eaten:  .zero   4
quarrels: .zero 4
now:    .zero   4                   # how many eat
most:   .zero   4                   # the most that ever ate at once
threads: .zero  SEATS * THREAD_BYTES
