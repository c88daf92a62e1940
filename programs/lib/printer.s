# printer.s: where the printer's queue is

.ifndef PRINTER_S
.equ PRINTER_S, 1

    .data
    .balign 4
spool:          .word .Lprinter_spool

    .section .rodata
.Lprinter_spool: .asciz "/var/spool/lpd"

    .text
.endif
