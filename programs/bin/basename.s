# basename: print the last part of a path, without a suffix if one is given

.include "start.s"
.include "options.s"
.include "path.s"

usage "basename PATH [SUFFIX]"

    .text
main:
    enter   4
    call    options_start
    options "+"
    lw      s0, operands
    lw      s1, 0(s0)
    bnez    s1, 1f
    j       missing_operand
1:  lw      s2, 4(s0)               # suffix, or 0
    beqz    s2, 2f
    lw      a1, 8(s0)
    beqz    a1, 2f
    j       extra_operand
2:  mv      a0, s1
    call    strip_slashes
    mv      a0, s1
    call    basename
    lbu     t0, 0(a0)
    beqz    t0, .Lprint_whole       # "/" or nothing
    mv      s1, a0
    beqz    s2, .Lprint_whole
    call    strlen
    mv      s3, a0
    mv      a0, s2
    call    strlen
    bleu    s3, a0, .Lprint_whole   # the suffix is not the whole name
    sub     s3, s3, a0
    add     s3, s3, s1              # where the suffix would begin
    mv      a0, s3
    mv      a1, s2
    call    strcmp
    bnez    a0, .Lprint_whole
    sb      zero, 0(s3)
.Lprint_whole:
    mv      a0, s1
    call    print_line
    li      a0, 0
    leave
