# six: six tasks, each a process. Five of them compute; the sixth waits between its steps, as for a disk.

.include "start.s"
.include "children.s"
.include "nap.s"
.include "say.s"

usage "six"

.equ TASKS,     6
.equ WAITING,   6                   # the task that waits
.equ STEPS,     3
.equ STEP,      100000              # how often a step goes through its loop

    .text
main:
    enter   1
    li      s0, 1
1:  la      a0, task
    mv      a1, s0
    call    start_child
    addi    s0, s0, 1
    li      t0, TASKS
    bleu    s0, t0, 1b
    call    await_children
    li      a0, 0
    leave

# task(a0 = number) -> a0 = 0
task:
    enter   3, 16                   # locals: the hart that we are on
    mv      s0, a0
    li      s1, 1                   # step
1:  li      t0, WAITING
    beq     s0, t0, 2f
    li      a0, STEP
    call    compute
    j       3f
2:  li      a0, 1                   # a millisecond
    call    nap
3:  mv      a0, sp
    li      a1, 0
    li      a2, 0
    syscall getcpu
    lw      s2, 0(sp)
    mv      a0, s0
    mv      a1, s1
    mv      a2, s2
    call    report
    addi    s1, s1, 1
    li      t0, STEPS
    bleu    s1, t0, 1b
    li      a0, 0
    leave

# report(a0 = task, a1 = step, a2 = hart) - "task 1, step 2, on hart 3"
report:
    enter   3
    mv      s0, a1
    mv      s1, a2
    mv      s2, a0
    print   "task "
    mv      a0, s2
    call    print_udec
    print   ", step "
    mv      a0, s0
    call    print_udec
    print   ", on hart "
    mv      a0, s1
    call    print_udec
    print   "\n"
    call    flush_stdout
    leave
