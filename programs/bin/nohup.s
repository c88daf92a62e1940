# nohup: run a program that goes on when its terminal is gone
#
# The program ignores SIGHUP. When its output would go to a terminal it is appended to the file nohup.out instead, and
# standard input from a terminal is replaced by nothing.

.include "start.s"
.include "options.s"
.include "handler.s"
.include "descriptors.s"
.include "run.s"

usage "nohup PROGRAM [ARGUMENT...]", 125

    .text
main:
    enter   1
    call    options_start
    options "+"
    lw      s0, operands
    lw      t0, 0(s0)
    bnez    t0, 1f
    j       missing_operand
1:  li      a0, SIGHUP
    li      a1, SIG_IGN
    call    on_signal
    li      a0, STDIN
    call    is_terminal
    beqz    a0, 2f
    li      a0, AT_FDCWD
    la_string a1, "/dev/null"
    li      a2, O_WRONLY            # reading gives an error, not an end of the file
    li      a3, 0
    syscall openat
    li      a1, STDIN
    call    move_descriptor
2:  li      a0, STDOUT
    call    is_terminal
    beqz    a0, 3f
    la_string a0, "appending output to nohup.out"
    call    warn_text
    la_string a0, "nohup.out"
    li      a1, O_APPEND
    call    open_write
    bltz    a0, .Lcannot_open
    li      a1, STDOUT
    call    move_descriptor
3:  li      a0, STDERR
    call    is_terminal
    beqz    a0, 4f
    li      a0, STDOUT
    li      a1, STDERR
    li      a2, 0
    syscall dup3
4:  mv      a0, s0
    unwind
    j       run_program
.Lcannot_open:
    mv      a1, a0
    la_string a0, "nohup.out"
    call    warn_file
    j       exit_failure

# is_terminal(a0 = descriptor) -> a0 = 1 or 0
is_terminal:
    enter   0, TERMIOS_BYTES
    li      a1, TCGETS
    mv      a2, sp
    syscall ioctl
    seqz    a0, a0
    leave
