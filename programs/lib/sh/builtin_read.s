# builtin_read.s: read

    .text

# builtin_read: read [-r] [NAME]...
#
# The line is collected in lex_buf with every character that a backslash protects behind a backslash.
# s0 = next name, s1 = 1 for -r, s2 = status, s3 = rest of the line, s4 = name, s5 = end of the field
builtin_read:
    enter   6, 4
    addi    s0, a1, 4
    li      s1, 0
    lw      a0, 0(s0)
    beqz    a0, 1f
    la_string a1, "-r"
    call    strcmp
    bnez    a0, 1f
    li      s1, 1
    addi    s0, s0, 4
1:  la      a0, lex_buf
    sw      zero, BUF_LENGTH(a0)
    call    flush_stdout
.Lread_byte:
    call    .Lread_one
    beqz    a0, .Lread_end
    li      t0, '\n'
    beq     a1, t0, .Lread_line
    beqz    a1, .Lread_byte
    li      t0, '\\'
    bne     a1, t0, 3f
    bnez    s1, 2f
    call    .Lread_one
    beqz    a0, .Lread_end
    li      t0, '\n'
    beq     a1, t0, .Lread_byte     # the line goes on
2:  mv      s2, a1
    la      a0, lex_buf
    li      a1, '\\'
    call    buf_put
    mv      a1, s2
3:  la      a0, lex_buf
    call    buf_put
    j       .Lread_byte
.Lread_line:
    li      s2, 0
    j       4f
.Lread_end:
    li      s2, 1
4:  la      a0, lex_buf
    call    buf_take
    mv      s3, a0
    lw      t0, 0(s0)
    bnez    t0, .Lread_name
    la      s0, .Lreply             # no names
.Lread_name:
    lw      s4, 0(s0)
    beqz    s4, 9f
    addi    s0, s0, 4
5:  lbu     a0, 0(s3)               # blanks before the field
    call    ifs_class
    li      t0, 1
    bne     a0, t0, 6f
    addi    s3, s3, 1
    j       5b
6:  lw      t0, 0(s0)
    beqz    t0, .Lread_rest
    mv      s5, s3
7:  lbu     a0, 0(s5)
    beqz    a0, 8f
    li      t0, '\\'
    bne     a0, t0, 10f
    addi    s5, s5, 2
    j       7b
10: call    ifs_class
    bnez    a0, 8f
    addi    s5, s5, 1
    j       7b
8:  sub     a1, s5, s3
    mv      a0, s3
    call    arena_string
    call    remove_escapes
    mv      s3, s5
    mv      a1, a0
    mv      a0, s4
    call    read_assign
11: lbu     a0, (s3)                # the delimiter: blanks, one other character, blanks
    call    ifs_class
    li      t0, 1
    bne     a0, t0, 12f
    addi    s3, s3, 1
    j       11b
12: beqz    a0, .Lread_name
    addi    s3, s3, 1
    j       .Lread_name

.Lread_rest:                            # the last name gets all that is left, without the blanks at its end
    mv      s5, s3
    mv      s4, s3                  # end of what is kept
1:  lbu     a0, 0(s5)
    beqz    a0, 3f
    li      t0, '\\'
    bne     a0, t0, 2f
    addi    s5, s5, 2
    mv      s4, s5
    j       1b
2:  call    ifs_class
    addi    s5, s5, 1
    li      t0, 1
    beq     a0, t0, 1b
    mv      s4, s5
    j       1b
3:  mv      a0, s3
    sub     a1, s4, s3
    call    arena_string
    call    remove_escapes
    mv      a1, a0
    lw      a0, -4(s0)
    call    read_assign
9:  mv      a0, s2
    leave

.Lread_one:                             # a0 = 1 and a1 = a byte of standard input, or a0 = 0 at its end
    enter   0, 4
    li      a0, STDIN
    mv      a1, sp
    li      a2, 1
    syscall read                    # Ctrl-C ends it
    lbu     a1, 0(sp)
    sgtz    a0, a0
    leave

    .section .rodata
    .balign 4
.Lreply:
    .word   1f, 0
1:  .asciz  "REPLY"
    .text

# read_assign(a0 = name, a1 = value)
read_assign:
    enter   2
    mv      s0, a0
    mv      s1, a1
    call    is_name
    beqz    a0, 1f
    mv      a0, s0
    mv      a1, s1
    unwind
    tail    variable_set
1:  warn    "read: ", s0, ": bad variable name", zero
    li      a0, 2
    j       builtin_fail

# ifs_class(a0 = character) - a0 = 0 if it is no delimiter, 1 for a blank of IFS, 2 for another delimiter
ifs_class:
    enter   1
    mv      s0, a0
    beqz    a0, 2f
    la_string a0, "IFS"
    call    variable_get
    bnez    a0, 1f
    la_string a0, " \t\n"
1:  mv      a1, a0
    mv      a0, s0
    call    is_one_of
    beqz    a0, 2f
    mv      a0, s0
    call    is_space
    xori    a0, a0, 1
    addi    a0, a0, 1
2:  leave
