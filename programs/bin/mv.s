# mv: rename files, or move them into a folder
#
# What cannot be renamed, because it goes to another file system, is copied and then removed.

.include "start.s"
.include "target.s"

usage "mv [-f] SOURCE TARGET | mv [-f] SOURCE... FOLDER"

    .text
main:
    enter
    call    options_start
.Lnext_option:
    options "f"
    on_option 'f', .Lnext_option
    la      a0, move
    call    each_to_target
    leave

# move(a0 = source, a1 = destination) -> a0 = 0, or 1 after a message
move:
    enter   3, 2 * STATX_BYTES      # locals: struct statx of the source, of the destination
    mv      s0, a0
    mv      s1, a1
    mv      a1, sp
    call    lstat
    bltz    a0, .Lcannot_stat
    mv      a0, s1
    addi    a1, sp, STATX_BYTES
    call    lstat
    bnez    a0, .Lrename
    mv      a0, sp
    addi    a1, sp, STATX_BYTES
    call    is_same_file
    bnez    a0, .Lsame_file
    lhu     a0, STATX_MODE(sp)
    call    mode_is_directory
    mv      s2, a0
    lhu     a0, STATX_BYTES + STATX_MODE(sp)
    call    mode_is_directory
    bltu    a0, s2, .Lonto_file
    bltu    s2, a0, .Lonto_folder
.Lrename:
    li      a0, AT_FDCWD
    mv      a1, s0
    li      a2, AT_FDCWD
    mv      a3, s1
    li      a4, 0
    syscall renameat2
    beqz    a0, .Ldone
    li      t0, -EXDEV
    beq     a0, t0, .Lother_file_system
    li      t0, -EINVAL
    beq     a0, t0, .Linto_itself
    warn_both "cannot move '", s0, "' to '", s1, "'", a0
    j       .Lfailed
.Lother_file_system:
    mv      a0, s0
    mv      a1, s1
    li      a2, 1
    call    copy_tree
    bnez    a0, .Ldone
    mv      a0, s0
    call    remove_tree
.Ldone:
    leave

.Lcannot_stat:
    warn    "cannot stat '", s0, "'", a0
    j       .Lfailed
.Lsame_file:
    warn_both "'", s0, "' and '", s1, "' are the same file", zero
    j       .Lfailed
.Lonto_file:
    warn_both "cannot overwrite non-directory '", s1, "' with directory '", s0, "'", zero
    j       .Lfailed
.Lonto_folder:
    warn    "cannot overwrite directory '", s1, "' with non-directory", zero
    j       .Lfailed
.Linto_itself:
    warn_both "cannot move '", s0, "' to a subdirectory of itself, '", s1, "'", zero
.Lfailed:
    li      a0, 1
    leave
