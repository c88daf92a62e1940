# decimal.s: numbers as texts in memory

.ifndef DECIMAL_S
.equ DECIMAL_S, 1
.include "macros.s"
.include "string.s"
.include "print.s"

    .text

# write_udec(a0 = unsigned number, a1 = where to) -> a0 = address of the zero it wrote behind the decimal digits: the
#                                                      place to append more
write_udec:
    enter   1, 32                   # locals: the digits
    mv      s0, a1
    li      a1, 0
    addi    a2, sp, 32
    call    format_udec64
    mv      a2, a1
    mv      a1, a0
    mv      a0, s0
    add     s0, s0, a2
    call    memcpy
    sb      zero, 0(s0)
    mv      a0, s0
    leave

.endif
