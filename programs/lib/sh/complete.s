# complete.s: the Tab key
#
# The word before the cursor is completed with the path names that start with it; where a command stands, also
# with builtins and the programs in PATH. When several fit, what they have in common is inserted; when that is
# nothing, a second Tab lists them.

    .bss
    .balign 4
matches:      .zero BUF_BYTES       # pointers to the candidates, sorted
word_buf:     .zero BUF_BYTES       # the word, then patterns made of it

    .text

# complete() - complete the word before the cursor
#
# s0 = the word, s1 = its length, s2 = candidates, s3 = their number, s4 = length that they have in common,
# s5, s6 = the arena before
complete:
    enter   7
    call    arena_mark
    mv      s5, a0
    mv      s6, a1
    sw      zero, matches + BUF_LENGTH, t0
    call    word_before
    mv      s0, a0
    mv      s1, a1
    beqz    a2, 1f
    mv      a0, s0
    li      a1, '/'
    call    strchr
    bnez    a0, 1f
    mv      a0, s0
    call    complete_commands
    j       2f
1:  la_string a0, ""
    mv      a1, s0
    call    complete_paths
2:  lw      s2, matches + BUF_DATA
    lw      a1, matches + BUF_LENGTH
    srli    a1, a1, 2
    mv      a0, s2
    call    drop_duplicates
    mv      s3, a0
    beqz    a0, 9f
    mv      a0, s2
    mv      a1, s3
    call    common_length
    mv      s4, a0
3:  bgeu    s1, s4, 4f              # insert what they have in common
    lw      t0, 0(s2)
    add     t0, t0, s1
    lbu     a0, 0(t0)
    addi    s1, s1, 1
    call    edit_insert
    li      t0, 2                   # progress: the next Tab is a first one again
    sw      t0, edit_tabbed, t1
    j       3b
4:  li      t0, 1
    bne     s3, t0, 5f
    lw      a0, 0(s2)
    call    is_directory
    mv      t0, a0
    li      a0, ' '
    beqz    t0, 6f
    li      a0, '/'
6:  call    edit_insert
    j       9f
5:  la      t0, edit_tabbed
    lw      t1, 0(t0)
    li      t2, 1
    sw      t2, 0(t0)
    bne     t1, t2, 9f
    mv      a0, s2
    mv      a1, s3
    call    list_matches
9:  mv      a0, s5
    mv      a1, s6
    call    arena_release
    leave

# word_before() -> a0 = text, in the arena; a1 = its length; a2 = 1 if it stands where a command does
# The word that ends at the cursor.
#
# s0 = the line, s1 = start of the word
word_before:
    enter   3
    lw      s0, edit_line + BUF_DATA
    lw      s1, edit_cursor
1:  beqz    s1, 2f
    add     t0, s0, s1
    lbu     a0, -1(t0)
    la_string a1, " ;|&()<>\"'"
    call    is_one_of
    bnez    a0, 2f
    addi    s1, s1, -1
    j       1b
2:  mv      s2, s1                  # a command stands first, or after blanks behind ; | & (
3:  beqz    s2, 4f
    addi    s2, s2, -1
    add     t0, s0, s2
    lbu     a0, 0(t0)
    li      t0, ' '
    beq     a0, t0, 3b
    la_string a1, ";|&("
    call    is_one_of
    snez    s2, a0
    j       5f
4:  li      s2, 1
5:  lw      a1, edit_cursor
    sub     a1, a1, s1
    add     a0, s0, s1
    mv      s1, a1
    call    arena_string
    mv      a1, s1
    mv      a2, s2
    leave

# complete_paths(a0 = folder, a1 = word) - add the path names that start with the word
complete_paths:
    enter   2
    mv      s0, a0
    mv      s1, a1
    la      a0, word_buf
    sw      zero, BUF_LENGTH(a0)
    mv      a1, s0
    call    buf_text
1:  lbu     s0, 0(s1)
    beqz    s0, 3f
    addi    s1, s1, 1
    mv      a0, s0
    la_string a1, "*?[]\\"
    call    is_one_of
    beqz    a0, 2f
    la      a0, word_buf
    li      a1, '\\'
    call    buf_put
