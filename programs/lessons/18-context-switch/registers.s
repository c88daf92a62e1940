# registers: two processes put numbers into all registers, and look again and again whether they are still there
#
# Each of them has the hart for a while, and the other one overwrites every register meanwhile.

.include "start.s"
.include "children.s"
.include "say.s"

usage "registers"

.equ ROUNDS, 300

# The registers that hold numbers. x0 is always 0; s0 has the rounds to go, s1 the first number, t6 is for looking.
.macro with_each_register do:req
    .set    number, 0
    .irp    register, ra, sp, gp, tp, t0, t1, t2, a0, a1, a2, a3, a4, a5, a6, a7
    .set    number, number + 1
    \do     \register
    .endr
    .irp    register, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, t3, t4, t5
    .set    number, number + 1
    \do     \register
    .endr
.endm

.macro fill register:req
    addi    \register, s1, number
.endm

.macro check register:req
    addi    t6, s1, number
    bne     \register, t6, 9f
.endm

    .text
main:
    enter
    la      a0, look
    li      a1, 1000
    call    start_child
    la      a0, look
    li      a1, 2000
    call    start_child
    call    await_children
    li      a0, 0
    leave

# look(a0 = first number) - never returns
look:
    mv      s1, a0
    li      s0, ROUNDS
    la      t6, stack               # sp gets a number as well
    sw      sp, 0(t6)
    with_each_register fill
1:  with_each_register check
    addi    s0, s0, -1
    bnez    s0, 1b
    la      t6, stack
    lw      sp, 0(t6)
    say_number "", s1, ": all registers are as they were\n"
    li      a0, 0
    j       exit
9:  la      t6, stack
    lw      sp, 0(t6)
    say_number "", s1, ": a register has changed\n"
    li      a0, 1
    j       exit

    .bss
    .balign 4
stack:  .zero 4
