# children.s: routines that run in processes of their own

.ifndef CHILDREN_S
.equ CHILDREN_S, 1
.include "macros.s"
.include "start.s"
.include "process.s"

    .text

# start_child(a0 = routine, a1 = argument) -> a0 = process id of a child, or -errno
# The child calls routine(a0 = argument), and ends with its result as exit status.
start_child:
    enter   2
    mv      s0, a0
    mv      s1, a1
    call    flush_stdout            # else the child would have a copy of what is still to come out
    call    fork
    beqz    a0, 1f
    leave
1:  mv      a0, s1
    jalr    s0
    j       exit

# await_children() - wait until every child has ended
await_children:
    enter
1:  li      a0, P_ALL
    li      a1, 0
    li      a2, 0
    li      a3, WEXITED
    li      a4, 0
    syscall waitid
    beqz    a0, 1b
    li      t0, -EINTR
    beq     a0, t0, 1b
    leave

.endif
