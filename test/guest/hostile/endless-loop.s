# Never ends, and never calls the kernel.
.globl _start
_start:
    j       _start
