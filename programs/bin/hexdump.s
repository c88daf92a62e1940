# hexdump: print bytes as hexadecimal numbers and as text
#
# Sixteen bytes make a line, as with `hexdump -C`; lines like the one before are shown by a single `*`. -n BYTES stops
# early, -s BYTES leaves out the first ones, -v shows repeated lines too.

.include "start.s"
.include "inputs.s"

usage "hexdump [-Cv] [-n BYTES] [-s BYTES] [FILE...]"

.equ ROW,       16                  # bytes in a line
.equ BLOCK,     4096

    .text
main:
    enter   1
    call    options_start
.Lnext_option:
    options "Cvn:s:"
    on_option 'n', .Lset_length
    on_option 's', .Lset_skip
    bnez    a0, .Lnext_option
    la      a0, dump_file
    call    each_input
    mv      s0, a0
    call    end_row
    lw      a0, offset
    beqz    a0, 1f
    call    print_offset
    li      a0, '\n'
    call    print_char
1:  mv      a0, s0
    leave
.Lset_length:
    la      s0, length
    j       1f
.Lset_skip:
    la      s0, skip
1:  mv      a0, a1
    call    parse_number
    sw      a0, 0(s0)
    beqz    a1, .Lnext_option
    die_text "a number of bytes is wanted"

# dump_file(a0 = descriptor, a1 = name) -> a0 = 0 or -errno
# Files are joined: a line may end in the next file.
dump_file:
    enter   4
    mv      s0, a0
.Ldump_more:
    mv      a0, s0
    la      a1, block
    li      a2, BLOCK
    call    read_some
    blez    a0, 4f
    la      s1, block
    add     s2, s1, a0
1:  la      t0, skip
    lw      t1, 0(t0)
    beqz    t1, 2f
    addi    t1, t1, -1
    sw      t1, 0(t0)
    la      t0, offset
    lw      t1, 0(t0)
    addi    t1, t1, 1
    sw      t1, 0(t0)
    j       3f
2:  la      t0, length
    lw      t1, 0(t0)
    beqz    t1, 5f
    addi    t1, t1, -1
    sw      t1, 0(t0)
    lbu     a0, 0(s1)
    call    add_byte
3:  addi    s1, s1, 1
    bltu    s1, s2, 1b
    call    flush_stdout
    j       .Ldump_more
5:  li      a0, 0
4:  leave

# add_byte(a0 = byte) - put it into the row, and print the row when it is full
add_byte:
    lw      t0, row_length
    la      t1, row
    add     t1, t1, t0
    sb      a0, 0(t1)
    addi    t0, t0, 1
    la      t1, row_length
    sw      t0, 0(t1)
    li      t1, ROW
    beq     t0, t1, end_row
    ret

# end_row() - print the row, if there is anything in it, and begin the next
end_row:
    enter   3
    lw      s0, row_length
    beqz    s0, .Lrow_done
    li      t0, ROW
    bne     s0, t0, .Lrow_new
    lbu     t0, given + 'v'
    bnez    t0, .Lrow_new
    lw      t0, rows
    beqz    t0, .Lrow_new
    la      a0, row
    la      a1, last_row
    li      a2, ROW
    call    memcmp
    bnez    a0, .Lrow_new
    la      t0, starred
    lw      t1, 0(t0)
    bnez    t1, .Lrow_next
    li      t1, 1
    sw      t1, 0(t0)
    print   "*\n"
    j       .Lrow_next
.Lrow_new:
    la      t0, starred
    sw      zero, 0(t0)
    lw      a0, offset
    call    print_offset
    li      s1, 0
1:  li      a0, ' '                 # the numbers, with a gap in the middle
    call    print_char
    andi    t0, s1, 7
    bnez    t0, 2f
    li      a0, ' '
    call    print_char
2:  bgeu    s1, s0, 3f
    la      t0, row
    add     t0, t0, s1
    lbu     a0, 0(t0)
    call    print_hex_byte
    j       4f
3:  print   "  "
4:  addi    s1, s1, 1
    li      t0, ROW
    bltu    s1, t0, 1b
    print   "  |"
    li      s1, 0
5:  la      t0, row
    add     t0, t0, s1
    lbu     a0, 0(t0)
    addi    t0, a0, -' '            # a dot for what cannot be shown
    li      t1, '~' - ' '
    bleu    t0, t1, 6f
    li      a0, '.'
6:  call    print_char
    addi    s1, s1, 1
    bltu    s1, s0, 5b
    print   "|\n"
.Lrow_next:
    la      a0, last_row
    la      a1, row
    li      a2, ROW
    call    memcpy
    la      t0, rows
    li      t1, 1
    sw      t1, 0(t0)
    la      t0, row_length
    sw      zero, 0(t0)
    la      t0, offset
    lw      t1, 0(t0)
    add     t1, t1, s0
    sw      t1, 0(t0)
.Lrow_done:
    leave

# print_offset(a0 = number) - in eight hexadecimal digits
print_offset:
    enter   2
    mv      s0, a0
    li      s1, 24
1:  srl     a0, s0, s1
    andi    a0, a0, 0xff
    call    print_hex_byte
    addi    s1, s1, -8
    bgez    s1, 1b
    leave

# print_hex_byte(a0 = byte) - in two hexadecimal digits
print_hex_byte:
    enter   1
    mv      s0, a0
    srli    a0, a0, 4
    call    print_hex_digit
    andi    a0, s0, 15
    unwind
    # falls into print_hex_digit

# print_hex_digit(a0 = 0 to 15)
print_hex_digit:
    la      t0, hex_digits
    add     t0, t0, a0
    lbu     a0, 0(t0)
    j       print_char

    .section .rodata
hex_digits:     .ascii "0123456789abcdef"

    .data
    .balign 4
length:         .word -1            # how many bytes are still to be shown

    .bss
    .balign 4
skip:           .zero 4             # how many are still to be left out
offset:         .zero 4             # of the row in the input
row_length:     .zero 4
rows:           .zero 4             # is there a last row?
starred:        .zero 4             # was a `*` printed last?
row:            .zero ROW
last_row:       .zero ROW
block:          .zero BLOCK
