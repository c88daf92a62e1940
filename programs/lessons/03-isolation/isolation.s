# isolation: what a process writes, and where it reaches, is its own affair

.include "start.s"
.include "children.s"
.include "share.s"
.include "say.s"

usage "isolation"

.equ NOWHERE, 0x70000000            # an address that nobody has given us

    .text
main:
    enter   2
    li      a0, 4096
    call    map_private             # a page of memory
    mv      s0, a0
    li      t0, 1
    sw      t0, 0(s0)

    la      a0, writer              # a child writes to the page, at the same address
    mv      a1, s0
    call    start_child
    li      a1, 0
    call    wait_for
    lw      s1, 0(s0)
    say_number "the parent sees ", s1, "\n"

    la      a0, stray               # a child reaches for what is not there
    li      a1, NOWHERE
    call    start_child
    li      a1, 0
    call    wait_for
    mv      s1, a0
    say_number "the second child ended with status ", s1, "\n"
    say     "the parent goes on\n"
    li      a0, 0
    leave

# writer(a0 = address)
writer:
    enter   1
    li      t0, 2
    sw      t0, 0(a0)
    lw      s0, 0(a0)
    say_number "the child sees ", s0, "\n"
    li      a0, 0
    leave

# stray(a0 = address)
stray:
    enter   1
    lw      s0, 0(a0)
    say_number "the second child has read ", s0, "\n"
    li      a0, 0
    leave
