# popen.s: programs with pipes at their standard streams, after Python's subprocess.Popen

.ifndef POPEN_S
.equ POPEN_S, 1
.include "macros.s"
.include "start.s"
.include "process.s"
.include "descriptors.s"

# A program that was started. The caller has room for it.
.equ POPEN_PID,     0
.equ POPEN_STDIN,   4               # our end of the pipe to its standard input, or -1
.equ POPEN_STDOUT,  8               # our ends of the pipes from its output and its errors, or -1
.equ POPEN_STDERR,  12
.equ POPEN_STATUS,  16              # its exit status once it is known, else -1
.equ POPEN_BYTES,   20

# Which streams are to be pipes; the others are the caller's own.
.equ PIPE_STDIN,    1
.equ PIPE_STDOUT,   2
.equ PIPE_STDERR,   4

    .text

# popen(a0 = record, a1 = argv, a2 = PIPE_ values) -> a0 = 0 or -errno
# The program is looked up in PATH. If it cannot be executed its exit status is 127 (not found) or 126.
popen:
    enter   5, 8                    # locals: a pipe
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    li      t0, -1
    sw      t0, POPEN_STATUS(s0)
    li      s3, 0                   # stream
    la      s4, .Ltheir_ends
1:  li      t0, -1
    sw      t0, 0(s4)
    slli    t1, s3, 2
    add     t1, t1, s0
    sw      t0, POPEN_STDIN(t1)
    srl     t0, s2, s3
    andi    t0, t0, 1
    beqz    t0, 3f
    mv      a0, sp
    li      a1, O_CLOEXEC
    syscall pipe2
    bltz    a0, .Lpopen_failed
    lw      t0, 0(sp)               # to read
    lw      t1, 4(sp)               # to write
    beqz    s3, 2f
    mv      t2, t0
    mv      t0, t1
    mv      t1, t2
2:  sw      t0, 0(s4)
    slli    t2, s3, 2
    add     t2, t2, s0
    sw      t1, POPEN_STDIN(t2)
3:  addi    s3, s3, 1
    addi    s4, s4, 4
    li      t0, 3
    bltu    s3, t0, 1b
    call    flush_stdout
    call    fork
    beqz    a0, .Lpopen_child
    bltz    a0, .Lpopen_failed
    sw      a0, POPEN_PID(s0)
    call    .Lclose_their_ends
    li      a0, 0
    leave
.Lpopen_failed:
    mv      s1, a0
    call    .Lclose_their_ends
    addi    a0, s0, POPEN_STDIN
    li      a1, 3
    call    .Lclose_list
    mv      a0, s1
    leave
.Lpopen_child:
    li      s3, 0
    la      s4, .Ltheir_ends
4:  lw      a0, 0(s4)
    bltz    a0, 5f
    mv      a1, s3
    call    move_descriptor
5:  addi    s3, s3, 1
    addi    s4, s4, 4
    li      t0, 3
    bltu    s3, t0, 4b
    mv      a0, s1
    lw      a1, environ
    call    exec_search
    call    exec_status
    syscall exit_group

# popen_poll(a0 = record) -> a0 = its exit status (128 + signal if a signal ended it), or -EAGAIN while it runs
popen_poll:
    li      a1, WEXITED | WNOHANG
    j       .Lpopen_wait

# popen_wait(a0 = record) -> a0 = its exit status; waits until it has ended
popen_wait:
    li      a1, WEXITED
.Lpopen_wait:
    enter   2, SIGINFO_BYTES
    mv      s0, a0
    mv      s1, a1
1:  lw      a0, POPEN_STATUS(s0)
    bgez    a0, 3f
    sw      zero, SIGINFO_PID(sp)
    li      a0, P_PID
    lw      a1, POPEN_PID(s0)
    mv      a2, sp
    mv      a3, s1
    li      a4, 0
    syscall waitid
    li      t0, -EINTR
    beq     a0, t0, 1b
    bltz    a0, 3f
    lw      t0, SIGINFO_PID(sp)
    li      a0, -EAGAIN
    beqz    t0, 3f
    lw      a0, SIGINFO_STATUS(sp)
    lw      t0, SIGINFO_CODE(sp)
    li      t1, CLD_EXITED
    beq     t0, t1, 2f
    addi    a0, a0, 128
