# editor.s: reading a line from the terminal, with editing and history
#
# While a line is edited the terminal is raw: every key comes as it is pressed and nothing is echoed. editor_draw.s
# shows the line, editor_keys.s has a routine for each key, history.s the lines typed before, complete.s the Tab key.

.equ KEY_BACKSPACE, 0x7f

.equ VTIME_OFFSET, TERMIOS_CC + 5
.equ VMIN_OFFSET,  TERMIOS_CC + 6

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

    .text

# editor_read_line() -> a0 = line with its newline, valid until the next call; a1 = its length, 0 at the end of input
# Show the prompt and read a line.
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
# One byte from the terminal; the rest stays there for the command that is started.
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
