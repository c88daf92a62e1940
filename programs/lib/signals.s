# signals.s: names of signals

.ifndef SIGNALS_S
.equ SIGNALS_S, 1
.include "macros.s"
.include "string.s"

.equ SIGNAL_NAME_BYTES, 8           # size of an entry
.equ LAST_SIGNAL, 31

    .text

# signal_name(a0 = number) -> a0 = its name without SIG, or 0
signal_name:
    li      t0, LAST_SIGNAL
    bgtu    a0, t0, 1f
    beqz    a0, 1f
    slli    a0, a0, 3
    la      t0, .Lsignal_names - SIGNAL_NAME_BYTES
    add     a0, a0, t0
    ret
1:  li      a0, 0
    ret

# signal_number(a0 = name, with or without SIG, or number) -> a0 = number, or -1
signal_number:
    enter   2
    mv      s0, a0
    call    parse_number
    bnez    a1, 1f
    li      t0, LAST_SIGNAL
    bleu    a0, t0, 4f
    j       3f
1:  la_string a1, "SIG"
    mv      a0, s0
    li      a2, 3
    call    strncmp
    bnez    a0, 2f
    addi    s0, s0, 3
2:  li      s1, 1
5:  mv      a0, s1
    call    signal_name
    beqz    a0, 3f
    mv      a1, s0
    call    strcmp
    beqz    a0, 6f
    addi    s1, s1, 1
    j       5b
6:  mv      a0, s1
    leave
3:  li      a0, -1
4:  leave

# signal_entry "NAME" - one entry, filled up with zeros
.macro signal_entry name:req
.Lsignal\@: .asciz "\name"
    .zero   SIGNAL_NAME_BYTES - (. - .Lsignal\@)
.endm

    .section .rodata
.Lsignal_names:                     # from signal 1 on
    .irp    name, HUP, INT, QUIT, ILL, TRAP, ABRT, BUS, FPE, KILL, USR1, SEGV, USR2, PIPE, ALRM, TERM, STKFLT
    signal_entry \name
    .endr
    .irp    name, CHLD, CONT, STOP, TSTP, TTIN, TTOU, URG, XCPU, XFSZ, VTALRM, PROF, WINCH, IO, PWR, SYS
    signal_entry \name
    .endr

.endif
