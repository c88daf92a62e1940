# share.s: memory that processes share

.ifndef SHARE_S
.equ SHARE_S, 1
.include "macros.s"

    .text

# share(a0 = bytes) -> a0 = zeroed memory that children made from now on share with this process, or -errno
share:
    li      a3, MAP_SHARED | MAP_ANONYMOUS
    j       .Lmap

# map_private(a0 = bytes) -> a0 = zeroed memory of this process alone, or -errno
map_private:
    li      a3, MAP_PRIVATE | MAP_ANONYMOUS
.Lmap:
    mv      a1, a0
    li      a0, 0
    li      a2, PROT_READ | PROT_WRITE
    li      a4, -1
    li      a5, 0
    syscall mmap2
    ret

.endif
