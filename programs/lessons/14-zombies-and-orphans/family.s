# family: a child that has ended and is not waited for, and a child whose parent has ended

.include "start.s"
.include "children.s"
.include "handler.s"
.include "show.s"
.include "nap.s"
.include "say.s"

usage "family"

    .text
main:
    enter   2
    la      a0, ends_at_once        # a zombie
    call    start_child
    mv      s0, a0
    li      a0, 10
    call    nap
    say     "a child has ended, and nobody has waited for it:\n"
    call    show
    mv      a0, s0
    li      a1, 0
    call    wait_for
    mv      s1, a0
    say_number "waited: its exit status is ", s1, "\n"
    call    show

    la      a0, has_a_child         # an orphan
    call    start_child
    li      a1, 0
    call    wait_for
    say     "a child has ended; its own child lives on:\n"
    call    show
    li      a0, 200
    call    nap
    say     "and later:\n"
    call    show
    li      a0, 0
    leave

# ends_at_once() -> its status
ends_at_once:
    li      a0, 7
    ret

# has_a_child() - make a child and end before it
has_a_child:
    enter
    la      a0, lives_on
    call    start_child
    li      a0, 0
    leave

# lives_on() - end a little later
lives_on:
    enter
    li      a0, 100
    call    nap
    li      a0, 0
    leave

# show() - the processes
show:
    enter
    la_string a0, "pid,ppid,stat,comm"
    call    show_processes
    leave
