# endings: four ways to end, and one that was repaired

.include "start.s"
.include "children.s"
.include "share.s"
.include "nap.s"
.include "say.s"

usage "endings"

.equ NOWHERE, 0x60000000

    .text
main:
    enter   1
    la      a0, done
    call    start_child
    la_string a1, "done"
    call    tell
    la      a0, fails
    call    start_child
    la_string a1, "failed"
    call    tell
    la      a0, faults
    call    start_child
    la_string a1, "at fault"
    call    tell
    la      a0, for_ever
    call    start_child
    mv      s0, a0
    li      a1, SIGTERM             # somebody else wants it to end
    syscall kill
    mv      a0, s0
    la_string a1, "killed"
    call    tell
    la      a0, repairs
    call    start_child
    la_string a1, "repaired"
    call    tell
    li      a0, 0
    leave

# done() - a normal exit: the work is done
done:
    li      a0, 0
    ret

# fails() - an error exit: the program itself finds that it cannot go on
fails:
    enter
    la_string a0, "/nowhere/file"
    call    open_read
    bgez    a0, 1f
    say     "cannot open /nowhere/file\n"
    li      a0, 1
1:  leave

# faults() - a fatal error: the hardware finds it, and the kernel ends the process
faults:
    li      t0, NOWHERE
    lw      a0, 0(t0)
    ret

# for_ever() - until somebody ends it
for_ever:
    j       for_ever

# repairs() - the same fault as `faults`, but there is a handler: it puts memory where there was none
repairs:
    enter   1
    li      a0, SIGSEGV
    la      a1, repair
    call    on_fault
    li      s0, NOWHERE
    lw      s0, 0(s0)               # faults; after the handler it is executed again
    say_number "the repaired load gave ", s0, "\n"
    li      a0, 0
    leave

# on_fault(a0 = signal, a1 = handler) - the handler gets the signal, struct siginfo, and the saved registers
on_fault:
    enter   0, SIGACTION_BYTES
    sw      a1, SIGACTION_HANDLER(sp)
    li      t0, SA_SIGINFO
    sw      t0, SIGACTION_FLAGS(sp)
    sw      zero, SIGACTION_MASK(sp)
    sw      zero, SIGACTION_MASK + 4(sp)
    mv      a1, sp
    li      a2, 0
    li      a3, SIGSET_BYTES
    syscall rt_sigaction
    leave

# repair(a0 = signal, a1 = struct siginfo) - map a page at the address of the fault, with 42 in it
repair:
    enter   1
    lw      s0, SIGINFO_ADDR(a1)
    say     "caught: there is no memory\n"
    mv      a0, s0
    li      a1, 4096
    li      a2, PROT_READ | PROT_WRITE
    li      a3, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED
    li      a4, -1
    li      a5, 0
    syscall mmap2
    li      t0, 42
    sw      t0, 0(s0)
    leave

# tell(a0 = process id, a1 = name) - wait for its end and say what it was
tell:
    enter   2, SIGINFO_BYTES
    mv      s0, a1
    mv      a1, a0
    li      a0, P_PID
    mv      a2, sp
    li      a3, WEXITED
    li      a4, 0
    syscall waitid
    lw      s1, SIGINFO_STATUS(sp)
    lw      t0, SIGINFO_CODE(sp)
    li      t1, CLD_EXITED
    bne     t0, t1, 1f
    say_named s0, ": exited by itself with status ", s1
    leave
1:  say_named s0, ": ended by signal ", s1
    leave
