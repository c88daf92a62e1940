# server: workers that are forked before there is anything to do
#
#   server SOCKET WORKERS
#
# All workers wait in accept on the one socket that they have inherited. A request is a line, and the answer the same line
# in capital letters, after the number of the worker. On the line "exit" the worker ends, and the server starts another one
# in its place. SIGTERM ends the server and all workers.

.include "start.s"
.include "lines.s"
.include "process.s"
.include "handler.s"
.include "deadline.s"
.include "tree.s"
.include "run.s"
.include "local.s"
.include "signals.s"

usage "server SOCKET WORKERS"

.equ MOST_WORKERS,  16
.equ ANSWER_SIZE,   512
.equ BACKLOG,       8

    .text

# s0 = socket, s1 = its name
main:
    enter   2
    lw      s1, 4(a1)
    beqz    s1, .Lmissing
    lw      a0, 8(a1)
    beqz    a0, .Lmissing
    call    parse_udec
    li      t0, MOST_WORKERS
    bgtu    a0, t0, .Lmissing
    la      t0, worker_count
    sw      a0, 0(t0)
    call    local_socket
    mv      s0, a0
    bltz    a0, .Lfailed
    mv      a1, s1
    call    local_bind
    bltz    a0, .Lfailed
    mv      a0, s0
    li      a1, BACKLOG
    syscall listen
    la      a0, signals
    call    block_signals
    li      s2, 0
1:  lw      t0, worker_count
    beq     s2, t0, .Lserve
    mv      a0, s0
    mv      a1, s2
    call    start_worker
    addi    s2, s2, 1
    j       1b
.Lserve:
    la      a0, signals
    li      a1, 0
    call    await_signal
    li      t0, SIGCHLD
    bne     a0, t0, 2f
    mv      a0, s0
    call    replace_ended
    j       .Lserve
2:  call    end_workers
    mv      a0, s1
    call    unlink
    li      a0, 0
    leave
.Lmissing:
    die_text "usage: server SOCKET WORKERS"
.Lfailed:
    mv      a1, a0
    mv      a0, s1
    call    warn_file
    j       exit_failure

# start_worker(a0 = socket, a1 = its place)
start_worker:
    enter   2
    mv      s0, a0
    mv      s1, a1
    call    fork
    bltz    a0, cannot_fork
    beqz    a0, 1f
    la      t0, workers
    slli    t1, s1, 2
    add     t0, t0, t1
    sw      a0, 0(t0)
    leave
1:  la      a0, signals
    call    unblock_signals
    mv      a0, s0
    addi    a1, s1, 1
    j       work

# replace_ended(a0 = socket) - start others in the places of workers that have ended
replace_ended:
    enter   2, SIGINFO_BYTES
    mv      s0, a0
1:  li      a0, P_ALL
    li      a1, 0
    mv      a2, sp
    sw      zero, SIGINFO_PID(sp)
    li      a3, WEXITED | WNOHANG
    li      a4, 0
    syscall waitid
    lw      t0, SIGINFO_PID(sp)
    beqz    t0, 4f
    bltz    a0, 4f
    li      s1, 0
    la      t1, workers
2:  lw      t2, 0(t1)
    beq     t2, t0, 3f
    addi    t1, t1, 4
    addi    s1, s1, 1
    lw      t2, worker_count
    bltu    s1, t2, 2b
    j       1b
3:  mv      a0, s0
    mv      a1, s1
    call    start_worker
    j       1b
4:  leave

# end_workers() - tell them to end, and wait until they have
end_workers:
    enter   2
    li      s1, 0
    la      s0, workers
1:  lw      a0, 0(s0)
    li      a1, SIGTERM
    syscall kill
    lw      a0, 0(s0)
    li      a1, 0
    call    wait_for
    addi    s0, s0, 4
    addi    s1, s1, 1
    lw      t0, worker_count
    bltu    s1, t0, 1b
    leave

# work(a0 = socket, a1 = number) - what a worker does. Does not return.
work:
    mv      s0, a0
    mv      s1, a1
1:  mv      a0, s0
    li      a1, 0
    li      a2, 0
    li      a3, SOCK_CLOEXEC
    syscall accept4
    bltz    a0, 1b
    mv      s2, a0
    mv      a1, s1
    call    serve
    mv      s3, a0
    mv      a0, s2
    syscall close
    beqz    s3, 1b
    li      a0, 0
    j       exit

# serve(a0 = connection, a1 = number of the worker) -> a0 = 1 if the worker must end
serve:
    enter   3
    mv      s0, a0
    mv      s1, a1
    mv      a1, a0
    la      a0, reader
    call    reader_open
    la      a0, reader
    call    read_line
    beqz    a0, 3f
    mv      s2, a0
    add     a1, a1, a0
    sb      zero, 0(a1)
    la_string a1, "exit"
    call    strcmp
    beqz    a0, 4f
    la      t0, answer
    sw      s0, STREAM_FD(t0)
    la      a0, answer
    mv      a1, s1
    call    put_udec
    la      a0, answer
    la_string a1, ": "
    call    put_str
1:  lbu     a1, 0(s2)
    beqz    a1, 2f
    addi    s2, s2, 1
    addi    t0, a1, -'a'
    sltiu   t0, t0, 26
    slli    t0, t0, 5
    sub     a1, a1, t0
    la      a0, answer
    call    put_char
    j       1b
2:  la      a0, answer
    li      a1, '\n'
    call    put_char
    la      a0, answer
    call    flush
3:  li      a0, 0
    leave
4:  li      a0, 1
    leave

    .section .rodata.tables, "a"
    .balign 8
signals:
    .word   1 << (SIGCHLD - 1) | 1 << (SIGTERM - 1), 0

    .data
    .balign 4
answer: .word   0, 0, ANSWER_SIZE, answer_buffer

    .bss
    .balign 4
worker_count: .zero 4
workers: .zero  4 * MOST_WORKERS
reader: .zero   READER_BYTES
answer_buffer: .zero ANSWER_SIZE
