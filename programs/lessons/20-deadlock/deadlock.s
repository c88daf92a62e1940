# deadlock: two processes need a printer and a scanner, and take them one after the other

.include "start.s"
.include "children.s"
.include "share.s"
.include "lock.s"
.include "nap.s"
.include "say.s"

usage "deadlock"

.equ PRINTER, 0                     # two locks, in memory that the processes share
.equ SCANNER, 4

    .text
main:
    enter   1
    li      a0, 4096
    call    share
    mv      s0, a0
    la      a0, one
    mv      a1, s0
    call    start_child
    la      a0, two
    mv      a1, s0
    call    start_child
    call    await_children
    say     "both have copied\n"
    li      a0, 0
    leave

# one(a0 = locks) - the printer first
one:
    enter   1
    mv      s0, a0
    addi    a0, s0, PRINTER
    call    lock
    say     "one has the printer\n"
    li      a0, 1
    call    nap
    addi    a0, s0, SCANNER
    call    lock
    say     "one copies\n"
    j       .Ldone

# two(a0 = locks) - the scanner first
two:
    enter   1
    mv      s0, a0
    addi    a0, s0, SCANNER
    call    lock
    say     "two has the scanner\n"
    li      a0, 1
    call    nap
    addi    a0, s0, PRINTER
    call    lock
    say     "two copies\n"
.Ldone:
    addi    a0, s0, SCANNER
    call    unlock
    addi    a0, s0, PRINTER
    call    unlock
    li      a0, 0
    leave
