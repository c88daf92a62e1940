# prefork: a server whose workers are forked before there is anything to do
#
#            socket, bind, listen, then fork, fork, fork
#   prefork ----+---------+---------+
#               |         |         |      all of them wait in accept on the one socket that they have inherited:
#            worker 1  worker 2  worker 3  the kernel gives each connection to one of them
#
# A request is a line, and the answer is a line: the number of the worker, and the request in capital letters. A few
# requests show how a process can end:
#
#   exit N      the worker ends with status N
#   crash       the worker reads from address 0, and a signal ends it
#   pid         the answer is the worker's process id: something to kill
#
# A worker also ends, with status 0, when it has served -n REQUESTS requests. The server says how each worker has ended
# and starts another one in its place, until SIGTERM ends it and them.

.include "start.s"
.include "options.s"
.include "lines.s"
.include "decimal.s"
.include "signals.s"
.include "deadline.s"
.include "tree.s"
.include "run.s"
.include "local.s"

usage "prefork [-n REQUESTS] [-w WORKERS] SOCKET"

.equ MOST_WORKERS,  64
.equ ANSWER_SIZE,   1024
.equ BACKLOG,       16              # connections that may wait to be accepted

    .text

# s0 = socket, s1 = its name
main:
    enter   2
    call    options_start
.Lnext_option:
    options "n:w:"
    on_option 'n', .Lset_requests
    on_option 'w', .Lset_workers
    lw      t0, operands
    lw      s1, 0(t0)
    beqz    s1, .Lmissing
    lw      a1, 4(t0)
    bnez    a1, .Lextra
    call    local_socket
    mv      s0, a0
    bltz    a0, .Lfailed
    mv      a0, s1
    call    unlink                  # what an earlier server left
    mv      a0, s0
    mv      a1, s1
    call    local_bind
    bltz    a0, .Lfailed
    mv      a0, s0
    li      a1, BACKLOG
    syscall listen
    bltz    a0, .Lfailed
    la      a0, signals
    call    block_signals
    mv      a0, s0
    call    start_workers
.Lserve:
    la      a0, signals
    li      a1, 0
    call    await_signal
    li      t0, SIGCHLD
    bne     a0, t0, .Lend
    mv      a0, s0
    call    replace_ended
    j       .Lserve
.Lend:
    call    end_workers
    mv      a0, s1
    call    unlink
    li      a0, 0
    leave
.Lmissing:
    j       missing_operand
.Lextra:
    j       extra_operand
.Lset_requests:
    call    positive
    la      t0, most_requests
    sw      a0, 0(t0)
    j       .Lnext_option
.Lset_workers:
    mv      s1, a1
    call    positive
    la      t0, worker_count
    sw      a0, 0(t0)
    li      t0, MOST_WORKERS
    bleu    a0, t0, .Lnext_option
    die     "too many workers: ", s1, " (up to 64)", zero
.Lfailed:
    mv      a1, a0
    mv      a0, s1
    call    warn_file
    j       exit_failure

# positive(a1 = text) -> a0 = its value; ends the program unless that is a number above 0
positive:
    enter   1
    mv      s0, a1
    mv      a0, a1
    call    parse_number
    bnez    a1, 1f
    beqz    a0, 1f
    leave
1:  die     "invalid number '", s0, "'", zero

# start_workers(a0 = socket)
start_workers:
    enter   2
    mv      s0, a0
    li      s1, 0
1:  mv      a0, s0
    mv      a1, s1
    call    start_worker
    addi    s1, s1, 1
    lw      t0, worker_count
    bltu    s1, t0, 1b
    leave

# start_worker(a0 = socket, a1 = its place)
start_worker:
    enter   2
    mv      s0, a0
    mv      s1, a1
    call    fork
    beqz    a0, 1f
    bltz    a0, 2f
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
2:  j       cannot_fork

# replace_ended(a0 = socket) - say how workers have ended, and start others in their places
replace_ended:
    enter   2, SIGINFO_BYTES
    mv      s0, a0
.Lended_next:
    li      a0, P_ALL
    li      a1, 0
    mv      a2, sp
    sw      zero, SIGINFO_PID(sp)
    li      a3, WEXITED | WNOHANG
    li      a4, 0
    syscall waitid
    bltz    a0, 3f
    lw      t0, SIGINFO_PID(sp)
    beqz    t0, 3f
    li      s1, 0
1:  la      t1, workers
    slli    t2, s1, 2
    add     t1, t1, t2
    lw      t1, 0(t1)
    beq     t0, t1, 2f
    addi    s1, s1, 1
    lw      t1, worker_count
    bltu    s1, t1, 1b
    j       .Lended_next
