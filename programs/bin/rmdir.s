# rmdir: remove empty folders

.include "start.s"
.include "options.s"
.include "tree.s"

usage "rmdir FOLDER..."

    .text
main:
    enter   3
    call    options_start
    options ""
    lw      s0, operands
    lw      t0, 0(s0)
    bnez    t0, 1f
    j       missing_operand
1:  li      s1, 0                   # exit status
.Lnext_folder:
    lw      s2, 0(s0)
    beqz    s2, .Ldone
    addi    s0, s0, 4
    mv      a0, s2
    call    remove_directory
    beqz    a0, .Lnext_folder
    warn    "failed to remove '", s2, "'", a0
    li      s1, 1
    j       .Lnext_folder
.Ldone:
    mv      a0, s1
    leave
