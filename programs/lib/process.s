# process.s: the environment, starting and awaiting programs

.ifndef PROCESS_S
.equ PROCESS_S, 1
.include "macros.s"
.include "string.s"
.include "path.s"

.equ STATUS_CANNOT_EXECUTE,  126    # exit statuses of a shell, env or time for a command they could not start
.equ STATUS_NOT_FOUND,       127

    .text

# fork() -> a0 = process id of the child, 0 in the child, or -errno
# Flush stdout before: the child inherits a copy of what is buffered.
fork:
    li      a0, SIGCHLD
    li      a1, 0
    li      a2, 0
    li      a3, 0
    li      a4, 0
    syscall clone
    ret

# getenv(a0 = name) -> a0 = value of the variable, or 0
getenv:
    enter   3
    mv      s0, a0
    call    strlen
    mv      s1, a0
    lw      s2, environ
1:  lw      a0, 0(s2)
    beqz    a0, 2f
    mv      a1, s0
    mv      a2, s1
    call    strncmp
    lw      t0, 0(s2)
    addi    s2, s2, 4
    bnez    a0, 1b
    add     t0, t0, s1
    lbu     t1, 0(t0)
    li      t2, '='
    bne     t1, t2, 1b
    addi    a0, t0, 1
2:  leave

# exec_search(a0 = argv, a1 = envp) -> a0 = -errno; returns only when the program cannot be started
# A name without `/` is looked up in the folders of PATH, as execvp does: the first that can be executed is
# taken; EACCES wins over ENOENT when one was found that may not be executed.
exec_search:
    enter   6
    mv      s0, a0
    mv      s1, a1
    lw      a0, 0(s0)
    lbu     t0, 0(a0)
    beqz    t0, .Lexec_missing      # the empty name
    li      a1, '/'
    call    strchr
    bnez    a0, .Lexec_path_given
    li      s4, -ENOENT             # the error to report
    la_string a0, "PATH"
    call    getenv
    mv      s2, a0                  # rest of PATH
    bnez    a0, .Lexec_folder
    la_string s2, "/bin:/usr/bin"
.Lexec_folder:
    mv      a0, s2
    li      a1, ':'
    call    strchr_or_end
    mv      s3, a0                  # end of this folder
    sub     s5, a0, s2              # its length
    lw      a0, 0(s0)
    call    strlen
    add     a0, a0, s5
    addi    a0, a0, 2
    call    alloc
    mv      a1, s2
    mv      a2, s5
    mv      s2, a0                  # path to try
    call    memcpy
    add     a0, a0, s5
    beqz    s5, 1f                  # an empty folder is the current one
    li      t0, '/'
    sb      t0, 0(a0)
    addi    a0, a0, 1
1:  lw      a1, 0(s0)
    call    strcpy
    mv      a0, s2
    mv      a1, s0
    mv      a2, s1
    syscall execve
    li      t0, -ENOENT
    beq     a0, t0, .Lexec_next
    li      t0, -ENOTDIR
    beq     a0, t0, .Lexec_next
    li      t0, -EACCES
    bne     a0, t0, .Lexec_done     # ENOEXEC, E2BIG, ...: it was there
    mv      s4, a0
.Lexec_next:
    lbu     t0, 0(s3)
    addi    s2, s3, 1
    bnez    t0, .Lexec_folder
    mv      a0, s4
.Lexec_done:
    leave
.Lexec_path_given:
    lw      a0, 0(s0)
    mv      a1, s0
    mv      a2, s1
    syscall execve
    leave
.Lexec_missing:
    li      a0, -ENOENT
    leave

# exec_status(a0 = -errno of exec_search) -> a0 = exit status that tells why: 127 not found, 126 anything else
exec_status:
    li      t0, -ENOENT
    bne     a0, t0, 1f
    li      a0, STATUS_NOT_FOUND
    ret
1:  li      a0, STATUS_CANNOT_EXECUTE
    ret

# wait_for(a0 = process id, a1 = struct rusage or 0) -> a0 = exit status, 128 + signal if a signal ended it,
#                                                      or -errno
# Waits until the process ends; goes on after EINTR.
wait_for:
    enter   2, SIGINFO_BYTES
    mv      s0, a0
    mv      s1, a1
1:  li      a0, P_PID
    mv      a1, s0
    mv      a2, sp
    li      a3, WEXITED
    mv      a4, s1
    syscall waitid
    li      t0, -EINTR
    beq     a0, t0, 1b
    bltz    a0, 2f
    lw      a0, SIGINFO_STATUS(sp)
    lw      t0, SIGINFO_CODE(sp)
    li      t1, CLD_EXITED
    beq     t0, t1, 2f
    addi    a0, a0, 128
2:  leave

.endif
