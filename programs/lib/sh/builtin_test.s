# builtin_test.s: test EXPRESSION, [ EXPRESSION ]
#
#   or    = and { -o and }
#   and   = not { -a not }
#   not   = '!' not | primary
#   primary = '(' or ')' | text op text | -op text | text
#
# As POSIX wants it, what looks like an operator is an operand when there are too few arguments for anything else.

    .bss
    .balign 4
test_next:    .zero 4               # arguments not yet read ...
test_left:    .zero 4               # ... and their number

    .text

# builtin_test, builtin_bracket: status 0 for true, 1 for false, 2 after a message
builtin_bracket:
    slli    t0, a0, 2
    add     t0, t0, a1
    lw      t0, -4(t0)              # the last one must be ]
    lbu     t1, 0(t0)
    li      t2, ']'
    bne     t1, t2, 1f
    lbu     t1, 1(t0)
    bnez    t1, 1f
    addi    a0, a0, -1
    bnez    a0, builtin_test
1:  enter   0
    la_string t0, "missing ]"
    warn    "[: ", t0, "", zero
    li      a0, 2
    leave

builtin_test:
    enter
    addi    a0, a0, -1
    addi    a1, a1, 4
    sw      a0, test_left, t0
    sw      a1, test_next, t0
    beqz    a0, 1f                  # nothing is false
    call    test_or
    lw      t0, test_left
    bnez    t0, test_error
    xori    a0, a0, 1
    leave
1:  li      a0, 1
    leave

# test_error() - complain about the next argument and leave the builtin with status 2
test_error:
    lw      t0, test_left
    la_string s0, "argument expected"
    beqz    t0, 1f
    lw      t0, test_next
    lw      s0, 0(t0)
    warn    "test: ", s0, ": unexpected operator", zero
    j       2f
1:  warn    "test: ", s0, "", zero
2:  li      a0, 2
    j       builtin_fail

# test_word() -> a0 = argument
# Take the next argument.
test_word:
    la      t0, test_left
    lw      t1, 0(t0)
    beqz    t1, test_error
    addi    t1, t1, -1
    sw      t1, 0(t0)
    la      t0, test_next
    lw      t1, 0(t0)
    lw      a0, 0(t1)
    addi    t1, t1, 4
    sw      t1, 0(t0)
    ret

# test_is(a0 = text, a1 = index) -> a0 = 1 or 0
# Is that one of the next arguments this text?
test_is:
    enter
    lw      t0, test_left
    bleu    t0, a1, 1f
    lw      t0, test_next
    slli    a1, a1, 2
    add     t0, t0, a1
    lw      a1, 0(t0)
    call    strcmp
    seqz    a0, a0
    leave
1:  li      a0, 0
    leave

test_or:
    enter   1
    call    test_and
    mv      s0, a0
1:  la_string a0, "-o"
    li      a1, 0
    call    test_is
    beqz    a0, 2f
    call    test_word
    call    test_and
    or      s0, s0, a0
    j       1b
2:  mv      a0, s0
    leave

test_and:
    enter   1
    call    test_not
    mv      s0, a0
1:  la_string a0, "-a"
    li      a1, 0
    call    test_is
    beqz    a0, 2f
    call    test_word
    call    test_not
    and     s0, s0, a0
    j       1b
2:  mv      a0, s0
    leave

test_not:
    enter
    la_string a0, "!"
    li      a1, 0
    call    test_is
    beqz    a0, 1f
    lw      t0, test_left
    addi    t0, t0, -1
    beqz    t0, 1f                  # `test !`: a text
    addi    t0, t0, -2
    bnez    t0, 2f
    call    test_binary             # `test ! = x`: a comparison
    bnez    a0, 1f
2:  call    test_word
    call    test_not
    xori    a0, a0, 1
    leave
1:  unwind
    # falls into test_primary

# s0 = first text, s1 = row of the operator or its letter, s2 = number
test_primary:
    enter   3
    call    test_binary
    bnez    a0, .Lcompare
    call    test_word
    mv      s0, a0
    lbu     t0, 0(s0)
    lw      t1, test_left
    beqz    t1, .Lis_text           # a single argument is a text
    li      t2, '('
    bne     t0, t2, 1f
    lbu     t2, 1(s0)
    bnez    t2, 1f
    call    test_or
    mv      s0, a0
    la_string a0, ")"
    li      a1, 0
    call    test_is
    beqz    a0, test_error
    call    test_word
    mv      a0, s0
    leave
1:  li      t2, '-'
    bne     t0, t2, .Lis_text
    lbu     s1, 1(s0)
    beqz    s1, .Lis_text
    lbu     t2, 2(s0)
    bnez    t2, .Lis_text
    mv      a0, s1
    la_string a1, "nzt"
    call    is_one_of
    bnez    a0, 2f
    mv      a0, s1
    la_string a1, "edfrwxspbchLS"
    call    is_one_of
    beqz    a0, .Lis_text
    call    test_word
    mv      a1, s1
    unwind
    tail    test_file
