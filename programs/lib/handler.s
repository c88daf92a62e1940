# handler.s: what happens when a signal comes

.ifndef HANDLER_S
.equ HANDLER_S, 1
.include "macros.s"

    .text

# on_signal(a0 = signal, a1 = handler, SIG_IGN or SIG_DFL) - do this when the signal comes
# A handler gets the signal in a0. It keeps the s registers, as every routine does; the kernel keeps all others. A call
# that it interrupts goes on afterwards where Linux lets it (SA_RESTART).
on_signal:
    enter   0, SIGACTION_BYTES
    sw      a1, SIGACTION_HANDLER(sp)
    li      t0, SA_RESTART
    sw      t0, SIGACTION_FLAGS(sp)
    sw      zero, SIGACTION_MASK(sp)
    sw      zero, SIGACTION_MASK + 4(sp)
    mv      a1, sp
    li      a2, 0
    li      a3, SIGSET_BYTES
    syscall rt_sigaction
    leave

.endif
