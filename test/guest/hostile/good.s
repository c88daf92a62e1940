# What was asked for.
.include "start.s"
.include "say.s"
usage "answer"
    .text
main:
    enter
    say     "42\n"
    li      a0, 0
    leave
