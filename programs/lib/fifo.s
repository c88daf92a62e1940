# fifo.s: named pipes

.ifndef FIFO_S
.equ FIFO_S, 1
.include "macros.s"

    .text

# make_fifo(a0 = path, a1 = mode) -> a0 = 0 or -errno; the umask takes its bits from the mode
make_fifo:
    li      a2, S_IFIFO
    or      a2, a2, a1
    mv      a1, a0
    li      a0, AT_FDCWD
    li      a3, 0
    syscall mknodat
    ret

.endif
