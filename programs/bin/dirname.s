# dirname: print paths without their last part

.include "start.s"
.include "options.s"
.include "path.s"

usage "dirname PATH..."

    .text
main:
    enter   2
    call    options_start
    options ""
    lw      s0, operands
    lw      t0, 0(s0)
    bnez    t0, 1f
    j       missing_operand
1:  lw      s1, 0(s0)
    beqz    s1, .Ldone
    addi    s0, s0, 4
    mv      a0, s1
    call    strip_slashes
    mv      a0, s1
    call    basename
    beq     a0, s1, .Lcurrent       # no folder in it
    sb      zero, 0(a0)
    mv      a0, s1
    call    strip_slashes
    j       2f
.Lcurrent:
    lbu     t0, 0(s1)
    li      t1, '/'
    beq     t0, t1, 2f
    la_string s1, "."
2:  mv      a0, s1
    call    print_line
    j       1b
.Ldone:
    li      a0, 0
    leave