2:  addi    a0, s1, 1
    mv      a1, sp
    call    say_end
    mv      a0, s0
    mv      a1, s1
    call    start_worker
    j       .Lended_next
3:  leave

# say_end(a0 = number of the worker, a1 = struct siginfo)
say_end:
    enter   3, 16                   # locals: a number as a text
    mv      s0, a0
    mv      s1, a1
    mv      a0, s0
    mv      a1, sp
    call    write_udec
    mv      s0, sp
    la_string s2, " was ended by signal "
    lw      t0, SIGINFO_CODE(s1)
    lw      a0, SIGINFO_STATUS(s1)
    li      t1, CLD_EXITED
    bne     t0, t1, 1f
    la_string s2, " ended with status "
    addi    a1, sp, 8
    call    write_udec
    addi    a0, sp, 8
    j       2f
1:  call    signal_name
2:  mv      s1, a0
    la_string a0, "worker "
    mv      a1, s0
    mv      a2, s2
    mv      a3, s1
    la_string a4, ""
    li      a5, 0
    call    warn_about_both
    leave

# end_workers() - tell them to end, and wait until they have
end_workers:
    enter   2
    la      s0, workers
    lw      s1, worker_count
1:  lw      a0, 0(s0)
    li      a1, SIGTERM
    syscall kill
    addi    s0, s0, 4
    addi    s1, s1, -1
    bnez    s1, 1b
    la      s0, workers
    lw      s1, worker_count
2:  lw      a0, 0(s0)
    li      a1, 0
    call    wait_for
    addi    s0, s0, 4
    addi    s1, s1, -1
    bnez    s1, 2b
    leave

# work(a0 = socket, a1 = number) - what a worker does. Does not return.
work:
    mv      s0, a0
    mv      s1, a1
    lw      s2, most_requests
1:  mv      a0, s0
    li      a1, 0
    li      a2, 0
    li      a3, SOCK_CLOEXEC
    syscall accept4
    bltz    a0, 1b
    mv      s3, a0
    mv      a1, s1
    call    serve
    mv      a0, s3
    syscall close
    addi    s2, s2, -1
    bnez    s2, 1b
    li      a0, 0
    j       exit

# serve(a0 = connection, a1 = number of the worker) - one request
serve:
    enter   4
    mv      s0, a0
    mv      s1, a1
    mv      a1, a0
    la      a0, reader
    call    reader_open
    la      a0, reader
    call    read_line
    beqz    a0, .Lserved
    mv      s2, a0
    add     a1, a1, a0
    sb      zero, 0(a1)
    la_string a1, "crash"
    call    strcmp
    beqz    a0, .Lcrash
    mv      a0, s2
    la_string a1, "exit "
    li      a2, 5
    call    strncmp
    beqz    a0, .Lexit
    la      t0, answer
    sw      s0, STREAM_FD(t0)
    la      a0, answer
    mv      a1, s1
    call    put_udec
    la      a0, answer
    la_string a1, ": "
    call    put_str
    mv      a0, s2
    la_string a1, "pid"
    call    strcmp
    bnez    a0, .Lcapital
    syscall getpid
    mv      a1, a0
    la      a0, answer
    call    put_udec
    j       .Lanswered
.Lcapital:
    lbu     a1, 0(s2)
    beqz    a1, .Lanswered
    addi    s2, s2, 1
    addi    t0, a1, -'a'
    sltiu   t0, t0, 26
    slli    t0, t0, 5
    sub     a1, a1, t0
    la      a0, answer
    call    put_char
    j       .Lcapital
.Lanswered:
    la      a0, answer
    li      a1, '\n'
    call    put_char
    la      a0, answer
    call    flush
.Lserved:
    leave
.Lcrash:
    lw      t0, 0(zero)
    leave
.Lexit:
    addi    a0, s2, 5
    call    parse_udec
    syscall exit_group

    .section .rodata.tables, "a"
    .balign 8
signals:
    .word   1 << (SIGCHLD - 1) | 1 << (SIGTERM - 1) | 1 << (SIGINT - 1), 0

    .data
    .balign 4
worker_count:   .word 3
answer:         .word 0, 0, ANSWER_SIZE, answer_buffer  # a stream of print.s

    .bss
    .balign 4
most_requests:  .zero 4             # of a worker; 0 is no limit
workers:        .zero 4 * MOST_WORKERS  # their processes
reader:         .zero READER_BYTES
answer_buffer:  .zero ANSWER_SIZE
