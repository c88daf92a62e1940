# tree.s: copying and removing files and folders with what is in them
#
# The routines report errors themselves and go on with the next file; their result says whether all went well.

.ifndef TREE_S
.equ TREE_S, 1
.include "macros.s"
.include "directory.s"
.include "errors.s"
.include "io.s"

    .text

# exists(a0 = path) -> a0 = 1 or 0
exists:
    enter   0, STATX_BYTES
    mv      a1, sp
    call    lstat
    seqz    a0, a0
    leave

# is_directory(a0 = path) -> a0 = 1 for a folder, also through a symbolic link, else 0
is_directory:
    enter   0, STATX_BYTES
    mv      a1, sp
    call    stat
    bnez    a0, 1f
    lhu     a0, STATX_MODE(sp)
    call    mode_is_directory
    leave
1:  li      a0, 0
    leave

# mode_is_directory(a0 = mode) -> a0 = 1 or 0
mode_is_directory:
    li      t0, S_IFMT
    and     a0, a0, t0
    li      t0, S_IFDIR
    sub     a0, a0, t0
    seqz    a0, a0
    ret

# is_same_file(a0 = struct statx, a1 = struct statx) -> a0 = 1 when both are of one file, else 0
is_same_file:
    li      t2, 0
    lw      t0, STATX_INO(a0)
    lw      t1, STATX_INO(a1)
    bne     t0, t1, 1f
    lw      t0, STATX_INO + 4(a0)
    lw      t1, STATX_INO + 4(a1)
    bne     t0, t1, 1f
    lw      t0, STATX_DEV_MAJOR(a0)
    lw      t1, STATX_DEV_MAJOR(a1)
    bne     t0, t1, 1f
    lw      t0, STATX_DEV_MINOR(a0)
    lw      t1, STATX_DEV_MINOR(a1)
    bne     t0, t1, 1f
    li      t2, 1
1:  mv      a0, t2
    ret

# remove_tree(a0 = path) -> a0 = 0, or 1 after a message
remove_tree:
    enter   1, STATX_BYTES
    mv      s0, a0
    mv      a1, sp
    call    lstat
    bltz    a0, .Lremove_failed
    lhu     a0, STATX_MODE(sp)
    call    mode_is_directory
    bnez    a0, .Lremove_directory
    mv      a0, s0
    call    unlink
    bltz    a0, .Lremove_failed
    leave
.Lremove_directory:
    mv      a0, s0
    la      a1, remove_tree
    call    each_entry
    bltz    a0, .Lremove_failed
    bnez    a0, .Lremove_done       # it is not empty, and the reason has been told
    mv      a0, s0
    call    remove_directory
    bltz    a0, .Lremove_failed
.Lremove_done:
    leave
.Lremove_failed:
    warn    "cannot remove '", s0, "'", a0
    li      a0, 1
    leave

# unlink(a0 = path) -> a0 = 0 or -errno; removes a name that is not a folder's
unlink:
    mv      a1, a0
    li      a0, AT_FDCWD
    li      a2, 0
    syscall unlinkat
    ret

# remove_directory(a0 = path) -> a0 = 0 or -errno; removes an empty folder
remove_directory:
    mv      a1, a0
    li      a0, AT_FDCWD
    li      a2, AT_REMOVEDIR
    syscall unlinkat
    ret

# make_directory(a0 = path, a1 = mode) -> a0 = 0 or -errno
make_directory:
    mv      a2, a1
    mv      a1, a0
    li      a0, AT_FDCWD
    syscall mkdirat
    ret

# copy_tree(a0 = source, a1 = destination, a2 = folders too?) -> a0 = 0, or 1 after a message
# The destination is the new name itself. With folders, symbolic links are copied as links.
copy_tree:
    enter   7, STATX_BYTES
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    mv      a1, sp
    beqz    a2, 1f
    call    lstat
    j       2f
1:  call    stat
2:  bltz    a0, .Lcopy_cannot_stat
    lhu     s3, STATX_MODE(sp)
    mv      a0, s0
    mv      a1, s1
    mv      a2, sp
    li      t0, S_IFMT
    and     t0, t0, s3
    li      t1, S_IFDIR
    beq     t0, t1, .Lcopy_directory
    li      t1, S_IFLNK
    beq     t0, t1, .Lcopy_link
    call    copy_file_data
    leave
.Lcopy_link:
    call    copy_link
    leave

.Lcopy_directory:
    beqz    s2, .Lcopy_omitted
    la      a0, .Lcopy_root         # met the folder that this copy has made?
    lw      t0, STATX_INO(a0)
    beqz    t0, 3f
    mv      a1, sp
    call    is_same_file
    bnez    a0, .Lcopy_into_itself
3:  call    alloc_mark
    mv      s4, a0
    andi    a1, s3, 0777
    ori     a1, a1, 0700            # we must be able to fill it
    mv      a0, s1
    call    make_directory
    li      t0, -EEXIST
    beq     a0, t0, .Lcopy_exists
    bltz    a0, .Lcopy_cannot_make
    la      a1, .Lcopy_root
    lw      t0, STATX_INO(a1)
    bnez    t0, .Lcopy_read
    la      t0, .Lcopy_root_name
    sw      s1, 0(t0)
    mv      a0, s1
    call    stat
    j       .Lcopy_read
