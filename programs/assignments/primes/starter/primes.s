# primes: a sieve of processes

.include "start.s"
.include "process.s"
.include "say.s"

usage "primes [LIMIT]"

.equ DEFAULT_LIMIT, 35

    .text

# s0 = limit
main:
    enter   2
    li      s0, DEFAULT_LIMIT
    lw      a0, 4(a1)
    beqz    a0, 1f
    call    parse_udec
    mv      s0, a0
1:  li      s1, 2                   # the first prime
    say_number "prime ", s1, "\n"
    li      a0, 0
    leave
