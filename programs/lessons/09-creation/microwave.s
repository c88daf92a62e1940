# microwave: a small computer in an appliance. All processes are there from the start; none is made later.
#
#   panel --(seconds)--> timer --(1, 0)--> heater
#
# Each waits at its pipe for what concerns it. The appliance is never in want of memory or of a process number: what it
# needs is known when it is built.

.include "start.s"
.include "children.s"
.include "nap.s"
.include "say.s"

usage "microwave"

.equ SECOND,    100                 # milliseconds: we are in a hurry

    .text
main:
    enter
    la      a0, to_timer
    li      a1, 0
    syscall pipe2
    la      a0, to_heater
    li      a1, 0
    syscall pipe2
    la      a0, timer
    call    start_child
    la      a0, heater
    call    start_child

    lw      a0, to_heater + 4       # that is between the two
    syscall close
    li      a0, 2                   # somebody turns the knob, and later again
    call    panel
    li      a0, 1
    call    panel
    lw      a0, to_timer + 4        # the plug is pulled
    syscall close
    call    await_children
    say     "off\n"
    li      a0, 0
    leave

# panel(a0 = seconds)
panel:
    enter   1
    mv      s0, a0
    say_number "panel: heat for ", s0, " s\n"
    lw      a0, to_timer + 4
    mv      a1, s0
    call    send
    li      a0, 3 * SECOND
    call    nap
    leave

# timer() - for each number of seconds: heater on, wait, heater off
timer:
    enter   1
    lw      a0, to_timer + 4
    syscall close
1:  lw      a0, to_timer
    call    receive
    beqz    a1, 2f
    mv      s0, a0
    lw      a0, to_heater + 4
    li      a1, 1
    call    send
    li      a0, SECOND
    mul     a0, a0, s0
    call    nap
    lw      a0, to_heater + 4
    li      a1, 0
    call    send
    j       1b
2:  li      a0, 0
    leave

# heater() - do as told
heater:
    enter
    lw      a0, to_timer + 4
    syscall close
    lw      a0, to_heater + 4
    syscall close
1:  lw      a0, to_heater
    call    receive
    beqz    a1, 3f
    beqz    a0, 2f
    say     "heater: on\n"
    j       1b
2:  say     "heater: off\n"
    j       1b
3:  li      a0, 0
    leave

# send(a0 = pipe, a1 = number)
send:
    enter   0, 16
    sw      a1, 0(sp)
    mv      a1, sp
    li      a2, 4
    call    write_all
    leave

# receive(a0 = pipe) -> a0 = number, a1 = 1, or 0 at the end
receive:
    enter   0, 16
    mv      a1, sp
    li      a2, 4
    call    read_some
    mv      a1, a0
    lw      a0, 0(sp)
    leave

    .bss
    .balign 4
to_timer:   .zero 8
to_heater:  .zero 8
