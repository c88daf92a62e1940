# directory.s: the names in a folder

.ifndef DIRECTORY_S
.equ DIRECTORY_S, 1
.include "macros.s"
.include "alloc.s"
.include "path.s"

.equ ENTRIES_SIZE, 16384            # bytes asked for with one getdents64

    .text

# read_directory(a0 = path) -> a0 = list of pointers to the names, which ends with 0, a1 = how many;
#                              or a0 = 0, a1 = -errno
# The names are in the order of the file system, "." and ".." among them.
read_directory:
    enter   6
    mv      a1, a0
    li      a0, AT_FDCWD
    li      a2, O_RDONLY | O_DIRECTORY | O_CLOEXEC
    li      a3, 0
    syscall openat
    mv      a1, a0
    bltz    a0, .Ldirectory_failed
    mv      s0, a0
    li      s1, 0                   # chain of names: next, text
    li      s2, 0                   # how many
.Ldirectory_more:
    mv      a0, s0
    la      a1, .Lentries
    li      a2, ENTRIES_SIZE
    syscall getdents64
    mv      s4, a0
    blez    a0, .Ldirectory_end
    la      s3, .Lentries
    add     s4, s3, a0              # end of the entries
.Ldirectory_entry:
    addi    a0, s3, DIRENT_NAME
    call    strlen
    addi    a0, a0, 4 + 1
    call    alloc
    sw      s1, 0(a0)
    mv      s1, a0
    addi    a0, a0, 4
    addi    a1, s3, DIRENT_NAME
    call    strcpy
    addi    s2, s2, 1
    lhu     t0, DIRENT_RECLEN(s3)
    add     s3, s3, t0
    bltu    s3, s4, .Ldirectory_entry
    j       .Ldirectory_more
.Ldirectory_end:
    mv      a0, s0
    syscall close
    mv      a1, s4
    bltz    s4, .Ldirectory_failed
    addi    a0, s2, 1               # the list, filled from its end
    slli    a0, a0, 2
    call    alloc
    slli    t0, s2, 2
    add     t0, t0, a0
    sw      zero, 0(t0)
    j       2f
1:  addi    t1, s1, 4
    addi    t0, t0, -4
    sw      t1, 0(t0)
    lw      s1, 0(s1)
2:  bnez    s1, 1b
    mv      a1, s2
    leave
.Ldirectory_failed:
    li      a0, 0
    leave

# each_entry(a0 = path of a folder, a1 = routine, a2 = argument) -> a0 = 0, 1 when the routine gave that, or -errno
# The routine has a0 = path of something in the folder, a1 = argument, and gives 0 or 1; "." and ".." are left out.
each_entry:
    enter   6
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    call    alloc_mark
    mv      s3, a0
    mv      a0, s0
    call    read_directory
    mv      s4, a0
    mv      a0, a1
    beqz    s4, 3f
    li      s5, 0                   # result
1:  lw      a0, 0(s4)
    beqz    a0, 2f
    addi    s4, s4, 4
    call    is_dot_name
    bnez    a0, 1b
    mv      a0, s0
    lw      a1, -4(s4)
    call    join_path
    mv      a1, s2
    jalr    s1
    or      s5, s5, a0
    j       1b
2:  mv      a0, s3
    call    alloc_release
    mv      a0, s5
3:  leave

    .bss
    .balign 8
.Lentries:      .zero ENTRIES_SIZE

.endif
