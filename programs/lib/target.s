# target.s: the operands of cp, mv and ln: SOURCE... TARGET

.ifndef TARGET_S
.equ TARGET_S, 1
.include "macros.s"
.include "errors.s"
.include "options.s"
.include "tree.s"

    .text

# each_to_target(a0 = routine) -> a0 = 0 or 1
# Calls routine(a0 = source, a1 = destination) -> a0 = 0 or 1 for each source. When the last operand is a
# folder, the destination is the source's last name in it; otherwise it is the last operand, and there may
# be only one source.
each_to_target:
    enter   5
    mv      s0, a0
    lw      s1, operands
    lw      a1, 0(s1)
    beqz    a1, .Ltarget_no_source
    mv      s2, s1                  # place of the last operand
1:  lw      t0, 4(s2)
    beqz    t0, 2f
    addi    s2, s2, 4
    j       1b
2:  beq     s1, s2, .Ltarget_missing
    lw      s3, 0(s2)               # target
    sw      zero, 0(s2)
    mv      a0, s3
    call    is_directory
    bnez    a0, .Ltarget_directory
    lw      t0, 4(s1)
    bnez    t0, .Ltarget_several
    lw      a0, 0(s1)
    mv      a1, s3
    jalr    s0
    leave

.Ltarget_directory:
    li      s4, 0                   # result
3:  lw      s2, 0(s1)
    beqz    s2, 4f
    addi    s1, s1, 4
    mv      a0, s2
    call    strip_slashes
    mv      a0, s2
    call    basename
    mv      a1, a0
    mv      a0, s3
    call    join_path
    mv      a1, a0
    mv      a0, s2
    jalr    s0
    or      s4, s4, a0
    j       3b
4:  mv      a0, s4
    leave

.Ltarget_no_source:
    la_string a0, "missing file operand"
    call    warn_text
    j       usage_error
.Ltarget_missing:
    warn    "missing destination file operand after '", a1, "'", zero
    j       usage_error
.Ltarget_several:
    mv      a0, s3
    call    exists
    li      t0, ENOTDIR
    bnez    a0, 5f
    li      t0, ENOENT
5:  die     "target '", s3, "'", t0

.endif
