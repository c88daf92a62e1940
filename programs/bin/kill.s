# kill: send a signal to processes
#
# The signal is a name, with or without SIG, or a number: -SIGNAL or -s SIGNAL; TERM unless told. A process id
# below -1 stands for the process group with that number. -l lists the names, or translates between name and number.

.include "start.s"
.include "signals.s"

usage "kill [-s SIGNAL | -SIGNAL] PID... | kill -l [SIGNAL...]"

    .text
main:
    enter   5
    addi    s0, a1, 4               # next argument
    li      s1, SIGTERM
    lw      s2, 0(s0)
    beqz    s2, .Lno_process
    lbu     t0, 0(s2)
    li      t1, '-'
    bne     t0, t1, .Lprocesses
    addi    s0, s0, 4
    addi    s2, s2, 1
    mv      a0, s2
    la_string a1, "-help"
    call    strcmp
    beqz    a0, .Lhelp
    mv      a0, s2
    la_string a1, "-"
    call    strcmp
    beqz    a0, .Lprocesses
    mv      a0, s2
    la_string a1, "l"
    call    strcmp
    beqz    a0, .Llist
    mv      a0, s2
    la_string a1, "s"
    call    strcmp
    bnez    a0, 1f
    lw      s2, 0(s0)
    beqz    s2, .Lno_signal
    addi    s0, s0, 4
1:  mv      a0, s2
    call    signal_number
    mv      s1, a0
    bltz    a0, .Lbad_signal
    lw      a0, 0(s0)               # `--` may come before a negative process id
    beqz    a0, .Lprocesses
    la_string a1, "--"
    call    strcmp
    bnez    a0, .Lprocesses
    addi    s0, s0, 4

.Lprocesses:
    lw      t0, 0(s0)
    beqz    t0, .Lno_process
    li      s3, 0                   # exit status
.Lnext_process:
    lw      s2, 0(s0)
    beqz    s2, .Ldone
    addi    s0, s0, 4
    mv      a0, s2
    call    parse_integer
    bnez    a1, .Lbad_process
    mv      a1, s1
    syscall kill
    beqz    a0, .Lnext_process
    warn    "'", s2, "'", a0
    li      s3, 1
    j       .Lnext_process
.Lbad_process:
    warn    "'", s2, "': invalid process id", zero
    li      s3, 1
    j       .Lnext_process
.Ldone:
    mv      a0, s3
    leave

.Llist:
    lw      t0, 0(s0)
    bnez    t0, .Ltranslate
    li      s1, 1
1:  mv      a0, s1
    call    signal_name
    beqz    a0, 2f
    call    print_line
    addi    s1, s1, 1
    j       1b
2:  li      a0, 0
    leave

.Ltranslate:
    li      s3, 0                   # exit status
.Ltranslate_next:
    lw      s2, 0(s0)
    li      a0, 0
    beqz    s2, .Ldone
    addi    s0, s0, 4
    lbu     a0, 0(s2)
    call    is_digit
    bnez    a0, 1f
    mv      a0, s2
    call    signal_number
    bltz    a0, 3f
    call    print_udec
    li      a0, '\n'
    call    print_char
    j       .Ltranslate_next
1:  mv      a0, s2
    call    parse_number
    bnez    a1, 3f
    li      t0, 128                 # an exit status tells of a signal as well
    bleu    a0, t0, 2f
    addi    a0, a0, -128
2:  call    signal_name
    beqz    a0, 3f
    call    print_line
    j       .Ltranslate_next
3:  warn    "'", s2, "': invalid signal", zero
    li      s3, 1
    j       .Ltranslate_next

.Lbad_signal:
    warn    "'", s2, "': invalid signal", zero
    j       usage_error
.Lno_signal:
    la_string a0, "option requires an argument -- 's'"
    call    warn_text
    j       usage_error
.Lno_process:
    la_string a0, "no process ID specified"
    call    warn_text
    j       usage_error
.Lhelp:
    la      a0, usage_text
    call    print_str
    li      a0, 0
    leave
