# start.s: where a process begins and ends
#
# The kernel starts a program at _start with this on the stack:
#
#        | auxiliary vector ... |
#        | 0                    |
#        | envp[0] ...          |
#        | 0                    |   argv[argc]
#        | argv[0] ...          |
#   sp-> | argc                 |
#
# A program that includes this file defines main(a0 = argc, a1 = argv, a2 = envp) -> a0 = exit status.

.ifndef START_S
.equ START_S, 1
.include "macros.s"

    .text
    .globl  _start
_start:
    lw      a0, 0(sp)               # argc
    addi    a1, sp, 4               # argv
    slli    a2, a0, 2
    add     a2, a2, a1
    addi    a2, a2, 4               # envp, one word after the zero that ends argv
    la      t0, environ
    sw      a2, 0(t0)
    la      t0, program_argv
    sw      a1, 0(t0)
    andi    sp, sp, -16
    call    main
    # main's result is the exit status

# exit(a0 = status) - write out what is buffered, then end the process. Does not return.
exit:
    mv      s0, a0
    call    flush_stdout
    mv      a0, s0
    syscall exit_group

    .bss
    .balign 4
environ:        .zero 4             # the environment: NAME=VALUE pointers, then 0
program_argv:   .zero 4             # the arguments, for the program's name in messages

.include "print.s"
.endif
