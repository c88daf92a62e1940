# pattern.s: matching texts with patterns, and path names
#
# In a pattern * stands for any text, ? for any character, [a-z] for one of a set, [!a-z] for one outside it, and a
# backslash takes the meaning of the character after it.

    .bss
    .balign 4
glob_path:    .zero BUF_BYTES       # the path name being put together
glob_matches: .zero 4               # the buffer that takes the matches

.equ DIRENT_CHUNK, 1024

    .text

# pattern_match(a0 = pattern, a1 = text) -> a0 = 1 or 0
# Does the whole text match?
#
# After a mismatch only the last * has to take one character more: what the stars before it took stays right.
# s0 = pattern, s1 = text, s2 = pattern behind the last *, s3 = where the text for it starts
pattern_match:
    enter   4
    mv      s0, a0
    mv      s1, a1
    li      s2, 0
.Lmatch_next:
    lbu     a0, 0(s0)
    lbu     a1, 0(s1)
    beqz    a0, .Lpattern_ended
    li      t0, '*'
    beq     a0, t0, .Lmatch_star
    beqz    a1, .Lno_match          # text ended, pattern not
    li      t0, '?'
    beq     a0, t0, .Lmatch_one
    li      t0, '['
    beq     a0, t0, .Lmatch_set
    li      t0, '\\'
    bne     a0, t0, 1f
    addi    s0, s0, 1
    lbu     a0, 0(s0)
1:  bne     a0, a1, .Lmismatch
.Lmatch_one:
    addi    s0, s0, 1
    addi    s1, s1, 1
    j       .Lmatch_next
.Lmatch_star:
    addi    s0, s0, 1
    mv      s2, s0
    mv      s3, s1
    j       .Lmatch_next
.Lmatch_set:
    addi    a0, s0, 1
    call    set_match
    beqz    a0, 2f
    mv      s0, a0
    addi    s1, s1, 1
    bnez    a1, .Lmatch_next
    j       .Lmismatch
2:  lbu     a1, 0(s1)               # no closing ]: an ordinary character
    li      a0, '['
    j       1b
.Lpattern_ended:
    li      a0, 1
    beqz    a1, 3f
.Lmismatch:
    beqz    s2, .Lno_match
    lbu     t0, 0(s3)
    beqz    t0, .Lno_match
    addi    s3, s3, 1
    mv      s0, s2
    mv      s1, s3
    j       .Lmatch_next
.Lno_match:
    li      a0, 0
3:  leave

# set_match(a0 = pattern behind [, a1 = character) -> a0 = pattern behind the closing ], a1 = 1 if the character
# belongs; a0 = 0 without a closing ]
# Is the character in the set?
#
# t0 = pattern, t1 = 1 for [!...], t2 = found, t3, t4 = range
set_match:
    mv      t0, a0
    li      t1, 0
    li      t2, 0
    lbu     t3, 0(t0)
    li      t5, '!'
    beq     t3, t5, 1f
    li      t5, '^'
    bne     t3, t5, 2f
1:  li      t1, 1
    addi    t0, t0, 1
2:  mv      a2, t0                  # a ] here is a member
3:  lbu     t3, 0(t0)
    beqz    t3, 8f
    li      t5, ']'
    bne     t3, t5, 4f
    bne     t0, a2, 7f
4:  li      t5, '\\'
    bne     t3, t5, 5f
    addi    t0, t0, 1
    lbu     t3, 0(t0)
    beqz    t3, 8f
5:  addi    t0, t0, 1
    mv      t4, t3
    lbu     t6, 0(t0)
    li      t5, '-'
    bne     t6, t5, 6f
    lbu     t6, 1(t0)               # a - before the ] is a member
    beqz    t6, 8f
    li      t5, ']'
    beq     t6, t5, 6f
    addi    t0, t0, 2
    mv      t4, t6
    li      t5, '\\'
    bne     t6, t5, 6f
    lbu     t4, 0(t0)
    beqz    t4, 8f
    addi    t0, t0, 1
6:  bltu    a1, t3, 3b
    bgtu    a1, t4, 3b
    li      t2, 1
    j       3b
7:  addi    a0, t0, 1
    xor     a1, t1, t2
    ret
8:  li      a0, 0
    ret

# glob(a0 = pattern, a1 = buffer) -> a0 = their number
# Append the path names that match a pattern to a buffer of pointers, sorted
glob:
    enter   2
    sw      a1, glob_matches, t0
    lw      s0, BUF_LENGTH(a1)
    mv      s1, a1
    sw      zero, glob_path + BUF_LENGTH, t0
    call    glob_walk
    lw      a0, BUF_DATA(s1)
    lw      a1, BUF_LENGTH(s1)
    add     a0, a0, s0
    sub     a1, a1, s0
    srli    s0, a1, 2
    mv      a1, s0
    call    sort_texts
    mv      a0, s0
    leave

# glob_walk(a0 = rest of the pattern) - continue glob_path with all that matches the rest
#
# s0 = the rest, s1 = its first component, s2 = length of glob_path before it, s3 = directory, s4 = entries, s5 = next
# entry, s6 = end of the entries
glob_walk:
    enter   7
    mv      s0, a0
