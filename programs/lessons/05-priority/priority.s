# priority: a process computes, and another one, which waits for something, is more urgent
#
# The one that computes writes a dot every 20,000 cycles. The other one sleeps for a millisecond, four times; each time it
# writes [ when it is on its hart, computes a little, and writes ].

.include "start.s"
.include "children.s"
.include "nap.s"
.include "say.s"

usage "priority"

.equ PRIORITY, 10

    .text
main:
    enter
    la      a0, urgent
    call    start_child
    la      a0, patient
    call    start_child
    call    await_children
    say     "\n"
    li      a0, 0
    leave

# patient() - compute for 1,000,000 cycles
patient:
    enter   1
    li      s0, 50
1:  li      a0, 10000
    call    compute
    say     "."
    addi    s0, s0, -1
    bnez    s0, 1b
    li      a0, 0
    leave

# urgent() - sleep, and be quick when it is time
urgent:
    enter   1, 16                   # locals: struct sched_param, our priority
    li      t0, PRIORITY
    sw      t0, 0(sp)
    li      a0, 0
    li      a1, SCHED_FIFO          # before all ordinary processes
    mv      a2, sp
    syscall sched_setscheduler
    li      s0, 4
1:  li      a0, 1
    call    nap
    say     "["
    li      a0, 5000
    call    compute
    say     "]"
    addi    s0, s0, -1
    bnez    s0, 1b
    li      a0, 0
    leave
