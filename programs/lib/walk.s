# walk.s: doing something with files and all that is in folders

.ifndef WALK_S
.equ WALK_S, 1
.include "macros.s"
.include "directory.s"
.include "errors.s"
.include "tree.s"

    .text

# each_file(a0 = list of paths, then 0, a1 = routine, a2 = 1 to go through folders) -> a0 = 0, or 1 after an error
# The routine is as for walk_tree.
each_file:
    enter   4
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    li      s3, 0                   # result
1:  lw      a0, 0(s0)
    beqz    a0, 4f
    addi    s0, s0, 4
    mv      a1, s1
    bnez    s2, 2f
    jalr    s1
    j       3f
2:  call    walk_tree
3:  or      s3, s3, a0
    j       1b
4:  mv      a0, s3
    leave

# walk_tree(a0 = path, a1 = routine) -> a0 = 0, or 1 when the routine or a folder gave an error
# The routine has a0 = path, and gives 0 or 1. A folder comes before what is in it. Symbolic links are not
# followed, but for the path itself: the routine does not see those below it.
walk_tree:
    enter   3
    mv      s0, a0
    mv      s1, a1
    jalr    s1
    mv      s2, a0                  # result
    mv      a0, s0
    call    is_directory
    beqz    a0, 1f
    mv      a0, s0
    la      a1, .Lwalk_below
    mv      a2, s1
    call    each_entry
    bltz    a0, 2f
    or      s2, s2, a0
1:  mv      a0, s2
    leave
2:  warn    "cannot read directory '", s0, "'", a0
    li      a0, 1
    leave

# (a0 = path, a1 = routine) -> a0 = 0 or 1; nothing is done with a symbolic link, or with what has gone meanwhile
.Lwalk_below:
    enter   2, STATX_BYTES
    mv      s0, a0
    mv      s1, a1
    mv      a1, sp
    call    lstat
    bltz    a0, 3f
    lhu     t0, STATX_MODE(sp)
    li      t1, S_IFMT
    and     t0, t0, t1
    li      t1, S_IFLNK
    beq     t0, t1, 3f
    mv      a0, s0
    mv      a1, s1
    unwind
    tail    walk_tree
3:  li      a0, 0
    leave

.endif
