# mkdir: make folders
#
# -p makes missing folders above as well, and is content with a folder that exists.

.include "start.s"
.include "options.s"
.include "tree.s"

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

# make_parents(a0 = path) -> a0 = 0 or -errno
# Makes every folder of the path that does not exist. On failure the path is cut after the folder that could
# not be made, which is then the one to report.
make_parents:
    enter   4
    mv      s0, a0
    mv      s1, a0                  # end of the part looked at
.Lparents_next:
    li      t1, '/'
1:  lbu     t0, 0(s1)               # past the slashes
    bne     t0, t1, 2f
    addi    s1, s1, 1
    j       1b
2:  lbu     t0, 0(s1)               # to the end of the name
    beqz    t0, 3f
    beq     t0, t1, 3f
    addi    s1, s1, 1
    j       2b
3:  lbu     s2, 0(s1)
    sb      zero, 0(s1)
    mv      a0, s0
    li      a1, 0777
    call    make_directory
    mv      s3, a0
    bgez    a0, 4f
    mv      a0, s0
    call    is_directory
    beqz    a0, .Lno_folder
4:  sb      s2, 0(s1)
    bnez    s2, .Lparents_next
    li      a0, 0
    leave
.Lno_folder:
    mv      a0, s3
    beqz    s2, 5f
    li      t0, -EEXIST             # a file where a folder is needed
    bne     a0, t0, 5f
    li      a0, -ENOTDIR
5:  leave
