# mkfifo: make named pipes
#
# What one process writes into a named pipe another one reads from it, in the same order. -m MODE sets its permissions,
# an octal number, whatever the umask says.

.include "start.s"
.include "options.s"
.include "mode.s"
.include "fifo.s"

usage "mkfifo [-m MODE] NAME..."

    .text
main:
    enter   4
    li      s1, 0666
    call    options_start
.Lnext_option:
    options "m:"
    on_option 'm', .Lset_mode
    lw      s0, operands
    lw      t0, 0(s0)
    bnez    t0, 1f
    j       missing_operand
1:  li      s2, 0                   # exit status
.Lnext_name:
    lw      s3, 0(s0)
    beqz    s3, .Ldone
    addi    s0, s0, 4
    mv      a0, s3
    mv      a1, s1
    call    make_fifo
    beqz    a0, .Lnext_name
    warn    "cannot create fifo '", s3, "'", a0
    li      s2, 1
    j       .Lnext_name
.Ldone:
    mv      a0, s2
    leave
.Lset_mode:
    mv      s0, a1
    mv      a0, a1
    call    parse_mode
    mv      s1, a0
    bnez    a1, .Linvalid
    li      a0, 0
    syscall umask
    j       .Lnext_option
.Linvalid:
    die     "invalid mode '", s0, "'", zero
