# primes: a sieve of processes
#
#   primes [LIMIT]
#
#            2 3 4 5 ...            3 5 7 ...            5 7 11 ...
#   source --------------> sieve 2 -----------> sieve 3 -----------> ...
#
# Each sieve takes the first number that comes for a prime, and hands on the others that it does not divide.

.include "start.s"
.include "process.s"
.include "say.s"

usage "primes [LIMIT]"

.equ DEFAULT_LIMIT, 35

    .text

# s0 = limit, s1 = number
main:
    enter   2
    li      s0, DEFAULT_LIMIT
    lw      a0, 4(a1)
    beqz    a0, 1f
    call    parse_udec
    mv      s0, a0
1:  li      s2, -1                  # it reads from nobody
    call    next_sieve
    li      s1, 2
2:  bgtu    s1, s0, 3f
    mv      a0, s1
    call    put_number
    addi    s1, s1, 1
    j       2b
3:  call    finish
    li      a0, 0
    leave

# sieve: s2 = input, s1 = its prime, s3 = whether there is a next sieve. Does not return.
sieve:
    li      s3, 0
    call    get_number
    blez    a0, 3f
    lw      s1, number
    say_number "prime ", s1, "\n"
1:  call    get_number
    blez    a0, 3f
    lw      s4, number
    remu    t0, s4, s1
    beqz    t0, 1b
    bnez    s3, 2f
    li      s3, 1
    call    next_sieve
2:  mv      a0, s4
    call    put_number
    j       1b
3:  mv      a0, s2
    syscall close
    beqz    s3, 4f
    call    finish
4:  li      a0, 0
    j       exit

# next_sieve() - start the process that this one writes to, through `output`. s2 = what this one reads, which the new
# process does not need; there s2 is its own input, and it does not return.
next_sieve:
    enter   0, 8                    # locals: the pipe
    mv      a0, sp
    li      a1, 0
    syscall pipe2
    call    fork
    beqz    a0, 1f
    la      t2, child
    sw      a0, 0(t2)
    lw      t1, 4(sp)
    la      t2, output
    sw      t1, 0(t2)
    lw      a0, 0(sp)               # the read end is the child's
    syscall close
    leave
1:  mv      a0, s2
    syscall close
    lw      a0, 4(sp)
    syscall close
    lw      s2, 0(sp)
    j       sieve

# finish() - no more numbers: close the output, and wait for the process that reads it
finish:
    enter
    lw      a0, output
    syscall close
    lw      a0, child
    li      a1, 0
    call    wait_for
    leave

# put_number(a0 = number) - hand it on
put_number:
    la      a1, number
    sw      a0, 0(a1)
    lw      a0, output
    li      a2, 4
    tail    write_all

# get_number() -> a0 = 4, or 0 at the end: the next number from s2, in `number`
get_number:
    mv      a0, s2
    la      a1, number
    li      a2, 4
    tail    read_some

    .bss
    .balign 4
number: .zero   4
output: .zero   4
child:  .zero   4
