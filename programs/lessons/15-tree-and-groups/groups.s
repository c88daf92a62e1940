# groups: a tree of processes, two groups in it, and a signal for one of them
#
#   groups
#     +-- job           in a group of its own, which it leads
#     |     +-- helper  a child of the job, in the same group
#     +-- other         a second job, in another group

.include "start.s"
.include "children.s"
.include "handler.s"
.include "show.s"
.include "nap.s"
.include "say.s"

usage "groups"

    .text
main:
    enter   2
    la      a0, job
    call    start_child
    mv      s0, a0
    mv      a1, s0
    call    make_group
    la      a0, other
    call    start_child
    mv      s1, a0
    mv      a1, s1
    call    make_group
    li      a0, 10
    call    nap
    call    show

    say     "SIGINT for the group of job:\n"
    neg     a0, s0                  # a negative number is a group
    li      a1, SIGINT
    syscall kill
    mv      a0, s0
    li      a1, 0
    call    wait_for
    li      a0, 10
    call    nap
    call    show

    mv      a0, s1
    li      a1, SIGTERM
    syscall kill
    mv      a0, s1
    li      a1, 0
    call    wait_for
    li      a0, 0
    leave

# make_group(a0 = process id, a1 = group id)
make_group:
    syscall setpgid
    ret

# job() - make a helper, and sleep
job:
    enter
    la_string a0, "job"
    call    set_name
    la      a0, helper
    call    start_child
    j       .Lsleep

helper:
    enter
    la_string a0, "helper"
    call    set_name
    j       .Lsleep

other:
    enter
    la_string a0, "other"
    call    set_name
.Lsleep:
    li      a0, 5000
    call    nap
    li      a0, 0
    leave

# set_name(a0 = name) - what ps shows
set_name:
    mv      a1, a0
    li      a0, PR_SET_NAME
    syscall prctl
    ret

# show() - the processes
show:
    enter
    la_string a0, "pid,ppid,pgid,stat,comm"
    call    show_processes
    leave
