# workload: processes that want the processor, for lottery.ts
#
#   workload TICKETS...
#
# Starts a process for each number, with so many tickets, that computes without end; after 50 milliseconds it ends them all. A
# number with an `s` behind it is a process that sleeps half of the time; with a `w` one that sleeps 20 milliseconds first.

.include "start.s"
.include "process.s"
.include "say.s"
.include "nap.s"

usage "workload TICKETS..."

.equ MOST, 8

    .text

# s0 = next number, s1 = next place in `children`
main:
    enter   3
    addi    s0, a1, 4
    la      s1, children
1:  lw      a0, 0(s0)
    beqz    a0, 2f
    call    fork
    beqz    a0, child
    sw      a0, 0(s1)
    addi    s0, s0, 4
    addi    s1, s1, 4
    j       1b
2:  li      a0, 50
    call    nap
    la      s2, children
3:  beq     s2, s1, 4f
    lw      a0, 0(s2)
    li      a1, SIGKILL
    syscall kill
    lw      a0, 0(s2)
    li      a1, 0
    call    wait_for
    addi    s2, s2, 4
    j       3b
4:  say     "all have ended\n"
    li      a0, 0
    leave

# child: s0 = place of its number. Does not return.
child:
    lw      a0, 0(s0)
    call    parse_udec
    lbu     s1, 0(a1)
    mv      a2, a0
    li      a0, 0
    li      a1, SCHED_HINT_TICKETS
    syscall sched_hint
    li      t0, 'w'
    bne     s1, t0, 5f
    li      a0, 20
    call    nap
5:  li      t0, 's'
6:  bne     s1, t0, 6b
7:  li      a0, 1
    call    nap
    li      a0, 20000
    call    compute
    j       7b

    .bss
    .balign 4
children: .zero 4 * MOST
