# receive: four ways to wait for a byte that another process sends in a millisecond
#
#   blocking        the call returns when the byte is there
#   non-blocking    the call returns at once, also without a byte (EAGAIN); we work, and ask again: polling
#   notification    we work, and a signal tells us that there is a byte
#   waiting         one call waits for several things at once, for so long and no longer
#
# Each of them says how many calls it made to get the byte, and how many pieces of other work it did meanwhile.

.include "start.s"
.include "children.s"
.include "handler.s"
.include "nap.s"
.include "say.s"

usage "receive"

    .text
main:
    enter

    call    open_pipe
    li      a0, 0
    call    read_until_there
    la_string a0, "blocking read of a pipe"
    call    report

    call    open_pipe
    li      a0, O_NONBLOCK
    call    set_flags
    call    read_until_there
    la_string a0, "non-blocking read of a pipe"
    call    report

    call    open_sockets
    li      a0, 0
    call    receive_until_there
    la_string a0, "blocking recv of a socket"
    call    report

    call    open_sockets
    li      a0, MSG_DONTWAIT
    call    receive_until_there
    la_string a0, "non-blocking recv of a socket"
    call    report

    call    open_sockets
    call    be_notified
    la_string a0, "notification by a signal"
    call    report

    call    open_pipe
    call    wait_for_several
    la_string a0, "waiting with a time limit"
    call    report
    li      a0, 0
    leave

# open_pipe() - a pipe, and a child that writes a byte to it in a millisecond
open_pipe:
    enter
    la      a0, ends
    li      a1, 0
    syscall pipe2
    j       .Lsend

# open_sockets() - a pair of sockets, and a child that writes a byte to the other one in a millisecond
open_sockets:
    enter
    li      a0, AF_UNIX
    li      a1, SOCK_STREAM
    li      a2, 0
    la      a3, ends
    syscall socketpair
.Lsend:
    sw      zero, calls, t0
    sw      zero, work, t0
    la      a0, sender
    call    start_child
    leave

# sender() - what the child does
sender:
    enter
    li      a0, 1
    call    nap
    lw      a0, ends + 4
    la_string a1, "x"
    li      a2, 1
    syscall write
    li      a0, 0
    leave

# set_flags(a0 = O_ flags) - of our end
set_flags:
    mv      a2, a0
    lw      a0, ends
    li      a1, F_SETFL
    syscall fcntl64
    ret

# read_until_there() - read; while there is nothing, do something else
read_until_there:
    enter
1:  call    count_call
    lw      a0, ends
    la      a1, byte
    li      a2, 1
    syscall read
    bgtz    a0, 2f
    call    other_work
    j       1b
2:  leave

# receive_until_there(a0 = MSG_ flags) - the same with recv
receive_until_there:
    enter   1
    mv      s0, a0
1:  call    count_call
    lw      a0, ends
    la      a1, byte
    li      a2, 1
    mv      a3, s0
    li      a4, 0
    li      a5, 0
    syscall recvfrom
    bgtz    a0, 2f
    call    other_work
    j       1b
2:  leave

# be_notified() - let the kernel send SIGIO when there is something to read, and work until then
be_notified:
    enter
    sw      zero, is_there, t0
    li      a0, SIGIO
    la      a1, notice
    call    on_signal
    syscall getpid
    mv      a2, a0
    lw      a0, ends
    li      a1, F_SETOWN
    syscall fcntl64
    li      a0, O_ASYNC
    call    set_flags
1:  call    other_work
    lw      t0, is_there
    beqz    t0, 1b
    call    read_until_there
    leave

# notice(a0 = signal)
notice:
    li      t0, 1
    sw      t0, is_there, t1
    ret

# wait_for_several() - wait up to 0.3 milliseconds at a time for our end, then do something else
wait_for_several:
    enter   0, POLLFD_BYTES + TIMESPEC_BYTES
1:  call    count_call
    lw      t0, ends
    sw      t0, POLLFD_FD(sp)
    li      t0, POLLIN
    sw      t0, POLLFD_EVENTS(sp)
    sw      zero, POLLFD_BYTES + TIMESPEC_SEC(sp)
    sw      zero, POLLFD_BYTES + TIMESPEC_SEC + 4(sp)
    li      t0, 300000
    sw      t0, POLLFD_BYTES + TIMESPEC_NSEC(sp)
    sw      zero, POLLFD_BYTES + TIMESPEC_NSEC + 4(sp)
    mv      a0, sp
    li      a1, 1                   # a list of one
    addi    a2, sp, POLLFD_BYTES
    li      a3, 0
    li      a4, SIGSET_BYTES
    syscall ppoll_time64
    bgtz    a0, 2f
    call    other_work
    j       1b
2:  call    read_until_there
    leave

count_call:
    lw      t0, calls
    addi    t0, t0, 1
    sw      t0, calls, t1
    ret

other_work:
    enter
    lw      t0, work
    addi    t0, t0, 1
    sw      t0, work, t1
    li      a0, 2500
    call    compute
    leave

# report(a0 = way)
report:
    enter
    call    print_str
    print   ": calls "
    lw      a0, calls
    call    print_udec
    print   ", other work "
    lw      a0, work
    call    print_udec
    print   "\n"
    call    flush_stdout
    lw      a0, ends
    syscall close
    lw      a0, ends + 4
    syscall close
    call    await_children
    leave

    .bss
    .balign 4
ends:       .zero 8                 # ours, and the sender's
calls:      .zero 4
work:       .zero 4
is_there:   .zero 4
byte:       .zero 4
