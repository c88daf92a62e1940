# philosophers.s: who may eat when

.include "macros.s"
.include "lock.s"

.equ SEATS, 5

    .text
    .globl  lay_table, take_forks, put_forks

# lay_table() - before anybody sits down
lay_table:
    ret

# take_forks(a0 = philosopher) - wait until both are taken
take_forks:
    ret

# put_forks(a0 = philosopher)
put_forks:
    ret

    .bss
    .balign 4
forks:  .zero   4 * SEATS
