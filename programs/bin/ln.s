# ln: give a file another name
#
# Without -s the new name is a hard link: the same file. With -s it is a symbolic link: a file that holds the
# other's path. -f replaces a name that exists.

.include "start.s"
.include "target.s"

usage "ln [-fs] FILE NAME | ln [-fs] FILE... FOLDER"

    .text
main:
    enter
    call    options_start
.Lnext_option:
    options "fs"
    on_option 'f', .Lset_force
    on_option 's', .Lset_symbolic
    lw      t0, operands            # with a single operand the name goes into the current folder
    lw      t1, 0(t0)
    beqz    t1, 1f
    lw      t1, 4(t0)
    bnez    t1, 1f
    lw      a0, 0(t0)
    call    basename
    mv      a1, a0
    lw      t0, operands
    lw      a0, 0(t0)
    call    link
    leave
1:  la      a0, link
    call    each_to_target
    leave
.Lset_force:
    li      t1, 1
    la      t0, force
    sw      t1, 0(t0)
    j       .Lnext_option
.Lset_symbolic:
    li      t1, 1
    la      t0, symbolic
    sw      t1, 0(t0)
    j       .Lnext_option

# link(a0 = file, a1 = new name) -> a0 = 0, or 1 after a message
link:
    enter   3, STATX_BYTES
    mv      s0, a0
    mv      s1, a1
    lw      s2, symbolic
    bnez    s2, 1f
    mv      a1, sp
    call    lstat
    bltz    a0, .Lcannot_access
    lhu     a0, STATX_MODE(sp)
    call    mode_is_directory
    bnez    a0, .Lis_folder
1:  lw      t0, force
    beqz    t0, 2f
    mv      a0, s1
    call    unlink                  # if it fails, so does what follows
2:  bnez    s2, 3f
    li      a0, AT_FDCWD
    mv      a1, s0
    li      a2, AT_FDCWD
    mv      a3, s1
    li      a4, 0
    syscall linkat
    bltz    a0, .Lhard_failed
    leave
3:  mv      a0, s0
    li      a1, AT_FDCWD
    mv      a2, s1
    syscall symlinkat
    bltz    a0, .Lsymbolic_failed
    leave
.Lcannot_access:
    warn    "failed to access '", s0, "'", a0
    j       .Lfailed
.Lis_folder:
    warn    "", s0, ": hard link not allowed for directory", zero
    j       .Lfailed
.Lhard_failed:
    li      t0, -ENOENT
    beq     a0, t0, .Lno_such_folder
    warn    "failed to create hard link '", s1, "'", a0
    j       .Lfailed
.Lno_such_folder:
    warn_both "failed to create hard link '", s1, "' => '", s0, "'", a0
    j       .Lfailed
.Lsymbolic_failed:
    warn    "failed to create symbolic link '", s1, "'", a0
.Lfailed:
    li      a0, 1
    leave

    .bss
    .balign 4
force:          .zero 4
symbolic:       .zero 4
