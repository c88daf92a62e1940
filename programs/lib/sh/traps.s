# traps.s: commands for signals
#
# The handler of a signal only notes that it came. The command runs when the one before is over: `execute` looks after
# each command.

.equ LAST_SIGNAL, 31                # of those that have names

    .bss
    .balign 4
trap_commands: .zero 4 * (LAST_SIGNAL + 1)  # on the heap, or 0; at 0 stands the command of EXIT
pending_traps: .zero 4              # a bit for each signal that has come
last_trap:     .zero 4              # the signal that came last
has_traps:     .zero 4              # whether there is any command

    .text

# builtin_trap: trap COMMAND SIGNAL...     trap '' SIGNAL...     trap - SIGNAL...
#
# s0 = next argument, s1 = command, s2 = signal, s3 = status
builtin_trap:
    enter   4
    addi    s0, a1, 8
    lw      s1, 4(a1)
    li      s3, 0
    beqz    s1, 7f
1:  lw      a0, 0(s0)
    beqz    a0, 7f
    addi    s0, s0, 4
    call    trap_number
    mv      s2, a0
    bltz    a0, 8f
    call    trap_forget
    lbu     t0, 0(s1)
    li      a1, SIG_IGN
    beqz    t0, 6f
    lbu     t1, 1(s1)
    bnez    t1, 2f
    li      t1, '-'
    beq     t0, t1, 5f
2:  mv      a0, s1
    call    heap_string
    slli    t0, s2, 2
    la      t1, trap_commands
    add     t0, t0, t1
    sw      a0, 0(t0)
    li      t0, 1
    sw      t0, has_traps, t1
    la      a1, note_trap
    j       6f
5:  li      a1, SIG_DFL
    lw      t0, interactive         # there SIGINT leads back to the prompt
    beqz    t0, 6f
    li      t0, SIGINT
    bne     s2, t0, 6f
    la      a1, note_interrupt
6:  beqz    s2, 1b                  # EXIT is no signal
    mv      a0, s2
    call    set_signal
    j       1b
7:  mv      a0, s3
    leave
8:  lw      s2, -4(s0)
    warn    "trap: ", s2, ": bad signal", zero
    li      s3, 1
    j       1b

# trap_number(a0 = name or number of a signal, or EXIT) -> a0 = number, 0 for EXIT, or -1
trap_number:
    enter
    call    signal_number
    li      t0, LAST_SIGNAL
    ble     a0, t0, 1f
    li      a0, -1
1:  leave

# trap_forget(a0 = signal or 0) - it has no command any more
trap_forget:
    enter
    slli    t0, a0, 2
    la      t1, trap_commands
    add     t0, t0, t1
    lw      a0, 0(t0)
    sw      zero, 0(t0)
    beqz    a0, 1f
    call    free
1:  leave

# note_trap(a0 = signal) - handler of signals with a command; the kernel keeps all registers
note_trap:
    sw      a0, last_trap, t1
    li      t0, 1
    sll     t0, t0, a0
    la      t1, pending_traps
    amoor.w zero, t0, (t1)
    ret

# run_traps() - run the commands of the signals that have come; $? stays as it was
#
# s0 = signal, s1 = the status before, s2 = a copy of the command, which may change its own trap
run_traps:
    enter   3
    lw      s1, last_status
    li      s0, 1
1:  li      t0, 1
    sll     t0, t0, s0
    not     t1, t0
    la      t2, pending_traps
    amoand.w t1, t1, (t2)
    and     t1, t1, t0
    beqz    t1, 2f
    slli    t0, s0, 2
    la      t1, trap_commands
    add     t0, t0, t1
    lw      a0, 0(t0)
    beqz    a0, 2f
    call    heap_string
    mv      s2, a0
    call    run_trap
    mv      a0, s2
    call    free
    sw      s1, last_status, t0
2:  addi    s0, s0, 1
    li      t0, LAST_SIGNAL
    bleu    s0, t0, 1b
    leave

# run_trap(a0 = command) - it finds in $? how the command before it has ended
run_trap:
    enter   0, SOURCE_BYTES
    mv      a1, a0
    mv      a0, sp
    call    source_push_string
    call    run_commands
    call    source_pop
    leave

# traps_leave() - in a new process: no commands; their signals do again what they do by default
traps_leave:
    enter   1
    lw      t0, has_traps
    beqz    t0, 3f
    sw      zero, has_traps, t0
    sw      zero, pending_traps, t0
    li      s0, 0
1:  slli    t0, s0, 2
    la      t1, trap_commands
    add     t0, t0, t1
    lw      t1, 0(t0)
    beqz    t1, 2f
    mv      a0, s0
    call    trap_forget
    beqz    s0, 2f
    mv      a0, s0
    li      a1, SIG_DFL
    call    set_signal
2:  addi    s0, s0, 1
    li      t0, LAST_SIGNAL
    bleu    s0, t0, 1b
3:  leave
