# local.s: sockets with names in the file system

.ifndef LOCAL_S
.equ LOCAL_S, 1
.include "macros.s"
.include "string.s"

    .text

# local_socket() -> a0 = a new stream socket, which a program that is executed does not get, or -errno
local_socket:
    li      a0, AF_UNIX
    li      a1, SOCK_STREAM | SOCK_CLOEXEC
    li      a2, 0
    syscall socket
    ret

# local_bind(a0 = socket, a1 = path) -> a0 = 0 or -errno; makes the file that is the name of the socket
local_bind:
    enter   1, SOCKADDR_UN_BYTES
    mv      s0, a0
    mv      a0, sp
    call    local_address
    bltz    a0, 1f
    mv      a2, a0
    mv      a1, sp
    mv      a0, s0
    syscall bind
1:  leave

# local_connect(a0 = socket, a1 = path) -> a0 = 0 or -errno; connects to the socket that has this name
local_connect:
    enter   1, SOCKADDR_UN_BYTES
    mv      s0, a0
    mv      a0, sp
    call    local_address
    bltz    a0, 1f
    mv      a2, a0
    mv      a1, sp
    mv      a0, s0
    syscall connect
1:  leave

# local_address(a0 = struct sockaddr_un, a1 = path) -> a0 = its length, or -ENAMETOOLONG
local_address:
    enter   2
    mv      s0, a0
    mv      s1, a1
    mv      a0, a1
    call    strlen
    li      t0, UNIX_PATH_MAX - 1
    bgtu    a0, t0, 1f
    li      t0, AF_UNIX
    sh      t0, SOCKADDR_UN_FAMILY(s0)
    addi    a0, s0, SOCKADDR_UN_PATH
    mv      a1, s1
    call    strcpy
    addi    a0, a0, 1               # the zero belongs to it
    sub     a0, a0, s0
    leave
1:  li      a0, -ENAMETOOLONG
    leave

.endif