2:  la      a0, word_buf
    mv      a1, s0
    call    buf_put
    j       1b
3:  la      a0, word_buf
    li      a1, '*'
    call    buf_put
    la      a0, word_buf
    call    buf_take
    la      a1, matches
    unwind
    tail    glob

# complete_commands(a0 = word) - add the builtins and programs that start with the word
#
# s0 = word, s1 = row of a builtin, then rest of PATH, s2 = length of the word, s3 = matches before a folder
complete_commands:
    enter   5
    mv      s0, a0
    call    strlen
    mv      s2, a0
    la      s1, builtins
1:  lw      a0, BUILTIN_NAME(s1)
    mv      a1, s0
    mv      a2, s2
    call    strncmp
    bnez    a0, 2f
    la      a0, matches
    lw      a1, BUILTIN_NAME(s1)
    call    buf_word
2:  addi    s1, s1, BUILTIN_BYTES
    la      t0, builtins_end
    bltu    s1, t0, 1b

    la_string a0, "PATH"
    call    variable_get
    mv      s1, a0
3:  beqz    s1, 6f
    mv      a0, s1
    li      a1, ':'
    call    strchr_or_end
    mv      s4, a0
    sub     a1, a0, s1
    addi    a1, a1, 1               # with room for the slash
    mv      a0, s1
    call    arena_string
    sub     t0, s4, s1
    add     t0, t0, a0
    li      t1, '/'
    sb      t1, 0(t0)
    lbu     t0, 0(s4)
    addi    s1, s4, 1
    bnez    t0, 4f
    li      s1, 0
4:  lw      s3, matches + BUF_LENGTH
    mv      a1, s0
    call    complete_paths
5:  lw      t0, matches + BUF_LENGTH  # keep their last components
    bgeu    s3, t0, 3b
    lw      s4, matches + BUF_DATA
    add     s4, s4, s3
    lw      a0, 0(s4)
    call    basename
    sw      a0, 0(s4)
    addi    s3, s3, 4
    j       5b
6:  lw      a0, matches + BUF_DATA
    lw      a1, matches + BUF_LENGTH
    srli    a1, a1, 2
    unwind
    tail    sort_texts

# drop_duplicates(a0 = pointers, a1 = number) -> a0 = number that is left
# In a sorted list.
#
# s0 = next place, s1 = next pointer, s2 = pointers to go, s3 = number left
drop_duplicates:
    enter   4
    mv      s0, a0
    mv      s1, a0
    mv      s2, a1
    li      s3, 0
1:  beqz    s2, 3f
    addi    s2, s2, -1
    beqz    s3, 2f
    lw      a0, -4(s0)
    lw      a1, 0(s1)
    call    strcmp
    beqz    a0, 4f
2:  lw      t0, 0(s1)
    sw      t0, 0(s0)
    addi    s0, s0, 4
    addi    s3, s3, 1
4:  addi    s1, s1, 4
    j       1b
3:  mv      a0, s3
    leave

# common_length(a0 = pointers, a1 = number) -> a0 = length
# How long the start is that all texts of a sorted list share: that of first and last.
common_length:
    slli    a1, a1, 2
    add     a1, a1, a0
    lw      a0, 0(a0)
    lw      a1, -4(a1)
    mv      t2, a0
1:  lbu     t0, 0(a0)
    lbu     t1, 0(a1)
    bne     t0, t1, 2f
    beqz    t0, 2f
    addi    a0, a0, 1
    addi    a1, a1, 1
    j       1b
2:  sub     a0, a0, t2
    ret

# is_directory(a0 = path) -> a0 = 1 or 0
is_directory:
    li      a1, 'd'
    tail    test_file

# list_matches(a0 = pointers, a1 = number) - show them below the line, then the line again
list_matches:
    enter   3
    mv      s0, a0
    mv      s1, a1
    lw      s2, edit_cursor
    call    edit_leave_line
    sw      s2, edit_cursor, t0
1:  lw      a0, 0(s0)
    call    screen_text
    addi    s0, s0, 4
    addi    s1, s1, -1
    beqz    s1, 2f
    la_string a0, "  "
    call    screen_text
    j       1b
2:  la_string a0, "\r\n"
    call    screen_text
    unwind
    tail    edit_draw