2:  sw      a0, POPEN_STATUS(s0)
3:  leave

# popen_communicate(a0 = record, a1 = input, a2 = its length, a3 = buffer, a4 = its size) -> a0 = bytes of output there
# Writes the input to the program and reads its output, each as the program is ready for it, until the output ends. What
# does not fit into the buffer is dropped. The program's standard input and output are pipes.
popen_communicate:
    .equ    out, 0                  # locals: what we wait for, output and input; what SIGPIPE did; a piece of output
    .equ    in, POLLFD_BYTES
    .equ    action, 2 * POLLFD_BYTES
    .equ    piece, 2 * POLLFD_BYTES + SIGACTION_BYTES
    .equ    COMMUNICATE_PIECE, 512
    enter   7, piece + COMMUNICATE_PIECE
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    mv      s3, a3
    mv      s4, a4
    li      s5, 0                   # bytes in the buffer
    li      a0, SIGPIPE             # a program that reads no more must not end us
    la      a1, .Lignore
    addi    a2, sp, action
    li      a3, SIGSET_BYTES
    syscall rt_sigaction
    lw      a0, POPEN_STDIN(s0)     # a write must not stop us while the program waits for us to read
    li      a1, F_SETFL
    li      a2, O_WRONLY | O_NONBLOCK
    syscall fcntl64
.Lcommunicate_more:
    bnez    s2, 1f
    lw      a0, POPEN_STDIN(s0)     # the end of the input
    bltz    a0, 1f
    syscall close
    li      t0, -1
    sw      t0, POPEN_STDIN(s0)
1:  lw      t0, POPEN_STDOUT(s0)
    sw      t0, out + POLLFD_FD(sp)
    li      t0, POLLIN
    sw      t0, out + POLLFD_EVENTS(sp)
    lw      t0, POPEN_STDIN(s0)     # -1 is left out
    sw      t0, in + POLLFD_FD(sp)
    li      t0, POLLOUT
    sw      t0, in + POLLFD_EVENTS(sp)
    mv      a0, sp
    li      a1, 2
    li      a2, 0
    li      a3, 0
    li      a4, SIGSET_BYTES
    syscall ppoll_time64
    lhu     t0, in + POLLFD_REVENTS(sp)
    beqz    t0, 3f
    andi    t0, t0, POLLERR
    bnez    t0, 2f                  # it reads no more
    lw      a0, POPEN_STDIN(s0)
    mv      a1, s1
    mv      a2, s2
    syscall write
    li      t0, -EPIPE
    beq     a0, t0, 2f
    blez    a0, 3f
    add     s1, s1, a0
    sub     s2, s2, a0
    j       3f
2:  li      s2, 0
3:  lhu     t0, out + POLLFD_REVENTS(sp)
    beqz    t0, .Lcommunicate_more
    lw      a0, POPEN_STDOUT(s0)
    addi    a1, sp, piece
    li      a2, COMMUNICATE_PIECE
    call    read_some
    blez    a0, 5f
    sub     a2, s4, s5              # room
    bleu    a2, a0, 4f
    mv      a2, a0
4:  add     a0, s3, s5
    addi    a1, sp, piece
    add     s5, s5, a2
    call    memcpy
    j       .Lcommunicate_more
5:  addi    a0, s0, POPEN_STDIN
    li      a1, 2
    call    .Lclose_list
    li      a0, SIGPIPE
    addi    a1, sp, action
    li      a2, 0
    li      a3, SIGSET_BYTES
    syscall rt_sigaction
    mv      a0, s5
    leave

.Lclose_their_ends:
    la      a0, .Ltheir_ends
    li      a1, 3
    # falls into .Lclose_list

# .Lclose_list(a0 = descriptors, some may be -1, a1 = how many) - close them, and put -1 in their places
.Lclose_list:
    mv      t0, a0
1:  lw      a0, 0(t0)
    bltz    a0, 2f
    syscall close
    li      t1, -1
    sw      t1, 0(t0)
2:  addi    t0, t0, 4
    addi    a1, a1, -1
    bnez    a1, 1b
    ret

    .section .rodata.tables, "a"
    .balign 8
.Lignore:       .word SIG_IGN, 0, 0, 0  # a struct sigaction

    .bss
    .balign 4
.Ltheir_ends:   .zero 12            # of the program that is being started

.endif
