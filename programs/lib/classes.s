# classes.s: named classes of bytes, as in [:digit:]

.ifndef CLASSES_S
.equ CLASSES_S, 1
.include "macros.s"
.include "string.s"

    .text

# find_class(a0 = text after `[:`) -> a0 = ranges of the class, a1 = text after its `:]`; a0 = 0 when there is none
# The ranges are pairs of a first and a last byte; a pair whose first is larger ends them.
find_class:
    enter   3
    mv      s0, a0
    la      s1, .Lclasses
.Lclass_next:
    lbu     t0, 0(s1)
    li      a0, 0
    beqz    t0, .Lclass_done
    mv      a0, s1
    call    strlen
    mv      s2, a0
    mv      a0, s1
    mv      a1, s0
    mv      a2, s2
    call    strncmp
    add     s1, s1, s2
    addi    s1, s1, 1               # its ranges
    bnez    a0, 1f
    add     t0, s0, s2
    lbu     t1, 0(t0)
    li      t2, ':'
    bne     t1, t2, 1f
    lbu     t1, 1(t0)
    li      t2, ']'
    bne     t1, t2, 1f
    mv      a0, s1
    addi    a1, t0, 2
.Lclass_done:
    leave
1:  lbu     t0, 0(s1)               # past the ranges
    lbu     t1, 1(s1)
    addi    s1, s1, 2
    bleu    t0, t1, 1b
    j       .Lclass_next

    .section .rodata
# class "name", FIRST, LAST, ... - a named class of bytes and its ranges; 1, 0 ends them
.macro class name:req, ranges:vararg
    .asciz  "\name"
    .byte   \ranges, 1, 0
.endm
.Lclasses:
    class   "alpha", 'A', 'Z', 'a', 'z'
    class   "digit", '0', '9'
    class   "alnum", '0', '9', 'A', 'Z', 'a', 'z'
    class   "upper", 'A', 'Z'
    class   "lower", 'a', 'z'
    class   "space", 9, 13, 32, 32
    class   "blank", 9, 9, 32, 32
    class   "punct", 33, 47, 58, 64, 91, 96, 123, 126
    class   "print", 32, 126
    class   "graph", 33, 126
    class   "cntrl", 0, 31, 127, 127
    class   "xdigit", '0', '9', 'A', 'F', 'a', 'f'
    .byte   0

.endif
