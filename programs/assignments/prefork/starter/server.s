# server: workers that are forked before there is anything to do

.include "start.s"
.include "lines.s"
.include "process.s"
.include "local.s"

usage "server SOCKET WORKERS"

.equ BACKLOG,       8

    .text

# s0 = socket, s1 = its name
main:
    enter   2
    lw      s1, 4(a1)
    beqz    s1, 1f
    call    local_socket
    mv      s0, a0
    mv      a1, s1
    call    local_bind
    mv      a0, s0
    li      a1, BACKLOG
    syscall listen
    li      a0, 0
    leave
1:  die_text "usage: server SOCKET WORKERS"
