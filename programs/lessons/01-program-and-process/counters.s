# counters: one program, two processes
#
# Without an argument it starts itself twice, with the names "one" and "two". With one, it counts to three in a variable
# of its own.

.include "start.s"
.include "process.s"
.include "say.s"

usage "counters [NAME]"

    .text
main:
    enter   3
    lw      s0, 4(a1)               # argv[1]: our name, or 0
    bnez    s0, counter
    la_string a0, "one"
    call    start
    mv      s1, a0
    la_string a0, "two"
    call    start
    mv      s2, a0
    mv      a0, s1
    li      a1, 0
    call    wait_for
    mv      a0, s2
    li      a1, 0
    call    wait_for
    lw      s0, count
    say_number "in the process that started them the count is ", s0, "\n"
    li      a0, 0
    leave

counter:
    li      s1, 3                   # how far to count
1:  lw      s2, count
    addi    s2, s2, 1
    la      t0, count
    sw      s2, 0(t0)
    say_named s0, " counts ", s2
    blt     s2, s1, 1b
    li      a0, 0
    leave

# start(a0 = name) -> a0 = process id of a new process, which runs this program under that name
start:
    enter   1
    la      t0, arguments
    sw      a0, 4(t0)
    call    fork
    beqz    a0, 1f
    leave
1:  la_string a0, "/proc/self/exe"
    la      a1, arguments
    lw      a2, environ
    syscall execve
    li      a0, 127                 # only if it failed
    syscall exit_group

    .data
    .balign 4
count:      .word 0
arguments:  .word program, 0, 0     # argv of a new process: its second word is the name
program:    .asciz "counters"