1:  lbu     t0, 0(s0)               # slashes
    li      t1, '/'
    bne     t0, t1, 2f
    addi    s0, s0, 1
    la      a0, glob_path
    li      a1, '/'
    call    buf_put
    j       1b
2:  beqz    t0, .Lglob_end          # the pattern ended with a slash
    mv      t2, s0                  # one component; has it a pattern?
    li      s1, 0
3:  lbu     t0, 0(t2)
    beqz    t0, 6f
    li      t1, '/'
    beq     t0, t1, 6f
    addi    t2, t2, 1
    li      t1, '\\'
    beq     t0, t1, 5f
    li      t1, '*'
    beq     t0, t1, 4f
    li      t1, '?'
    beq     t0, t1, 4f
    li      t1, '['
    bne     t0, t1, 3b
4:  li      s1, 1
    j       3b
5:  addi    t2, t2, 1
    j       3b
6:  mv      a0, s0
    sub     a1, t2, s0
    mv      s0, t2
    mv      s2, s1
    call    arena_string
    mv      s1, a0
    bnez    s2, .Lglob_directory

    call    remove_escapes          # a plain name: it only has to be there
    mv      a1, a0
    la      a0, glob_path
    call    buf_text
    lbu     t0, 0(s0)
    beqz    t0, .Lglob_end
    mv      a0, s0
    unwind
    tail    glob_walk
.Lglob_end:
    unwind
    tail    glob_add

.Lglob_directory:
    la      a0, glob_path
    lw      s2, BUF_LENGTH(a0)
    li      a1, 0
    call    buf_put
    sw      s2, glob_path + BUF_LENGTH, t0
    lw      a1, glob_path + BUF_DATA
    bnez    s2, 1f
    la_string a1, "."
1:  li      a0, AT_FDCWD
    li      a2, O_RDONLY | O_DIRECTORY | O_CLOEXEC
    li      a3, 0
    syscall openat
    bltz    a0, .Lglob_done
    mv      s3, a0
    li      a0, DIRENT_CHUNK
    call    malloc
    mv      s4, a0
.Lglob_more:
    mv      a0, s3
    mv      a1, s4
    li      a2, DIRENT_CHUNK
    syscall getdents64
    blez    a0, .Lglob_close
    mv      s5, s4
    add     s6, s4, a0
.Lglob_entry:
    addi    a1, s5, DIRENT_NAME
    lbu     t0, 0(a1)               # a leading dot must be given
    li      t1, '.'
    bne     t0, t1, 2f
    lbu     t0, 0(s1)
    bne     t0, t1, .Lglob_next
2:  mv      a0, s1
    call    pattern_match
    beqz    a0, .Lglob_next
    la      a0, glob_path
    sw      s2, BUF_LENGTH(a0)
    addi    a1, s5, DIRENT_NAME
    call    buf_text
    mv      a0, s0
    call    glob_walk
.Lglob_next:
    lhu     t0, DIRENT_RECLEN(s5)
    add     s5, s5, t0
    bltu    s5, s6, .Lglob_entry
    j       .Lglob_more
.Lglob_close:
    mv      a0, s3
    syscall close
    mv      a0, s4
    call    free
.Lglob_done:
    leave

# glob_add() - the pattern is used up: glob_path is a match if it exists
glob_add:
    enter   0, STATX_BYTES
    la      a0, glob_path
    li      a1, 0
    call    buf_put
    la      t0, glob_path
    lw      t1, BUF_LENGTH(t0)
    addi    t1, t1, -1
    sw      t1, BUF_LENGTH(t0)
    lw      a0, BUF_DATA(t0)
    mv      a1, sp
    call    lstat
    bltz    a0, 1f
    la      t0, glob_path
    lw      a0, BUF_DATA(t0)
    lw      a1, BUF_LENGTH(t0)
    call    arena_string
    mv      a1, a0
    lw      a0, glob_matches
    call    buf_word
1:  leave

# sort_texts(a0 = pointers, a1 = number) - sort pointers by the texts they point to (Shell's method)
#
# s0 = pointers, s1 = number, s2 = gap, s3 = index, s4 = pointer to place, s5 = index of the hole
sort_texts:
    enter   6
    mv      s0, a0
    mv      s1, a1
    mv      s2, a1
1:  srli    s2, s2, 1
    beqz    s2, 5f
    mv      s3, s2
2:  bgeu    s3, s1, 1b
    slli    t0, s3, 2
    add     t0, t0, s0
    lw      s4, 0(t0)
    mv      s5, s3
3:  bltu    s5, s2, 4f
    sub     t0, s5, s2
    slli    t0, t0, 2
    add     t0, t0, s0
    lw      a0, 0(t0)
    mv      a1, s4
    call    strcmp
    blez    a0, 4f
    sub     t1, s5, s2
    slli    t0, t1, 2
    add     t0, t0, s0
    lw      t2, 0(t0)
    slli    t0, s5, 2
    add     t0, t0, s0
    sw      t2, 0(t0)
    mv      s5, t1
    j       3b
4:  slli    t0, s5, 2
    add     t0, t0, s0
    sw      s4, 0(t0)
    addi    s3, s3, 1
    j       2b
5:  leave
