# history.s: the lines typed before

.equ HISTORY_MAX, 200               # lines that are remembered

    .bss
    .balign 4
history:      .zero BUF_BYTES       # pointers to lines on the heap
history_at:   .zero 4               # offset of the line shown; the length of `history` is the new line
history_new:  .zero 4               # the new line while an old one is shown, on the heap, or 0

    .text

# history_add() - remember the line, unless it is empty or the same as the one before
history_add:
    enter   2
    lw      t0, history_new
    mv      a0, t0
    call    free
    sw      zero, history_new, t0
    la      s0, history
    call    edit_text
    mv      s1, a0
    lbu     t0, 0(s1)
    beqz    t0, 2f
    lw      t0, BUF_LENGTH(s0)
    beqz    t0, 1f
    lw      t1, BUF_DATA(s0)
    add     t1, t1, t0
    lw      a0, -4(t1)
    mv      a1, s1
    call    strcmp
    beqz    a0, 2f
1:  mv      a0, s0
    mv      a1, s1
    call    buf_word
    lw      t0, BUF_LENGTH(s0)
    li      t1, 4 * HISTORY_MAX
    bleu    t0, t1, 3f
    addi    t0, t0, -4              # drop the oldest
    sw      t0, BUF_LENGTH(s0)
    lw      s1, BUF_DATA(s0)
    lw      a0, 0(s1)
    call    free
    mv      a0, s1
    addi    a1, s1, 4
    lw      a2, BUF_LENGTH(s0)
    call    memmove
    leave
2:  mv      a0, s1
    call    free
3:  leave

# edit_text() -> a0 = text, on the heap
# A copy of the line.
edit_text:
    enter   1
    la      a0, edit_line
    li      a1, 0
    call    buf_put
    la      t0, edit_line
    lw      t1, BUF_LENGTH(t0)
    addi    t1, t1, -1
    sw      t1, BUF_LENGTH(t0)
    lw      a0, BUF_DATA(t0)
    unwind
    tail    heap_string

# edit_older(), edit_newer() - the line before or after in the history
edit_older:
    lw      t0, history_at
    beqz    t0, edit_nothing
    enter
    lw      t1, history + BUF_LENGTH
    bne     t0, t1, 1f
    call    edit_text               # leaving the new line: keep it
    la      t0, history_new
    lw      t1, 0(t0)
    sw      a0, 0(t0)
    mv      a0, t1
    call    free
1:  lw      t0, history_at
    addi    t0, t0, -4
    unwind
    j       history_show
edit_newer:
    lw      t0, history_at
    lw      t1, history + BUF_LENGTH
    beq     t0, t1, edit_nothing
    addi    t0, t0, 4
    # falls into history_show

# history_show(t0 = offset) - put a line of the history, or the new one, into the editor
history_show:
    enter   1
    sw      t0, history_at, t1
    lw      t1, history + BUF_LENGTH
    lw      s0, history_new
    beq     t0, t1, 1f
    lw      t1, history + BUF_DATA
    add     t1, t1, t0
    lw      s0, 0(t1)
1:  call    edit_clear
    beqz    s0, 2f
    la      a0, edit_line
    mv      a1, s0
    call    buf_text
2:  unwind
    j       edit_to_end
