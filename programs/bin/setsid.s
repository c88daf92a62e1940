# setsid: run a program as the leader of a new session
#
# A new session has no terminal: no Ctrl-C and no end of the login reaches it. The leader of a process group cannot
# leave it; then, or with -f, the program runs in a child. -w waits for such a child and takes its exit status; -c
# makes the terminal on standard input that of the new session.

.include "start.s"
.include "options.s"
.include "run.s"

usage "setsid [-cfw] PROGRAM [ARGUMENT...]"

    .text
main:
    enter   2
    call    options_start
.Lnext_option:
    options "+cfw"
    bnez    a0, .Lnext_option       # they are looked up in `given`
    lw      s0, operands
    lw      t0, 0(s0)
    bnez    t0, 1f
    j       missing_operand
1:  lbu     t0, given + 'f'
    bnez    t0, .Lfork
    syscall setsid
    bgez    a0, .Lrun               # it was not a leader
.Lfork:
    call    fork
    bltz    a0, .Lno_child
    beqz    a0, .Lchild
    lbu     t0, given + 'w'
    beqz    t0, .Ldone
    li      a1, 0
    call    wait_for
    leave
.Ldone:
    li      a0, 0
    leave

.Lchild:
    syscall setsid
.Lrun:
    lbu     t0, given + 'c'
    beqz    t0, 2f
    li      a0, STDIN
    li      a1, TIOCSCTTY
    li      a2, 1
    syscall ioctl
    bltz    a0, .Lno_terminal
2:  mv      a0, s0
    unwind
    j       run_program
.Lno_child:
    j       cannot_fork
.Lno_terminal:
    mv      a1, a0
    la_string a0, "cannot set the terminal"
    call    warn_file
    j       exit_failure
