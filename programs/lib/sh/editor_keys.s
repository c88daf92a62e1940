# editor_keys.s: what the keys do
#
# Each routine changes the line or the cursor and shows the result.

    .text

# edit_clear() - an empty line
edit_clear:
    sw      zero, edit_line + BUF_LENGTH, t0
    sw      zero, edit_cursor, t0
    ret

# edit_insert(a0 = byte) - insert at the cursor
edit_insert:
    enter   2
    mv      s0, a0
    la      a0, edit_line
    mv      a1, s0
    call    buf_put                 # makes room
    lw      t0, edit_line + BUF_DATA
    lw      t1, edit_cursor
    lw      a2, edit_line + BUF_LENGTH
    sub     a2, a2, t1
    addi    a2, a2, -1              # bytes behind the cursor
    mv      s1, a2
    add     a1, t0, t1
    addi    a0, a1, 1
    call    memmove
    lw      t0, edit_line + BUF_DATA
    lw      t1, edit_cursor
    add     t0, t0, t1
    sb      s0, 0(t0)
    addi    t1, t1, 1
    sw      t1, edit_cursor, t0
    bnez    s1, 1f                  # in the middle: draw all
    call    prompt_width            # at the end: just the character, unless it fills the row
    mv      s1, a0
    lw      a0, edit_line + BUF_DATA
    lw      a1, edit_line + BUF_LENGTH
    call    width
    add     a0, a0, s1
    lw      t0, edit_columns
    remu    a0, a0, t0
    beqz    a0, 1f
    mv      a0, s0
    unwind
    tail    screen_put
1:  unwind
    tail    edit_draw

# edit_remove(a0 = count) - remove that many bytes before the cursor
edit_remove:
    enter   1
    mv      s0, a0
    lw      t0, edit_line + BUF_DATA
    lw      t1, edit_cursor
    lw      t2, edit_line + BUF_LENGTH
    sub     a2, t2, t1
    add     a1, t0, t1
    sub     a0, a1, s0
    sub     t1, t1, s0
    sw      t1, edit_cursor, t0
    sub     t2, t2, s0
    sw      t2, edit_line + BUF_LENGTH, t0
    call    memmove
    unwind
    tail    edit_draw

# char_before() -> a0 = bytes, 0 at the start of the line
# Length of the character before the cursor.
char_before:
    lw      t0, edit_line + BUF_DATA
    lw      t1, edit_cursor
    mv      a0, t1
1:  beqz    t1, 2f
    addi    t1, t1, -1
    add     t2, t0, t1
    lbu     t2, 0(t2)
    andi    t2, t2, 0xc0
    li      t3, 0x80
    beq     t2, t3, 1b
2:  sub     a0, a0, t1
    ret

# char_after() -> a0 = bytes, 0 at the end of the line
# Length of the character after the cursor.
char_after:
    lw      t0, edit_line + BUF_DATA
    lw      t1, edit_cursor
    lw      t4, edit_line + BUF_LENGTH
    mv      a0, t1
    bgeu    t1, t4, 2f
1:  addi    t1, t1, 1
    bgeu    t1, t4, 2f
    add     t2, t0, t1
    lbu     t2, 0(t2)
    andi    t2, t2, 0xc0
    li      t3, 0x80
    beq     t2, t3, 1b
2:  sub     a0, t1, a0
    ret

edit_backspace:
    enter
    call    char_before
    unwind
    bnez    a0, edit_remove
    ret

edit_delete:
    enter
    call    char_after
    unwind
    beqz    a0, edit_nothing
    lw      t0, edit_cursor
    add     t0, t0, a0
    sw      t0, edit_cursor, t1
    j       edit_remove

edit_left:
    enter
    call    char_before
    neg     a0, a0
    j       1f
edit_right:
    enter
    call    char_after
1:  lw      t0, edit_cursor
    add     t0, t0, a0
    sw      t0, edit_cursor, t1
    unwind
    tail    edit_draw

edit_home:
    sw      zero, edit_cursor, t0
    tail    edit_draw

edit_to_end:
    lw      t0, edit_line + BUF_LENGTH
    sw      t0, edit_cursor, t1
    tail    edit_draw

edit_cut_left:                          # Ctrl-U
    lw      a0, edit_cursor
    tail    edit_remove

edit_cut_right:                         # Ctrl-K
    lw      t0, edit_cursor
    sw      t0, edit_line + BUF_LENGTH, t1
    tail    edit_draw

edit_cut_word:                          # Ctrl-W: blanks, then what is not blank
    lw      t0, edit_line + BUF_DATA
    lw      t1, edit_cursor
    li      t3, ' '
1:  beqz    t1, 3f
    add     t2, t0, t1
    lbu     t2, -1(t2)
    bne     t2, t3, 2f
    addi    t1, t1, -1
    j       1b
2:  beqz    t1, 3f
    add     t2, t0, t1
    lbu     t2, -1(t2)
    beq     t2, t3, 3f
    addi    t1, t1, -1
    j       2b
3:  lw      a0, edit_cursor
    sub     a0, a0, t1
    tail    edit_remove

edit_repaint:                           # Ctrl-L
    enter
    la_string a0, "\033[H\033[2J"
    call    screen_text
    sw      zero, edit_row, t0
    unwind
    tail    edit_draw

# edit_escape() - an arrow key or another one that sends ESC [ ... or ESC O ...
edit_escape:
    enter   1
    call    read_key
    li      t0, '['
    beq     a0, t0, 1f
    li      t0, 'O'
    bne     a0, t0, 9f
1:  li      s0, 0                   # the number before the final character
2:  call    read_key
    addi    t0, a0, -'0'
    li      t1, 10
    bgeu    t0, t1, 3f
    mul     s0, s0, t1
    add     s0, s0, t0
    j       2b
3:  li      t0, ';'
    beq     a0, t0, 1b
    la      t1, escape_keys
4:  lbu     t0, 0(t1)
    beqz    t0, 9f
    lbu     t2, 1(t1)
    addi    t1, t1, 8
    bne     t0, a0, 4b
    bne     t2, s0, 4b
    lw      t0, -4(t1)
    unwind
    jr      t0
9:  leave

    .section .rodata
    .balign 4
.macro escape_key final, number, code
    .byte   \final, \number, 0, 0
    .word   \code
.endm
escape_keys:
    escape_key 'A', 0, edit_older
    escape_key 'B', 0, edit_newer
    escape_key 'C', 0, edit_right
    escape_key 'D', 0, edit_left
    escape_key 'H', 0, edit_home
    escape_key 'F', 0, edit_to_end
    escape_key '~', 1, edit_home
    escape_key '~', 7, edit_home
    escape_key '~', 4, edit_to_end
    escape_key '~', 8, edit_to_end
    escape_key '~', 3, edit_delete
    .word   0
    .text

# edit_enter() - Enter: the line is complete
edit_enter:
    enter
    call    edit_leave_line
    call    history_add
    la      a0, edit_line
    li      a1, '\n'
    call    buf_put
    li      t0, 1
    sw      t0, edit_over, t1
    leave

# edit_end_key() - Ctrl-D: end of input on an empty line, else delete the character at the cursor
edit_end_key:
    lw      t0, edit_line + BUF_LENGTH
    bnez    t0, edit_delete
    li      t0, 1
    sw      t0, edit_over, t1
    ret

# edit_abandon() - Ctrl-C: forget the line, and the lines before it that belong to the same command
edit_abandon:
    call    edit_to_end
    la_string a0, "^C\r\n"
    call    screen_text
    call    screen_flush
    call    terminal_cooked
    li      a0, 128 + SIGINT
    j       abandon_command
