# init.s: process 1
#
#   init [COMMAND [ARGUMENT...]]
#
# Starts one main program, /bin/sh by default, as the leader of a new session that has the terminal on standard
# input, and collects the orphans of the whole computer for as long as it runs. When it ends, so does init, with
# its exit status, or 128 + N when signal N ended it. The end of process 1 is the end of the computer.

.include "macros.s"
.include "start.s"
.include "string.s"
.include "print.s"
.include "errors.s"
.include "io.s"
.include "process.s"

usage "init [COMMAND [ARGUMENT...]]", 1

    .text

# main(argc, argv, envp) -> a0 = exit status
#
# s0 = arguments of the main program, s1 = environment, s2 = its process
main:
    enter   3
    addi    s0, a1, 4
    mv      s1, a2
    lw      t0, 0(s0)
    bnez    t0, 1f
    la      s0, default_command
1:  call    ensure_descriptors
    call    fork
    mv      s2, a0
    bltz    a0, .Lcannot_fork
    beqz    a0, start_main
    mv      a0, s2
    call    collect
    leave
.Lcannot_fork:
    la_string s0, "cannot fork"
    die     "", s0, "", s2

# collect(a0 = process) -> a0 = its exit status
# Waits for children, of which init has more than it has started, until that one ends.
collect:
    enter   1, SIGINFO_BYTES
    mv      s0, a0
1:  li      a0, P_ALL
    li      a1, 0
    mv      a2, sp
    li      a3, WEXITED
    li      a4, 0
    syscall waitid
    li      t0, -EINTR
    beq     a0, t0, 1b
    bltz    a0, 3f
    lw      t0, SIGINFO_PID(sp)
    bne     t0, s0, 1b              # an orphan: all it needed was to be collected
    lw      a0, SIGINFO_STATUS(sp)
    lw      t0, SIGINFO_CODE(sp)
    li      t1, CLD_EXITED
    beq     t0, t1, 2f
    addi    a0, a0, 128
2:  leave
3:  mv      s0, a0
    la_string t0, "cannot wait"
    die     "", t0, "", s0

# start_main(s0 = arguments, s1 = environment) - in the new process: a session, the terminal, the program.
# Does not return.
start_main:
    syscall setsid
    li      a0, STDIN
    li      a1, TIOCSCTTY
    li      a2, 0
    syscall ioctl                   # fails when standard input is no terminal: then there is none
    mv      a0, s0
    mv      a1, s1
    call    exec_search
    mv      s1, a0
    lw      s0, 0(s0)
    warn    "cannot run ", s0, "", s1
    mv      a0, s1
    call    exec_status
    j       exit

# ensure_descriptors() - open the console for those of 0, 1 and 2 that init was not given
# Each open takes the lowest free number, so one after the other is filled.
ensure_descriptors:
    enter   1
    li      s0, STDIN
1:  mv      a0, s0
    li      a1, F_GETFD
    syscall fcntl64
    bgez    a0, 2f
    li      a0, AT_FDCWD
    la_string a1, "/dev/console"
    li      a2, O_RDWR | O_NOCTTY
    li      a3, 0
    syscall openat
    bgez    a0, 2f
    li      a0, AT_FDCWD
    la_string a1, "/dev/null"
    li      a2, O_RDWR
    li      a3, 0
    syscall openat
2:  addi    s0, s0, 1
    li      t0, STDERR
    bleu    s0, t0, 1b
    leave

    .section .rodata
    .balign 4
default_command: .word shell_path, 0
shell_path:     .asciz "/bin/sh"
