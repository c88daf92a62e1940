# options.s: options on the command line, as getopt reads them
#
#   tool -l -n 5 file       tool -ln5 file      tool file -l -n 5       tool -l -- -file
#
# A program calls options_start once, then next_option until it gives 0:
#
#   next: options "ln:"
#         on_option 'l', long
#         on_option 'n', number     # a1 = its value
#
# and is left with the operands, a list of pointers that ends with 0, in `operands`. Which letters were met is in
# `given`: `lbu t0, given + 'l'` is 1 when -l was.

.ifndef OPTIONS_S
.equ OPTIONS_S, 1
.include "macros.s"
.include "errors.s"

# options "ab:" - read the next option. The letters are those allowed; one before `:` takes a value. A `+`
# in front stops at the first operand (as for `env NAME=VALUE COMMAND -x`), and takes a negative number for one
# unless its first digit is a letter that is allowed; otherwise options may follow operands. A `#` allows -NUMBER, given as option '#' with the digits as its value.
# Result: a0 = letter, or 0 at the end; a1 = value. Changes: a and t registers.
.macro options letters
    la_string a0, "\letters"
    call    next_option
.endm

# on_option LETTER, TARGET - go there if the option in a0 is this one. Changes: t0.
.macro on_option letter:req, target:req
    li      t0, \letter
    beq     a0, t0, \target
.endm

    .text

# options_start(a0 = argc, a1 = argv) - begin with the argument after the program's name
options_start:
    blez    a0, 1f
    addi    a1, a1, 4
1:  la      t0, operands
    sw      a1, 0(t0)
    la      t0, .Lnext_argument
    sw      a1, 0(t0)
    la      t0, .Loperands_end
    sw      a1, 0(t0)
    la      t0, .Lnext_letter
    sw      zero, 0(t0)
    ret

# next_option(a0 = allowed letters) -> a0 = letter, or 0 at the end, a1 = value
# A wrong option, or a value that is missing, ends the program with a message and the usage line; --help
# prints the usage line on stdout.
#
# Operands are moved to the front of the list as they are met, over the options already read:
#
#   operands -> | operand | operand | read ... | argument | argument | 0 |
#                                   ^            ^
#                         .Loperands_end      .Lnext_argument
next_option:
    enter   3
    mv      s0, a0
    lw      s1, .Lnext_letter       # inside a group such as -ln5
    bnez    s1, .Loption_letter
.Loption_argument:
    lw      t0, .Lnext_argument
    lw      s1, 0(t0)
    beqz    s1, .Loptions_end
    li      t2, '-'
    lbu     t1, 0(s1)
    bne     t1, t2, .Loption_operand
    lbu     t1, 1(s1)
    beqz    t1, .Loption_operand    # `-` alone is standard input
    lbu     t3, 0(s0)
    li      t4, '+'
    bne     t3, t4, 1f
    addi    t3, t1, -'0'
    sltiu   t3, t3, 10
    beqz    t3, 1f
    mv      a0, s0
    mv      a1, t1
    call    strchr
    beqz    a0, .Loptions_end       # a negative number
    lw      t0, .Lnext_argument
    lbu     t1, 1(s1)
    li      t2, '-'
1:  addi    t0, t0, 4
    la      t3, .Lnext_argument
    sw      t0, 0(t3)
    beq     t1, t2, .Loption_long
    addi    s1, s1, 1
.Loption_letter:
    lbu     s2, 0(s1)
    addi    s1, s1, 1
    li      t0, ':'
    beq     s2, t0, .Loption_unknown
    li      t0, '+'
    beq     s2, t0, .Loption_unknown
    mv      a0, s0
    mv      a1, s2
    call    strchr
    beqz    a0, .Loption_digit
    lbu     t0, 1(a0)
    li      t1, ':'
    beq     t0, t1, .Loption_value
    lbu     t0, 0(s1)
    bnez    t0, 1f
    li      s1, 0                   # last letter of its group
1:  la      t0, .Lnext_letter
    sw      s1, 0(t0)
    la      t0, given
    add     t0, t0, s2
    li      t1, 1
    sb      t1, 0(t0)
    mv      a0, s2
    leave

.Loption_value:                     # the rest of this argument, or the next one
    la      t0, .Lnext_letter
    sw      zero, 0(t0)
    lbu     t0, 0(s1)
    bnez    t0, 1f
    la      t1, .Lnext_argument
    lw      t0, 0(t1)
    lw      s1, 0(t0)
    beqz    s1, .Loption_no_value
    addi    t0, t0, 4
    sw      t0, 0(t1)
1:  la      t0, given
    add     t0, t0, s2
    li      t1, 1
    sb      t1, 0(t0)
    mv      a0, s2
    mv      a1, s1
    leave

.Loption_digit:                     # -5, if `#` is allowed
    mv      a0, s2
    call    is_digit
    beqz    a0, .Loption_unknown
    mv      a0, s0
    li      a1, '#'
    call    strchr
    beqz    a0, .Loption_unknown
    la      t0, .Lnext_letter
    sw      zero, 0(t0)
    li      a0, '#'
    addi    a1, s1, -1
    leave

.Loption_operand:
    lbu     t1, 0(s0)
    li      t2, '+'
    beq     t1, t2, .Loptions_end
    la      t1, .Loperands_end
    lw      t2, 0(t1)
    sw      s1, 0(t2)
    addi    t2, t2, 4
    sw      t2, 0(t1)
    addi    t0, t0, 4
    la      t1, .Lnext_argument
    sw      t0, 0(t1)
    j       .Loption_argument

.Loption_long:                      # `--` ends the options; --help is the only long one
    lbu     t0, 2(s1)
    beqz    t0, .Loptions_end
    addi    a0, s1, 2
    la_string a1, "help"
    call    strcmp
    bnez    a0, .Loption_long_unknown
    la      a0, usage_text
    call    print_str
    li      a0, 0
    j       exit

.Loptions_end:                      # the rest are operands, with the 0 that ends them
    lw      t0, .Lnext_argument
    lw      t1, .Loperands_end
1:  lw      t2, 0(t0)
    sw      t2, 0(t1)
    addi    t0, t0, 4
    addi    t1, t1, 4
    bnez    t2, 1b
    li      a0, 0
    li      a1, 0
    leave

.Loption_unknown:
    la_string a0, "invalid option -- '"
    j       .Loption_complain
.Loption_no_value:
    la_string a0, "option requires an argument -- '"
.Loption_complain:
    la      a1, .Loption_text
    sb      s2, 0(a1)
    la_string a2, "'"
    li      a3, 0
    call    warn_about
    j       usage_error
.Loption_long_unknown:
    warn    "unrecognized option '", s1, "'", zero
    j       usage_error

# missing_operand() - say that there is too little on the command line, and exit. Does not return.
missing_operand:
    la_string a0, "missing operand"
    call    warn_text
    j       usage_error

# extra_operand(a1 = operand) - say that this one is too much, and exit. Does not return.
extra_operand:
    warn    "extra operand '", a1, "'", zero
    j       usage_error

    .bss
    .balign 4
operands:       .zero 4             # the operands: pointers, then 0
given:          .zero 256           # for each letter: has this option been met?
.Lnext_argument: .zero 4            # place in argv of the argument to read next
.Lnext_letter:  .zero 4             # next letter of the group being read, or 0
.Loperands_end: .zero 4             # where the next operand goes
.Loption_text:  .zero 2             # the letter complained about, as a text

.endif
