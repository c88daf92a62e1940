# yes: print a line again and again, until nobody reads it
#
# The line is the arguments, or `y`.

.include "start.s"
.include "options.s"

usage "yes [TEXT...]"

    .text
main:
    enter   2
    call    options_start
    options "+"
    lw      s0, operands
    lw      t0, 0(s0)
    bnez    t0, .Lnext_line
    la      s0, default_text
.Lnext_line:
    mv      s1, s0
.Lnext_word:
    lw      a0, 0(s1)
    call    print_str
    addi    s1, s1, 4
    lw      t0, 0(s1)
    li      a0, '\n'
    beqz    t0, 1f
    li      a0, ' '
    call    print_char
    j       .Lnext_word
1:  call    print_char
    j       .Lnext_line

    .section .rodata.tables, "a"
    .balign 4
default_text:   .word y, 0

    .section .rodata
y:              .asciz "y"
