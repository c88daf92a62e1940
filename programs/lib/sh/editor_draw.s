# editor_draw.s: the line on the screen
#
# It may take several rows, so a change that is not at its end is shown by drawing all of it again:
#
#   row 0   | $ the first part of a line that is longer than th |      back to row 0, prompt, line, erase the rest,
#   row 1   | e window_                                         |      then the cursor to its place
#
# Only two facts about the screen are kept: its width, and the row in which the cursor stands (edit_row).

    .text

# width(a0 = text, a1 = length) -> a0 = columns
# Columns that a text takes: in UTF-8 the bytes 10xxxxxx continue a character.
width:
    add     a1, a1, a0
    li      t0, 0
1:  bgeu    a0, a1, 2f
    lbu     t1, 0(a0)
    addi    a0, a0, 1
    andi    t1, t1, 0xc0
    li      t2, 0x80
    beq     t1, t2, 1b
    addi    t0, t0, 1
    j       1b
2:  mv      a0, t0
    ret

# prompt_width() -> a0 = columns
# Columns that the last line of the prompt takes.
prompt_width:
    enter   1
    lw      s0, edit_prompt
    mv      a0, s0
    li      a1, '\n'
    call    strrchr
    beqz    a0, 1f
    addi    s0, a0, 1
1:  mv      a0, s0
    call    strlen
    mv      a1, a0
    mv      a0, s0
    unwind
    tail    width

# edit_draw() - draw prompt and line, and put the cursor in its place
#
# s0 = width of the window, s1 = columns up to the end, s2 = columns up to the cursor
edit_draw:
    enter   3
    lw      s0, edit_columns
    lw      a0, edit_row
    li      a1, 'A'
    call    screen_move
    li      a0, '\r'
    call    screen_put
    lw      a0, edit_prompt
    call    screen_text
    la      a0, screen
    lw      a1, edit_line + BUF_DATA
    lw      a2, edit_line + BUF_LENGTH
    call    buf_append

    call    prompt_width
    mv      s1, a0
    mv      s2, a0
    lw      a0, edit_line + BUF_DATA
    lw      a1, edit_line + BUF_LENGTH
    call    width
    add     s1, s1, a0
    lw      a0, edit_line + BUF_DATA
    lw      a1, edit_cursor
    call    width
    add     s2, s2, a0

    remu    t0, s1, s0              # a full last row: terminals wrap only before the next character
    bnez    t0, 1f
    la_string a0, "\r\n"
    call    screen_text
1:  la_string a0, "\033[J"
    call    screen_text
    divu    t0, s1, s0              # rows up from the end to the cursor
    divu    t1, s2, s0
    sw      t1, edit_row, t2
    sub     a0, t0, t1
    li      a1, 'A'
    call    screen_move
    li      a0, '\r'
    call    screen_put
    remu    a0, s2, s0
    li      a1, 'C'
    call    screen_move
    leave

# edit_leave_line() - cursor behind the end of the line, then to a new row
edit_leave_line:
    enter
    lw      t0, edit_line + BUF_LENGTH
    sw      t0, edit_cursor, t1
    call    edit_draw
    la_string a0, "\r\n"
    call    screen_text
    sw      zero, edit_row, t0
    leave
