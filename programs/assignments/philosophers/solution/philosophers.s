# philosophers.s: a fork is a lock, and everybody takes the one with the lower number first
#
#            fork 0
#      (4)          (0)          philosopher n has fork n and fork n + 1 mod 5 beside it; so philosopher 4 begins with
#   fork 4          fork 1       fork 0, and no circle of philosophers can each hold one and wait for the next
#      (3)          (1)
#      fork 3  (2)  fork 2

.include "macros.s"
.include "lock.s"

.equ SEATS, 5

    .text
    .globl  lay_table, take_forks, put_forks

# lay_table() - before anybody sits down
lay_table:
    la      t0, forks
    li      t1, SEATS
1:  sw      zero, 0(t0)
    addi    t0, t0, 4
    addi    t1, t1, -1
    bnez    t1, 1b
    ret

# take_forks(a0 = philosopher) - wait until both are taken
take_forks:
    enter   2
    call    find_forks
    mv      s1, a1
    call    lock
    mv      a0, s1
    call    lock
    leave

# put_forks(a0 = philosopher)
put_forks:
    enter   2
    call    find_forks
    mv      s1, a0
    mv      a0, a1
    call    unlock
    mv      a0, s1
    call    unlock
    leave

# find_forks(a0 = philosopher) -> a0 = address of its fork with the lower number, a1 = of the other
find_forks:
    la      t0, forks
    slli    a1, a0, 2
    add     a1, a1, t0              # its own
    addi    t1, a0, 1
    li      t2, SEATS
    bne     t1, t2, 1f
    li      t1, 0
1:  slli    t1, t1, 2
    add     a0, t0, t1              # the next one
    bltu    a0, a1, 2f
    mv      t1, a0
    mv      a0, a1
    mv      a1, t1
2:  ret

    .bss
    .balign 4
forks:  .zero   4 * SEATS