.Lcopy_exists:
    mv      a0, s1
    call    is_directory
    beqz    a0, .Lcopy_no_directory
.Lcopy_read:
    mv      a0, s0
    call    read_directory
    mv      s5, a0
    mv      a0, a1
    beqz    s5, .Lcopy_cannot_read
    li      s3, 0                   # result
.Lcopy_next:
    lw      s6, 0(s5)
    beqz    s6, .Lcopy_done
    addi    s5, s5, 4
    mv      a0, s6
    call    is_dot_name
    bnez    a0, .Lcopy_next
    mv      a0, s1
    mv      a1, s6
    call    join_path
    mv      a1, s6
    mv      s6, a0
    mv      a0, s0
    call    join_path
    mv      a1, s6
    mv      a2, s2
    call    copy_tree
    or      s3, s3, a0
    j       .Lcopy_next
.Lcopy_done:
    mv      a0, s4
    call    alloc_release
    mv      a0, s3
    leave

.Lcopy_cannot_stat:
    warn    "cannot stat '", s0, "'", a0
    j       .Lcopy_failed
.Lcopy_cannot_read:
    warn    "cannot access '", s0, "'", a0
    j       .Lcopy_failed
.Lcopy_cannot_make:
    warn    "cannot create directory '", s1, "'", a0
    j       .Lcopy_failed
.Lcopy_no_directory:
    warn_both "cannot overwrite non-directory '", s1, "' with directory '", s0, "'", zero
    j       .Lcopy_failed
.Lcopy_omitted:
    warn    "-r not specified; omitting directory '", s0, "'", zero
    j       .Lcopy_failed
.Lcopy_into_itself:
    lw      s2, .Lcopy_root_name
    warn_both "cannot copy a directory, '", s0, "', into itself, '", s2, "'", zero
.Lcopy_failed:
    li      a0, 1
    leave

# copy_link(a0 = source, a1 = destination) -> a0 = 0, or 1 after a message; both are names of symbolic links
copy_link:
    enter   2
    mv      s0, a0
    mv      s1, a1
    mv      a1, a0
    li      a0, AT_FDCWD
    la      a2, link_target
    li      a3, PATH_MAX - 1
    syscall readlinkat
    bltz    a0, 1f
    la      t0, link_target
    add     t0, t0, a0
    sb      zero, 0(t0)
    la      a0, link_target
    li      a1, AT_FDCWD
    mv      a2, s1
    syscall symlinkat
    bltz    a0, 2f
    leave
1:  warn    "cannot read symbolic link '", s0, "'", a0
    li      a0, 1
    leave
2:  warn    "cannot create symbolic link '", s1, "'", a0
    li      a0, 1
    leave

# copy_file_data(a0 = source, a1 = destination, a2 = struct statx of the source) -> a0 = 0, or 1 after a message
copy_file_data:
    enter   5, STATX_BYTES
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    mv      a0, s1
    mv      a1, sp
    call    stat
    bnez    a0, 1f                  # a new file
    mv      a0, s2
    mv      a1, sp
    call    is_same_file
    bnez    a0, .Lcopy_same
    lhu     a0, STATX_MODE(sp)
    call    mode_is_directory
    bnez    a0, .Lcopy_is_directory
1:  mv      a0, s0
    call    open_read
    bltz    a0, .Lcopy_cannot_open
    mv      s3, a0
    li      a0, AT_FDCWD
    mv      a1, s1
    li      a2, O_WRONLY | O_CREAT | O_TRUNC
    lhu     a3, STATX_MODE(s2)
    andi    a3, a3, 0777
    syscall openat
    bltz    a0, .Lcopy_cannot_create
    mv      s4, a0
    mv      a1, a0
    mv      a0, s3
    call    copy_all
    mv      s2, a1
    bltz    a0, .Lcopy_read_error
    bltz    a1, .Lcopy_write_error
    li      s2, 0
2:  mv      a0, s4
    syscall close
3:  mv      a0, s3
    syscall close
    mv      a0, s2
    leave
.Lcopy_read_error:
    warn    "error reading '", s0, "'", a0
    li      s2, 1
    j       2b
.Lcopy_write_error:
    warn    "error writing '", s1, "'", a1
    li      s2, 1
    j       2b
.Lcopy_cannot_create:
    warn    "cannot create regular file '", s1, "'", a0
    li      s2, 1
    j       3b
.Lcopy_cannot_open:
    warn    "cannot open '", s0, "' for reading", a0
    li      a0, 1
    leave
.Lcopy_is_directory:
    warn    "cannot overwrite directory '", s1, "' with non-directory", zero
    li      a0, 1
    leave
.Lcopy_same:
    warn_both "'", s0, "' and '", s1, "' are the same file", zero
    li      a0, 1
    leave

    .bss
    .balign 8
.Lcopy_root:    .zero STATX_BYTES   # the first folder made by this copy; zero before
.Lcopy_root_name: .zero 4           # its path
link_target:    .zero PATH_MAX

.endif
