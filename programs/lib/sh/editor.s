# editor.s: reading a line from the terminal, with editing and history
#
# While a line is edited the terminal is raw: every key comes as it is pressed and nothing is echoed. The line on
# the screen may take several rows, so a change that is not at its end is shown by drawing all of it again:
#
#   row 0   | $ the first part of a line that is longer than th |      back to row 0, prompt, line, erase the rest,
#   row 1   | e window_                                         |      then the cursor to its place
#
# Only two facts about the screen are kept: its width, and the row in which the cursor stands (edit_row).

.equ KEY_BACKSPACE, 0x7f
.equ KEY_ESCAPE,    0x1b
.equ CTRL,          0x1f                # 'X' & CTRL is Ctrl-X

.equ VTIME_OFFSET, TERMIOS_CC + 5
.equ VMIN_OFFSET,  TERMIOS_CC + 6

.equ HISTORY_MAX, 200

    .bss
    .balign 4
edit_line:    .zero BUF_BYTES
edit_cursor:  .zero 4               # offset in the line
edit_prompt:  .zero 4
edit_columns: .zero 4               # width of the window
edit_row:     .zero 4               # where the cursor stands, counted from the row of the prompt
edit_over:    .zero 4               # the line is complete
edit_tabbed:  .zero 4               # the key before was a Tab that found several names
screen:       .zero BUF_BYTES       # what goes to the terminal next
cooked_mode:  .zero TERMIOS_BYTES   # the terminal outside of the editor
raw_mode:     .zero TERMIOS_BYTES
history:      .zero BUF_BYTES       # pointers to lines on the heap
history_at:   .zero 4               # offset of the line shown; the length of `history` is the new line
history_new:  .zero 4               # the new line while an old one is shown, on the heap, or 0

    .text

# editor_read_line() -> a0 = line with its newline, valid until the next call; a1 = its length, 0 at the end of input
# Show the prompt and read a line
editor_read_line:
    enter   1
    call    terminal_raw
    call    prompt_text
    sw      a0, edit_prompt, t0
    sw      zero, edit_row, t0
    sw      zero, edit_tabbed, t0
    sw      zero, edit_over, t0
    lw      t0, history + BUF_LENGTH
    sw      t0, history_at, t1
    call    edit_clear
    call    edit_draw
.Lnext_key:
    call    screen_flush
    lw      t0, edit_over
    bnez    t0, .Lline_over
    call    read_key
    bltz    a0, .Lend_of_input
    mv      s0, a0
    li      t0, '\t'
    beq     a0, t0, 1f
    sw      zero, edit_tabbed, t0
1:  li      t0, ' '
    bgeu    s0, t0, 3f
    slli    t0, s0, 2               # a control character
    la      t1, control_keys
    add     t1, t1, t0
    lw      t1, 0(t1)
    jalr    t1
    j       .Lnext_key
3:  li      t0, KEY_BACKSPACE
    beq     s0, t0, 4f
    mv      a0, s0
    call    edit_insert
    j       .Lnext_key
4:  call    edit_backspace
    j       .Lnext_key

.Lend_of_input:
    call    edit_clear
.Lline_over:
    call    terminal_cooked
    lw      a0, edit_line + BUF_DATA
    lw      a1, edit_line + BUF_LENGTH
    leave

    .section .rodata
    .balign 4
control_keys:
    .word   edit_nothing,   edit_home,    edit_left,      edit_abandon  # @ A B C
    .word   edit_end_key,   edit_to_end,  edit_right,     edit_nothing  # D E F G
    .word   edit_backspace, complete,     edit_enter,     edit_cut_right  # H I J K
    .word   edit_repaint,   edit_enter,   edit_newer,     edit_nothing  # L M N O
    .word   edit_older,     edit_nothing, edit_nothing,   edit_nothing  # P Q R S
    .word   edit_nothing,   edit_cut_left, edit_nothing,  edit_cut_word  # T U V W
    .word   edit_nothing,   edit_nothing, edit_nothing,   edit_escape  # X Y Z [
    .word   edit_nothing,   edit_nothing, edit_nothing,   edit_nothing
    .text

edit_nothing:
    ret

# ---- the terminal ----------------------------------------------------------------------------------------------------

# terminal_raw() - remember how the terminal is set, and take its keys as they come
terminal_raw:
    enter   0, WINSIZE_BYTES
    li      a0, STDIN
    li      a1, TCGETS
    la      a2, cooked_mode
    syscall ioctl
    la      a0, raw_mode
    la      a1, cooked_mode
    li      a2, TERMIOS_BYTES
    call    memcpy
    lw      t0, TERMIOS_LFLAG(a0)
    andi    t0, t0, ~(ISIG | ICANON | ECHO)
    sw      t0, TERMIOS_LFLAG(a0)
    li      t0, 1
    sb      t0, VMIN_OFFSET(a0)
    sb      zero, VTIME_OFFSET(a0)
    mv      a2, a0
    li      a0, STDIN
    li      a1, TCSETSW
    syscall ioctl
    sh      zero, WINSIZE_COLS(sp)
    li      a0, STDIN
    li      a1, TIOCGWINSZ
    mv      a2, sp
    syscall ioctl
    lhu     t0, WINSIZE_COLS(sp)
    bnez    t0, 1f
    li      t0, 80
1:  sw      t0, edit_columns, t1
    leave

# terminal_cooked() - set the terminal as it was
terminal_cooked:
    li      a0, STDIN
    li      a1, TCSETSW
    la      a2, cooked_mode
    syscall ioctl
    ret

# read_key() -> a0 = byte, or -1 at the end of input
# One byte from the terminal; the rest stays there for the command that is started
read_key:
    enter   0, 4
    li      a0, STDIN
    mv      a1, sp
    li      a2, 1
    call    read_some
    blez    a0, 1f
    lbu     a0, 0(sp)
    leave
1:  li      a0, -1
    leave

# screen_put(byte), screen_text(text) - for the terminal
screen_put:
    mv      a1, a0
    la      a0, screen
    tail    buf_put
screen_text:
    mv      a1, a0
    la      a0, screen
    tail    buf_text

# screen_flush() - show what has been collected
screen_flush:
    la      t0, screen
    lw      a1, BUF_DATA(t0)
    lw      a2, BUF_LENGTH(t0)
    sw      zero, BUF_LENGTH(t0)
    li      a0, STDERR
    tail    write_all

# screen_move(a0 = count, a1 = letter) - ESC [ count letter: A up, C right; nothing for 0
screen_move:
    beqz    a0, 1f
    enter   2
    mv      s0, a0
    mv      s1, a1
    la_string a0, "\033["
    call    screen_text
    mv      a0, s0
    call    decimal
    call    screen_text
    mv      a0, s1
    unwind
    tail    screen_put
1:  ret

# ---- drawing ---------------------------------------------------------------------------------------------------------

# width(a0 = text, a1 = length) -> a0 = columns
# Columns that a text takes: in UTF-8 the bytes 10xxxxxx continue a character
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
# Columns that the last line of the prompt takes
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

# ---- keys: what they do ----------------------------------------------------------------------------------------------

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
# Length of the character before the cursor
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
# Length of the character after the cursor
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

# ---- history ---------------------------------------------------------------------------------------------------------

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
# A copy of the line
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
