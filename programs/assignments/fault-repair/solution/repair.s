# repair.s: a handler that makes pages as they are touched
#
# The kernel sends SIGSEGV for an access that is not allowed, with the address. The handler gives the page the rights that
# are missing; when it returns the instruction is executed again, and does not even notice.

.include "macros.s"

    .text
    .globl  install_repair, repairs

# install_repair(a0 = region, a1 = bytes) - repair faults in there from now on
install_repair:
    enter   0, SIGACTION_BYTES
    la      t0, start
    sw      a0, 0(t0)
    la      t0, size
    sw      a1, 0(t0)
    la      t0, repair
    sw      t0, SIGACTION_HANDLER(sp)
    li      t0, SA_SIGINFO
    sw      t0, SIGACTION_FLAGS(sp)
    sw      zero, SIGACTION_MASK(sp)
    sw      zero, SIGACTION_MASK + 4(sp)
    li      a0, SIGSEGV
    mv      a1, sp
    li      a2, 0
    li      a3, SIGSET_BYTES
    syscall rt_sigaction
    leave

# repairs() -> a0 = how many pages were repaired
repairs:
    lw      a0, count
    ret

# repair(a0 = signal, a1 = struct siginfo, a2 = context) - the handler
repair:
    lw      a0, SIGINFO_ADDR(a1)
    lw      t0, start
    sub     t0, a0, t0
    lw      t1, size
    bgeu    t0, t1, 1f
    li      t0, -4096
    and     a0, a0, t0              # the page
    li      a1, 4096
    li      a2, PROT_READ | PROT_WRITE
    syscall mprotect
    la      t0, count
    lw      t1, 0(t0)
    addi    t1, t1, 1
    sw      t1, 0(t0)
    ret
1:  addi    sp, sp, -SIGACTION_BYTES # not ours: the next time it ends the process
    sw      zero, SIGACTION_HANDLER(sp)
    sw      zero, SIGACTION_FLAGS(sp)
    sw      zero, SIGACTION_MASK(sp)
    sw      zero, SIGACTION_MASK + 4(sp)
    li      a0, SIGSEGV
    mv      a1, sp
    li      a2, 0
    li      a3, SIGSET_BYTES
    syscall rt_sigaction
    addi    sp, sp, SIGACTION_BYTES
    ret

    .bss
    .balign 4
start:  .zero   4
size:   .zero   4
count:  .zero   4
