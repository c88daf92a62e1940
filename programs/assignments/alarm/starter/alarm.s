# alarm: lines in time, by a signal

.include "start.s"
.include "say.s"
.include "handler.s"

usage "alarm TICKS MILLISECONDS"

    .text

# s0 = ticks, s1 = milliseconds
main:
    enter   2
    mv      s1, a1
    lw      a0, 4(s1)
    beqz    a0, 1f
    call    parse_udec
    mv      s0, a0
    lw      a0, 8(s1)
    beqz    a0, 1f
    call    parse_udec
    mv      s1, a0
    say     "done\n"
    li      a0, 0
    leave
1:  die_text "usage: alarm TICKS MILLISECONDS"
