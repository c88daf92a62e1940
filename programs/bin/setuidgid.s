# setuidgid: run a program as another user
#
# The program has the user and the group of that number and no other groups; USER:GROUP names another group. Permissions
# of files and of signals are then those of that user: try `setuidgid 1000 sh`.

.include "start.s"
.include "options.s"
.include "owner.s"
.include "run.s"

usage "setuidgid USER[:GROUP] PROGRAM [ARGUMENT...]", 125

    .text
main:
    enter   3
    call    options_start
    options "+"
    lw      s0, operands
    lw      a0, 0(s0)
    beqz    a0, .Lmissing
    lw      t0, 4(s0)
    beqz    t0, .Lmissing
    call    parse_owner
    mv      s1, a0
    mv      s2, a1
    lw      t0, 0(s0)
    bnez    a2, .Linvalid
    li      t1, -1
    beq     s1, t1, .Linvalid
    bne     s2, t1, 1f
    mv      s2, s1
1:  li      a0, 0
    li      a1, 0
    syscall setgroups
    bltz    a0, .Lrefused
    mv      a0, s2
    syscall setgid
    bltz    a0, .Lrefused
    mv      a0, s1
    syscall setuid
    bltz    a0, .Lrefused
    addi    a0, s0, 4
    unwind
    j       run_program
.Lrefused:
    mv      s1, a0
    lw      s0, 0(s0)
    die     "cannot become '", s0, "'", s1
.Linvalid:
    mv      s0, t0
    die     "invalid user '", s0, "'", zero
.Lmissing:
    j       missing_operand
