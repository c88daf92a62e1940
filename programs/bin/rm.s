# rm: remove files
#
# -r removes folders with everything in them; -d removes empty folders; -f does not mind a file that is not there.

.include "start.s"
.include "options.s"
.include "tree.s"

usage "rm [-dfRr] FILE..."

    .text
main:
    enter   6
    li      s1, 0                   # -r
    li      s2, 0                   # -f
    li      s3, 0                   # -d
    call    options_start
.Lnext_option:
    options "dfrR"
    on_option 'r', .Lset_recursive
    on_option 'R', .Lset_recursive
    on_option 'f', .Lset_force
    on_option 'd', .Lset_folders
    lw      s0, operands
    lw      t0, 0(s0)
    or      t0, t0, s2
    bnez    t0, 1f
    j       missing_operand
1:  li      s4, 0                   # exit status
.Lnext_file:
    lw      s5, 0(s0)
    beqz    s5, .Ldone
    addi    s0, s0, 4
    bnez    s1, .Lremove_all
    mv      a0, s5
    call    unlink
    beqz    a0, .Lnext_file
    li      t0, -ENOENT
    beq     a0, t0, .Lnot_there
    li      t0, -EISDIR
    bne     a0, t0, .Lcannot_remove
    beqz    s3, .Lcannot_remove
    mv      a0, s5
    call    remove_directory
    beqz    a0, .Lnext_file
    j       .Lcannot_remove
.Lnot_there:
    bnez    s2, .Lnext_file
.Lcannot_remove:
    warn    "cannot remove '", s5, "'", a0
    li      s4, 1
    j       .Lnext_file

.Lremove_all:
    mv      a0, s5
    call    strip_slashes
    mv      a0, s5
    call    basename
    mv      s3, a0
    lbu     t0, 0(a0)
    beqz    t0, .Lroot
    call    is_dot_name
    bnez    a0, .Ldot
    beqz    s2, 2f
    mv      a0, s5
    call    exists
    beqz    a0, .Lnext_file
2:  mv      a0, s5
    call    remove_tree
    or      s4, s4, a0
    j       .Lnext_file
.Ldot:
    warn    "refusing to remove '.' or '..' directory: skipping '", s5, "'", zero
    li      s4, 1
    j       .Lnext_file
.Lroot:
    lbu     t0, 0(s5)
    beqz    t0, 2b                  # the empty name: not there
    la_string a0, "it is dangerous to operate recursively on '/'"
    call    warn_text
    li      s4, 1
    j       .Lnext_file

.Ldone:
    mv      a0, s4
    leave
.Lset_recursive:
    li      s1, 1
    j       .Lnext_option
.Lset_force:
    li      s2, 1
    j       .Lnext_option
.Lset_folders:
    li      s3, 1
    j       .Lnext_option
