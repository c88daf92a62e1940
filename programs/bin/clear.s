# clear: empty the screen of the terminal and put the cursor into its corner

.include "start.s"
.include "options.s"

usage "clear"

    .text
main:
    enter
    call    options_start
    options ""
    lw      t0, operands
    lw      a1, 0(t0)
    beqz    a1, 1f
    j       extra_operand
1:  print   "\033[H\033[2J\033[3J"
    li      a0, 0
    leave
