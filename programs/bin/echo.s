# echo: print the arguments
#
# -n leaves out the newline at the end; -e understands \a \b \e \f \n \r \t \v \\ \0NNN \xHH, and \c, which
# ends the output; -E, the default, does not. As for GNU echo, an argument that is not such an option, or
# comes after one that is not, is text.

.include "start.s"

usage "echo [-neE] [TEXT...]"

    .text
main:
    enter   4
    addi    s0, a1, 4               # next argument
    li      s1, 1                   # print a newline at the end?
    li      s2, 0                   # understand escapes?
.Lnext_option:
    lw      t0, 0(s0)
    beqz    t0, .Loperands
    lbu     t1, 0(t0)
    li      t2, '-'
    bne     t1, t2, .Loperands
    addi    t0, t0, 1
    lbu     t1, 0(t0)
    beqz    t1, .Loperands
    mv      a0, t0
    call    is_option
    beqz    a0, .Loperands
    lw      t0, 0(s0)
    addi    t0, t0, 1
    addi    s0, s0, 4
.Lnext_letter:
    lbu     t1, 0(t0)
    addi    t0, t0, 1
    beqz    t1, .Lnext_option
    li      t2, 'n'
    bne     t1, t2, 1f
    li      s1, 0
    j       .Lnext_letter
1:  addi    s2, t1, -'E'            # e: yes; E: no
    j       .Lnext_letter

.Loperands:
    lw      a0, 0(s0)
    beqz    a0, .Lend
    bnez    s2, 1f
    call    print_str
    j       2f
1:  call    print_escaped
    bnez    a0, .Lexit              # \c
2:  addi    s0, s0, 4
    lw      t0, 0(s0)
    beqz    t0, .Lend
    li      a0, ' '
    call    print_char
    j       .Loperands
.Lend:
    beqz    s1, .Lexit
    li      a0, '\n'
    call    print_char
.Lexit:
    li      a0, 0
    leave

# is_option(a0 = text after `-`) -> a0 = 1 if it has only the letters n, e and E
is_option:
    mv      t0, a0
    li      a0, 0
1:  lbu     t1, 0(t0)
    addi    t0, t0, 1
    li      t2, 'n'
    beq     t1, t2, 1b
    li      t2, 'e'
    beq     t1, t2, 1b
    li      t2, 'E'
    beq     t1, t2, 1b
    bnez    t1, 2f
    li      a0, 1
2:  ret

.include "escape.s"
