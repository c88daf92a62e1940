# slices: two processes compute, and write a letter every 50,000 cycles

.include "start.s"
.include "children.s"
.include "nap.s"
.include "say.s"

usage "slices"

.equ LETTERS, 12

    .text
main:
    enter
    la      a0, letters
    la_string a1, "a"
    call    start_child
    la      a0, letters
    la_string a1, "B"
    call    start_child
    call    await_children
    say     "\n"
    li      a0, 0
    leave

# letters(a0 = a letter as a text)
letters:
    enter   2
    mv      s0, a0
    li      s1, LETTERS
1:  li      a0, 25000
    call    compute
    mv      a0, s0
    call    say_text
    addi    s1, s1, -1
    bnez    s1, 1b
    li      a0, 0
    leave
