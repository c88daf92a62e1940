# touch: set the times of files to now, and create those that do not exist
#
# -c does not create any.

.include "start.s"
.include "options.s"
.include "io.s"

usage "touch [-c] FILE..."

    .text
main:
    enter   4
    li      s1, 0                   # do not create?
    call    options_start
.Lnext_option:
    options "cam"
    on_option 'c', .Lset_no_create
    on_option 'a', .Lnext_option
    on_option 'm', .Lnext_option
    lw      s0, operands
    lw      t0, 0(s0)
    bnez    t0, 1f
    la_string a0, "missing file operand"
    call    warn_text
    j       usage_error
1:  li      s2, 0                   # exit status
.Lnext_file:
    lw      s3, 0(s0)
    beqz    s3, .Ldone
    addi    s0, s0, 4
    li      a0, AT_FDCWD
    mv      a1, s3
    li      a2, 0                   # both times: now
    li      a3, 0
    syscall utimensat_time64
    beqz    a0, .Lnext_file
    li      t0, -ENOENT
    bne     a0, t0, .Lfailed
    bnez    s1, .Lnext_file
    mv      a0, s3
    li      a1, 0
    call    open_write
    bltz    a0, .Lfailed
    syscall close
    j       .Lnext_file
.Lfailed:
    warn    "cannot touch '", s3, "'", a0
    li      s2, 1
    j       .Lnext_file
.Ldone:
    mv      a0, s2
    leave
.Lset_no_create:
    li      s1, 1
    j       .Lnext_option
