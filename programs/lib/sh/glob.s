# glob.s: path names that match a pattern

.equ DIRENT_CHUNK, 1024             # bytes of directory entries read at once

    .bss
    .balign 4
glob_path:    .zero BUF_BYTES       # the path name being put together
glob_matches: .zero 4               # the buffer that takes the matches

    .text

# glob(a0 = pattern, a1 = buffer) -> a0 = their number
# Append the path names that match a pattern to a buffer of pointers, sorted.
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
