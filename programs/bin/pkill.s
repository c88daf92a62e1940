# pkill: send a signal to processes by their names
#
# Sends SIGNAL (a name or a number, TERM unless told, as the first argument or behind -s) to the processes whose name
# contains NAME; -x: is NAME; -f: whose command line contains it. -P PARENT takes only children of this process (NAME may then
# be left out), -n only the newest one. The exit status is 1 when there is none. pkill never ends itself.

.include "start.s"
.include "options.s"
.include "signals.s"
.include "search.s"

usage "pkill [-SIGNAL | -s SIGNAL] [-fnx] [-P PARENT] [NAME]", 2

    .text
main:
    enter   1
    lw      s0, 4(a1)
    beqz    s0, 1f
    lbu     t0, 0(s0)
    li      t1, '-'
    bne     t0, t1, 1f
    lbu     t0, 1(s0)               # a digit or a capital letter other than P: a signal
    li      t1, 'P'
    beq     t0, t1, 3f
    addi    t1, t0, -'0'
    sltiu   t1, t1, 10
    addi    t2, t0, -'A'
    sltiu   t2, t2, 26
    or      t1, t1, t2
    beqz    t1, 1f
2:  addi    a0, a0, -1              # the options begin behind it
    addi    a1, a1, 4
    call    options_start
    addi    a1, s0, 1
    call    set_signal
    j       .Lnext_option
3:  lbu     t0, 2(s0)               # -PIPE, -PWR, -PROF; else -P PARENT
    addi    t0, t0, -'A'
    sltiu   t0, t0, 26
    bnez    t0, 2b
1:  call    options_start
.Lnext_option:
    options "fns:P:x"
    on_option 'P', .Lset_parent
    on_option 's', .Lset_signal
    bnez    a0, .Lnext_option       # they are looked up in `given`
    lw      t0, operands
    lw      a0, 0(t0)
    beqz    a0, 4f
    lw      a1, 4(t0)
    bnez    a1, .Lextra
4:  la      a1, send
    unwind
    j       search
.Lset_parent:
    mv      a0, a1
    call    set_parent
    j       .Lnext_option
.Lset_signal:
    call    set_signal
    j       .Lnext_option
.Lextra:
    j       extra_operand

# set_signal(a1 = text)
set_signal:
    enter   1
    mv      s0, a1
    mv      a0, a1
    call    signal_number
    bltz    a0, 1f
    sw      a0, signal, t0
    leave
1:  die     "invalid signal '", s0, "'", zero

# send(a0 = PROCESS structure)
send:
    enter
    lw      a0, PROCESS_ID(a0)
    lw      a1, signal
    syscall kill
    bltz    a0, 1f
    leave
1:  mv      a1, a0
    la_string a0, "cannot send the signal"
    call    warn_file
    leave

    .data
    .balign 4
signal:     .word SIGTERM
