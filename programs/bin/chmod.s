# chmod: change the permissions of files
#
# The mode is an octal number, or changes with commas between them, such as `u+x`, `go-w`, `a=r` or `g=u`: for the owner
# (u), the group (g), others (o) or all (a), permissions to read (r), write (w) and execute or search (x; X only for folders
# and where somebody may already), to run as the owner or group (s), and to keep names in a folder from being removed
# by others (t). -R goes through folders with all that is in them.

.include "start.s"
.include "options.s"
.include "permissions.s"
.include "walk.s"

usage "chmod [-R] MODE FILE..."

    .text
main:
    enter   4
    mv      s0, a0
    mv      s1, a1
    li      a0, 0                   # it can only be read by setting it
    syscall umask
    la      t0, file_mask
    sw      a0, 0(t0)
    syscall umask
    li      s3, 0                   # -R?
    lw      a0, 4(s1)
    beqz    a0, 1f
    call    looks_like_mode
    beqz    a0, 1f
    addi    s0, s1, 4
    j       2f
1:  mv      a0, s0
    mv      a1, s1
    call    options_start
.Lnext_option:
    options "R"
    on_option 'R', .Lset_recursive
    lw      s0, operands
2:  lw      s2, 0(s0)
    beqz    s2, .Lmissing
    lw      t0, 4(s0)
    beqz    t0, .Lmissing
    la      t0, wanted
    sw      s2, 0(t0)
    mv      a0, s2
    li      a1, 0
    li      a2, 0
    li      a3, 0
    call    change_permissions
    bnez    a1, .Linvalid
    addi    a0, s0, 4
    la      a1, change_mode
    mv      a2, s3
    call    each_file
    leave
.Lset_recursive:
    li      s3, 1
    j       .Lnext_option
.Lmissing:
    j       missing_operand
.Linvalid:
    die     "invalid mode '", s2, "'", zero

# looks_like_mode(a0 = first argument) -> a0 = 1 for what takes permissions away, such as `-w`, else 0
looks_like_mode:
    lbu     t0, 0(a0)
    li      t1, '-'
    bne     t0, t1, 1f
    lbu     a1, 1(a0)
    beqz    a1, 1f
    la_string a0, "rwxXstugo"
    enter
    call    strchr
    snez    a0, a0
    leave
1:  li      a0, 0
    ret

# change_mode(a0 = path) -> a0 = 0, or 1 after a message
change_mode:
    enter   1, STATX_BYTES
    mv      s0, a0
    mv      a1, sp
    call    stat
    bltz    a0, .Lcannot_access
    lhu     a0, STATX_MODE(sp)
    call    mode_is_directory
    mv      a2, a0
    lhu     a1, STATX_MODE(sp)
    li      t0, MODE_MAX
    and     a1, a1, t0
    lw      a0, wanted
    lw      a3, file_mask
    call    change_permissions
    mv      a2, a0
    li      a0, AT_FDCWD
    mv      a1, s0
    syscall fchmodat
    bltz    a0, .Lcannot_change
    leave
.Lcannot_access:
    warn    "cannot access '", s0, "'", a0
    li      a0, 1
    leave
.Lcannot_change:
    warn    "changing permissions of '", s0, "'", a0
    li      a0, 1
    leave

    .bss
    .balign 4
wanted:         .zero 4             # the mode as it was given
file_mask:      .zero 4
