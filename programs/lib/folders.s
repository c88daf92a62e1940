# folders.s: making a folder with those above it

.ifndef FOLDERS_S
.equ FOLDERS_S, 1
.include "macros.s"
.include "string.s"
.include "alloc.s"
.include "tree.s"

    .text

# make_folder_above(a0 = path) -> a0 = 0 or -errno; makes the folder that the path is in, and those above it
make_folder_above:
    enter   1
    mv      s0, a0
    call    strlen
    addi    a0, a0, 1
    call    alloc
    mv      a1, s0
    mv      s0, a0
    call    strcpy
    mv      a0, s0
    li      a1, '/'
    call    strrchr
    beqz    a0, 1f                  # the current folder, or the root
    beq     a0, s0, 1f
    sb      zero, 0(a0)
    mv      a0, s0
    unwind
    j       make_parents
1:  li      a0, 0
    leave

# make_folder(a0 = path) -> a0 = 0 or -errno; makes the folder, and those above it that are missing
make_folder:
    enter   1
    mv      s0, a0
    call    strlen
    addi    a0, a0, 1
    call    alloc                   # make_parents writes into the path
    mv      a1, s0
    mv      s0, a0
    call    strcpy
    mv      a0, s0
    unwind
    # falls into make_parents

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

.endif
