# daemonize.s: becoming a daemon, a process that serves in the background and belongs to nobody
#
#   shell            fork 1             setsid              fork 2
#     |---- program ----+ exits: the shell goes on
#                       `---- child ----- leads a session ----+ exits: init adopts the daemon
#                                         without a terminal  `---- daemon, which leads no session: opening a
#                                                                   terminal cannot make it the daemon's own

.ifndef DAEMONIZE_S
.equ DAEMONIZE_S, 1
.include "macros.s"
.include "errors.s"
.include "process.s"
.include "descriptors.s"
.include "decimal.s"
.include "folders.s"
.include "run.s"

.equ DAEMON_UMASK, 022

    .text

# daemonize() - returns in the daemon: in the folder /, with /dev/null for its standard streams, its process id
# in the file /run/NAME.pid. The process that was started by its user ends with status 0.
daemonize:
    enter
    call    flush_stdout
    call    .Ldaemon_fork
    syscall setsid
    call    .Ldaemon_fork
    la_string a0, "/"
    syscall chdir
    li      a0, DAEMON_UMASK
    syscall umask
    li      a0, STDIN
    call    open_null
    li      a0, STDOUT
    call    open_null
    li      a0, STDERR
    call    open_null
    unwind
    # falls into note_process

# note_process() - write the process id to /run/NAME.pid; nothing happens when that cannot be done
note_process:
    enter   2, 16                   # locals: the number
    la_string a0, "/run"
    call    make_folder
    call    program_name
    mv      a1, a0
    la_string a0, "/run"
    call    join_path
    mv      s0, a0
    call    strlen                  # .pid behind it
    mv      s1, a0
    addi    a0, a0, 8
    call    alloc
    mv      a1, s0
    mv      s0, a0
    call    strcpy
    la_string a1, ".pid"
    call    strcpy
    mv      a0, s0
    li      a1, O_TRUNC
    call    open_write
    mv      s0, a0
    bltz    a0, 1f
    syscall getpid
    mv      a1, sp
    call    write_udec
    li      t0, '\n'
    sb      t0, 0(a0)
    addi    a0, a0, 1
    sub     a2, a0, sp
    mv      a0, s0
    mv      a1, sp
    call    write_all
    mv      a0, s0
    syscall close
1:  leave

# Go on in a child; the parent ends.
.Ldaemon_fork:
    enter
    call    fork
    bltz    a0, 2f
    bnez    a0, 1f
    leave
1:  li      a0, 0
    syscall exit_group
2:  j       cannot_fork

.endif
