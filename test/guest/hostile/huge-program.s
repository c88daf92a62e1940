# Two gigabytes of ones.
.globl _start
_start:
    nop
    .data
    .space  0x7fffffff, 1