2:  call    test_word
    mv      s0, a0
    li      t0, 't'
    beq     s1, t0, .Lis_terminal
    li      t0, 'z'
    bne     s1, t0, .Lis_text
    lbu     a0, 0(s0)
    seqz    a0, a0
    leave
.Lis_text:
    lbu     a0, 0(s0)
    snez    a0, a0
    leave
.Lis_terminal:
    mv      a0, s0
    call    test_number
    unwind
    tail    is_terminal

.Lcompare:
    mv      s1, a0
    call    test_word
    mv      s0, a0
    call    test_word               # the operator
    lw      t0, COMPARISON_NUMBERS(s1)
    bnez    t0, 3f
    call    test_word
    mv      a1, a0
    mv      a0, s0
    call    strcmp
    j       4f
3:  mv      a0, s0
    call    test_number
    mv      s2, a0
    call    test_word
    call    test_number
    slt     t0, s2, a0
    sgt     t1, s2, a0
    sub     a0, t1, t0
4:  slti    t0, a0, 0               # 1: less, 2: equal, 4: greater
    seqz    t1, a0
    slli    t1, t1, 1
    or      t0, t0, t1
    sgtz    t1, a0
    slli    t1, t1, 2
    or      t0, t0, t1
    lw      t1, COMPARISON_TRUE(s1)
    and     a0, t0, t1
    snez    a0, a0
    leave

# test_number(a0 = text) -> a0 = number; other texts end the builtin with a message
test_number:
    enter   1
    mv      s0, a0
    call    parse_integer
    bnez    a1, 1f
    leave
1:  warn    "test: ", s0, ": not a number", zero
    li      a0, 2
    j       builtin_fail

# Comparisons: COMPARISON_...
.macro comparison numbers, true, text
    .word   \numbers, \true
    .asciz  "\text"
    .balign 4, 0
.endm

    .section .rodata
    .balign 4
comparisons:
    comparison 0, 2, "="
    comparison 0, 5, "!="
    comparison 0, 1, "<"
    comparison 0, 4, ">"
    comparison 1, 2, "-eq"
    comparison 1, 5, "-ne"
    comparison 1, 1, "-lt"
    comparison 1, 3, "-le"
    comparison 1, 4, "-gt"
    comparison 1, 6, "-ge"
comparisons_end:
    .text

# test_binary() -> a0 = its row, or 0
# Is the argument after the next one a comparison, with something behind it?
test_binary:
    enter   1
    lw      t0, test_left
    li      t1, 3
    bltu    t0, t1, 2f
    la      s0, comparisons
1:  addi    a0, s0, COMPARISON_TEXT
    li      a1, 1
    call    test_is
    bnez    a0, 3f
    addi    s0, s0, COMPARISON_BYTES
    la      t0, comparisons_end
    bltu    s0, t0, 1b
2:  li      s0, 0
3:  mv      a0, s0
    leave

# test_file(a0 = path, a1 = letter) -> a0 = 1 or 0
# -e -d -f ... PATH.
test_file:
    enter   1, STATX_BYTES
    mv      s0, a1
    mv      a1, sp
    li      t0, 'L'
    beq     s0, t0, 1f
    li      t0, 'h'
    beq     s0, t0, 1f
    call    stat
    j       2f
1:  call    lstat
2:  bltz    a0, 9f
    lhu     t1, STATX_MODE(sp)
    li      t0, 'e'
    beq     s0, t0, 8f
    li      t2, 0444                # without groups and owners: may anybody do it?
    li      t0, 'r'
    beq     s0, t0, 7f
    li      t2, 0222
    li      t0, 'w'
    beq     s0, t0, 7f
    li      t2, 0111
    li      t0, 'x'
    beq     s0, t0, 7f
    li      t0, 's'
    beq     s0, t0, 6f
    li      t0, S_IFMT
    and     t1, t1, t0
    la      t2, file_types
3:  lbu     t0, 0(t2)
    beq     t0, s0, 4f
    addi    t2, t2, 8
    j       3b
4:  lw      t0, 4(t2)
    sub     a0, t0, t1
    seqz    a0, a0
    leave
6:  lw      t0, STATX_SIZE(sp)
    lw      t1, STATX_SIZE + 4(sp)
    or      t1, t0, t1
    li      t2, -1
7:  and     t1, t1, t2
    snez    a0, t1
    leave
8:  li      a0, 1
    leave
9:  li      a0, 0
    leave

    .section .rodata
    .balign 4
file_types:                             # letter, type in the mode
    .word   'f', S_IFREG
    .word   'd', S_IFDIR
    .word   'p', S_IFIFO
    .word   'c', S_IFCHR
    .word   'b', S_IFBLK
    .word   'S', S_IFSOCK
    .word   'L', S_IFLNK
    .word   'h', S_IFLNK
    .text

# is_terminal(a0 = fd) -> a0 = 1 or 0
is_terminal:
    enter   0, TERMIOS_BYTES
    li      a1, TCGETS
    mv      a2, sp
    syscall ioctl
    seqz    a0, a0
    leave
