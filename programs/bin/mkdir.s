# mkdir: make folders
#
# -p makes missing folders above as well, and is content with a folder that exists.

.include "start.s"
.include "options.s"
.include "tree.s"
.include "folders.s"

usage "mkdir [-p] FOLDER..."

    .text
main:
    enter   4
    li      s1, 0                   # with parents?
    call    options_start
.Lnext_option:
    options "p"
    on_option 'p', .Lset_parents
    lw      s0, operands
    lw      t0, 0(s0)
    bnez    t0, 1f
    j       missing_operand
1:  li      s2, 0                   # exit status
.Lnext_folder:
    lw      a0, 0(s0)
    beqz    a0, .Ldone
    addi    s0, s0, 4
    mv      s3, a0
    beqz    s1, 2f
    call    make_parents
    j       3f
2:  li      a1, 0777
    call    make_directory
3:  beqz    a0, .Lnext_folder
    warn    "cannot create directory '", s3, "'", a0
    li      s2, 1
    j       .Lnext_folder
.Ldone:
    mv      a0, s2
    leave
.Lset_parents:
    li      s1, 1
    j       .Lnext_option
