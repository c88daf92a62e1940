# chown: give files another owner and group
#
# Users and groups are numbers, or `root`: USER, USER:GROUP or :GROUP. -R goes through folders with all that is in them.
# Only root may give files away; others may give a file of theirs to a group that they are in.

.include "start.s"
.include "options.s"
.include "owner.s"
.include "walk.s"

usage "chown [-R] USER[:GROUP] FILE..."

    .text
main:
    enter   3
    li      s2, 0                   # -R?
    call    options_start
.Lnext_option:
    options "R"
    on_option 'R', .Lset_recursive
    lw      s0, operands
    lw      s1, 0(s0)
    beqz    s1, .Lmissing
    lw      t0, 4(s0)
    beqz    t0, .Lmissing
    mv      a0, s1
    call    parse_owner
    bnez    a2, .Linvalid
    la      t0, new_owner
    sw      a0, 0(t0)
    sw      a1, 4(t0)
    addi    a0, s0, 4
    la      a1, change_owner
    mv      a2, s2
    call    each_file
    leave
.Lset_recursive:
    li      s2, 1
    j       .Lnext_option
.Lmissing:
    j       missing_operand
.Linvalid:
    die     "invalid owner '", s1, "'", zero

# change_owner(a0 = path) -> a0 = 0, or 1 after a message
change_owner:
    enter   1
    mv      s0, a0
    mv      a1, a0
    li      a0, AT_FDCWD
    la      t0, new_owner
    lw      a2, 0(t0)
    lw      a3, 4(t0)
    li      a4, 0
    syscall fchownat
    bltz    a0, 1f
    leave
1:  warn    "changing ownership of '", s0, "'", a0
    li      a0, 1
    leave

    .bss
    .balign 4
new_owner:      .zero 8             # user and group, -1 for none
