# sort: print the lines of files in order
#
# -n compares numbers, -r turns the order round, -f takes small letters for capitals, -b leaves out blanks before a key,
# -u prints only the first of equal lines, -s leaves equal lines in their order, -c only checks the order.
# -k FIRST[,LAST][bfnr] makes a key of some fields; it may be given several times. Fields begin where blanks follow
# something else, or are separated by the byte of -t. -o FILE writes to a file, which may be one of those read.

.include "start.s"
.include "inputs.s"
.include "lines.s"
.include "merge.s"

usage "sort [-bcfnrsu] [-k FIRST[,LAST][bfnr]]... [-t SEPARATOR] [-o FILE] [FILE...]", 2

# A line
.equ LINE_TEXT,     0
.equ LINE_LENGTH,   4
.equ LINE_BYTES,    8

# A key
.equ KEY_NEXT,      0               # the next key, or 0
.equ KEY_FIRST,     4               # number of its first field; 0 stands for the whole line
.equ KEY_LAST,      8               # number of its last field, or 0: to the end of the line
.equ KEY_FLAGS,     12
.equ KEY_BYTES,     16

.equ FLAG_NUMERIC,  1
.equ FLAG_REVERSE,  2
.equ FLAG_FOLD,     4
.equ FLAG_BLANKS,   8

    .text
main:
    enter   4
    call    options_start
.Lnext_option:
    options "bcfnrsuk:t:o:"
    on_option 'k', .Ladd_key
    on_option 't', .Lset_separator
    on_option 'o', .Lset_output
    bnez    a0, .Lnext_option       # the others are looked up in `given`
    call    finish_keys

    call    read_lines
    lw      a0, lines
    lw      a1, line_count
    lbu     t0, given + 'c'
    bnez    t0, .Lcheck
    la      a2, compare_lines
    call    sort_words
    lw      a0, output
    beqz    a0, 1f
    mv      s0, a0
    li      a1, O_TRUNC
    call    open_write
    bltz    a0, .Lcannot_write
    la      t0, stdout
    sw      a0, STREAM_FD(t0)
1:  call    print_lines
    li      a0, 0
    leave

.Lcannot_write:
    die     "open failed: ", s0, "", a0
.Ladd_key:
    call    parse_key
    j       .Lnext_option
.Lset_separator:
    mv      s0, a1
    lbu     t0, 0(a1)
    beqz    t0, .Lempty_separator
    lbu     t1, 1(a1)
    bnez    t1, .Llong_separator
    la      t1, separator
    sw      t0, 0(t1)
    j       .Lnext_option
.Lempty_separator:
    die_text "empty tab"
.Llong_separator:
    la_string a1, "\\0"
    mv      a0, s0
    call    strcmp
    mv      t0, a0
    la      t1, separator
    sw      zero, 0(t1)
    beqz    t0, .Lnext_option
    die     "multi-character tab '", s0, "'", zero
.Lset_output:
    la      t0, output
    sw      a1, 0(t0)
    j       .Lnext_option

.Lcheck:                            # is each line in order with the one before?
    mv      s0, a0
    slli    s1, a1, 2
    add     s1, s1, a0
    addi    s1, s1, -4              # place of the last line
2:  bgeu    s0, s1, 3f
    lw      a0, 0(s0)
    lw      a1, 4(s0)
    call    compare_lines
    lbu     t0, given + 'u'         # with -u equal lines are not in order either
    addi    s0, s0, 4
    neg     t0, t0
    ble     a0, t0, 2b
    j       .Ldisorder
3:  li      a0, 0
    leave
.Ldisorder:
    lw      t0, lines
    sub     s1, s0, t0
    srli    s1, s1, 2
    addi    s1, s1, 1
    lw      s2, 0(s0)
    call    message_start
    call    inputs
    lw      a1, 0(a0)
    la      a0, stderr
    call    put_str
    la      a0, stderr
    li      a1, ':'
    call    put_char
    la      a0, stderr
    mv      a1, s1
    call    put_udec
    la      a0, stderr
    la_string a1, ": disorder: "
    call    put_str
    la      a0, stderr
    lw      a1, LINE_TEXT(s2)
    lw      a2, LINE_LENGTH(s2)
    call    put_bytes
    eprint  "\n"
    li      a0, 1
    leave

# parse_key(a1 = "FIRST[,LAST][bfnr]") - add a key; ends the program when it is none
parse_key:
    enter   3
    mv      s0, a1
    li      a0, KEY_BYTES
    call    alloc
    mv      s1, a0
    sw      zero, KEY_NEXT(s1)
    sw      zero, KEY_LAST(s1)
    sw      zero, KEY_FLAGS(s1)
    mv      a0, s0
    call    parse_udec
    bnez    a2, .Lkey_invalid
    beqz    a0, .Lkey_zero
    sw      a0, KEY_FIRST(s1)
    mv      a0, a1
    call    parse_flags
    lbu     t0, 0(a0)
    li      t1, ','
    bne     t0, t1, 1f
    addi    a0, a0, 1
    call    parse_udec
    bnez    a2, .Lkey_invalid
    sw      a0, KEY_LAST(s1)
    mv      a0, a1
    call    parse_flags
1:  lbu     t0, 0(a0)
    bnez    t0, .Lkey_invalid
    la      t0, keys                # append it
2:  lw      t1, 0(t0)               # KEY_NEXT is at 0
    beqz    t1, 3f
    mv      t0, t1
    j       2b
3:  sw      s1, 0(t0)
    leave
.Lkey_invalid:
    die     "invalid key '", s0, "'", zero
.Lkey_zero:
    die     "field number is zero: invalid field specification '", s0, "'", zero

# parse_flags(a0 = text) -> a0 = text after the flags, which are added to the key in s1
parse_flags:
    lw      t2, KEY_FLAGS(s1)
1:  lbu     t0, 0(a0)
    li      t1, 'n'
    li      t3, FLAG_NUMERIC
    beq     t0, t1, 2f
    li      t1, 'r'
    li      t3, FLAG_REVERSE
    beq     t0, t1, 2f
    li      t1, 'f'
    li      t3, FLAG_FOLD
    beq     t0, t1, 2f
    li      t1, 'b'
    li      t3, FLAG_BLANKS
    beq     t0, t1, 2f
    sw      t2, KEY_FLAGS(s1)
    ret
2:  or      t2, t2, t3
    addi    a0, a0, 1
    j       1b

# finish_keys() - set global_flags after the options; keys without flags take them over; without a key, the whole line
# is one
finish_keys:
    li      t0, 0
    lbu     t1, given + 'n'
    beqz    t1, 1f
    ori     t0, t0, FLAG_NUMERIC
1:  lbu     t1, given + 'r'
    beqz    t1, 2f
    ori     t0, t0, FLAG_REVERSE
2:  lbu     t1, given + 'f'
    beqz    t1, 3f
    ori     t0, t0, FLAG_FOLD
3:  lbu     t1, given + 'b'
    beqz    t1, 4f
    ori     t0, t0, FLAG_BLANKS
4:  la      t1, global_flags
    sw      t0, 0(t1)
    lw      t1, keys
    bnez    t1, 6f
    la      t1, whole_line
    la      t2, keys
    sw      t1, 0(t2)
6:  lw      t2, KEY_FLAGS(t1)
    bnez    t2, 7f
    sw      t0, KEY_FLAGS(t1)
7:  lw      t1, KEY_NEXT(t1)
    bnez    t1, 6b
    ret

# read_lines() - read all inputs; `lines` is the list of their lines, `line_count` how many there are
read_lines:
    enter   6
    call    inputs
    mv      s0, a0
    li      s1, 0                   # chain of pieces: next, text, length
.Lread_next:
    lw      s2, 0(s0)
    beqz    s2, .Lread_all
    addi    s0, s0, 4
    mv      a0, s2
    call    open_input
    bltz    a0, .Lcannot_open
    mv      s3, a0
    call    read_whole
    mv      s4, a0
    mv      s5, a1
    mv      a0, s3
    call    close_input
    beqz    s4, .Lcannot_read
    li      a0, 12
    call    alloc
    sw      s1, 0(a0)
    sw      s4, 4(a0)
    sw      s5, 8(a0)
    mv      s1, a0
    mv      a0, s4
    mv      a1, s5
    call    count_lines
    la      t0, line_count
    lw      t1, 0(t0)
    add     t1, t1, a0
    sw      t1, 0(t0)
    j       .Lread_next
.Lread_all:
    lw      s2, line_count
    slli    a0, s2, 2
    call    alloc
    la      t0, lines
    sw      a0, 0(t0)
    slli    t0, s2, 2
    add     s3, a0, t0              # place of the next line in the list, from its end
    slli    a0, s2, 3               # LINE_BYTES each
    call    alloc
    slli    t0, s2, 3
    add     s2, a0, t0              # and of its LINE_ structure
.Lsplit_piece:
    beqz    s1, 1f
    lw      a0, 4(s1)
    lw      a1, 8(s1)
    mv      a2, s2
    mv      a3, s3
    call    split_lines
    mv      s2, a0
    mv      s3, a1
    lw      s1, 0(s1)
    j       .Lsplit_piece
1:  leave
.Lcannot_open:
    die     "cannot read: ", s2, "", a0
.Lcannot_read:
    die     "read failed: ", s2, "", s5

# count_lines(a0 = text, a1 = length) -> a0 = how many lines it has, the last perhaps without its newline
count_lines:
    add     t0, a0, a1              # end
    mv      t1, a0
    li      a0, 0
    beqz    a1, 3f
    li      t2, '\n'
1:  lbu     t3, 0(t1)
    addi    t1, t1, 1
    bne     t3, t2, 2f
    addi    a0, a0, 1
2:  bltu    t1, t0, 1b
    beq     t3, t2, 3f
    addi    a0, a0, 1
3:  ret

# split_lines(a0 = text, a1 = length, a2 = end of the LINE_ structures, a3 = end of the list) -> a0, a1 = the new ends
# Fills in the lines from the last to the first.
split_lines:
    beqz    a1, 4f
    add     t0, a0, a1              # end of the line
    li      t2, '\n'
    lbu     t3, -1(t0)
    bne     t3, t2, 1f
    addi    t0, t0, -1
1:  mv      t1, t0                  # its start
2:  bleu    t1, a0, 3f
    lbu     t3, -1(t1)
    beq     t3, t2, 3f
    addi    t1, t1, -1
    j       2b
3:  addi    a2, a2, -LINE_BYTES
    addi    a3, a3, -4
    sw      a2, 0(a3)
    sw      t1, LINE_TEXT(a2)
    sub     t3, t0, t1
    sw      t3, LINE_LENGTH(a2)
    addi    t0, t1, -1
    bgtu    t1, a0, 1b
4:  mv      a0, a2
    mv      a1, a3
    ret

# print_lines() - print the list; with -u only the first of equal lines
print_lines:
    enter   4
    lw      s0, lines
    lw      s1, line_count
    lbu     s2, given + 'u'
    li      s3, 0                   # the line printed last
1:  beqz    s1, 4f
    beqz    s2, 2f
    beqz    s3, 2f
    mv      a0, s3
    lw      a1, 0(s0)
    call    compare_lines
    beqz    a0, 3f
2:  lw      s3, 0(s0)
    lw      a0, LINE_TEXT(s3)
    lw      a1, LINE_LENGTH(s3)
    call    print_bytes
    li      a0, '\n'
    call    print_char
3:  addi    s0, s0, 4
    addi    s1, s1, -1
    j       1b
4:  leave

# compare_lines(a0 = line, a1 = line) -> a0 < 0, = 0 or > 0
# By the keys, in turn; then byte by byte, unless equal keys are to count as equal (-s, -u).
compare_lines:
    enter   6
    mv      s0, a0
    mv      s1, a1
    lw      s2, keys
.Lcompare_key:
    mv      a0, s1
    mv      a1, s2
    call    find_key
    mv      s3, a0
    mv      s4, a1
    mv      a0, s0
    mv      a1, s2
    call    find_key
    mv      a2, s3
    mv      a3, s4
    lw      s5, KEY_FLAGS(s2)
    andi    t0, s5, FLAG_NUMERIC
    bnez    t0, 1f
    andi    t0, s5, FLAG_FOLD
    bnez    t0, 2f
    call    compare_bytes
    j       3f
1:  call    compare_numbers
    j       3f
2:  call    compare_folded
3:  bnez    a0, 5f
    lw      s2, KEY_NEXT(s2)
    bnez    s2, .Lcompare_key
    lbu     t0, given + 's'
    lbu     t1, given + 'u'
    or      t0, t0, t1
    bnez    t0, 6f
    lw      a0, LINE_TEXT(s0)
    lw      a1, LINE_LENGTH(s0)
    lw      a2, LINE_TEXT(s1)
    lw      a3, LINE_LENGTH(s1)
    call    compare_bytes
    lw      s5, global_flags
5:  andi    t0, s5, FLAG_REVERSE
    beqz    t0, 6f
    neg     a0, a0
6:  leave

# find_key(a0 = line, a1 = key) -> a0 = text of the key in this line, a1 = its length
find_key:
    enter   4
    lw      s0, LINE_TEXT(a0)
    lw      s1, LINE_LENGTH(a0)
    add     s1, s1, s0              # end
    mv      s2, a1
    lw      s3, KEY_FIRST(s2)
    beqz    s3, 3f
    mv      a0, s0
    addi    a2, s3, -1
    mv      a1, s1
    call    skip_fields
    mv      s3, a0
    lw      a2, KEY_LAST(s2)
    beqz    a2, 2f
    mv      a0, s0
    mv      a1, s1
    call    skip_fields
    sub     s1, a0, a1              # without the separator behind it
2:  mv      s0, s3
3:  lw      t0, KEY_FLAGS(s2)
    andi    t0, t0, FLAG_BLANKS
    beqz    t0, 5f
4:  bgeu    s0, s1, 5f
    lbu     t0, 0(s0)
    addi    s0, s0, 1
    li      t1, ' '
    beq     t0, t1, 4b
    li      t1, '\t'
    beq     t0, t1, 4b
    addi    s0, s0, -1
5:  mv      a0, s0
    sub     a1, s1, s0
    bgez    a1, 6f
    li      a1, 0
6:  leave

# skip_fields(a0 = text, a1 = its end, a2 = how many) -> a0 = text after that many fields,
#                                                       a1 = 1 when that is after a separator, else 0
skip_fields:
    lw      t0, separator
    li      t4, 0
    li      t1, ' '
    li      t2, '\t'
1:  beqz    a2, 6f
    addi    a2, a2, -1
    bgez    t0, 5f
2:  beq     a0, a1, 6f              # blanks
    lbu     t3, 0(a0)
    bne     t3, t1, 3f
    addi    a0, a0, 1
    j       2b
3:  bne     t3, t2, 4f
    addi    a0, a0, 1
    j       2b
4:  beq     a0, a1, 6f              # what is not blank
    lbu     t3, 0(a0)
    beq     t3, t1, 1b
    beq     t3, t2, 1b
    addi    a0, a0, 1
    j       4b
5:  li      t4, 0                   # up to the separator
    beq     a0, a1, 6f
    lbu     t3, 0(a0)
    addi    a0, a0, 1
    bne     t3, t0, 5b
    li      t4, 1
    j       1b
6:  mv      a1, t4
    ret

# compare_bytes(a0 = text, a1 = length, a2 = text, a3 = length) -> a0 < 0, = 0 or > 0
compare_bytes:
    sub     t2, a1, a3              # when one is the start of the other, the shorter comes first
    mv      t3, a1
    bleu    a1, a3, 1f
    mv      t3, a3
1:  add     t3, t3, a0
    j       3f
2:  lbu     t0, 0(a0)
    lbu     t1, 0(a2)
    bne     t0, t1, 4f
    addi    a0, a0, 1
    addi    a2, a2, 1
3:  bltu    a0, t3, 2b
    mv      a0, t2
    ret
4:  sub     a0, t0, t1
    ret

# compare_folded(a0 = text, a1 = length, a2 = text, a3 = length) -> a0 < 0, = 0 or > 0; small letters as capitals
compare_folded:
    sub     t2, a1, a3
    mv      t3, a1
    bleu    a1, a3, 1f
    mv      t3, a3
1:  add     t3, t3, a0
    j       3f
2:  lbu     t0, 0(a0)
    addi    t4, t0, -'a'
    sltiu   t4, t4, 26
    slli    t4, t4, 5
    sub     t0, t0, t4
    lbu     t1, 0(a2)
    addi    t4, t1, -'a'
    sltiu   t4, t4, 26
    slli    t4, t4, 5
    sub     t1, t1, t4
    bne     t0, t1, 4f
    addi    a0, a0, 1
    addi    a2, a2, 1
3:  bltu    a0, t3, 2b
    mv      a0, t2
    ret
4:  sub     a0, t0, t1
    ret

# A number as compare_numbers sees it: the digits without zeros that do not count
.equ NUMBER_SIGN,       0           # -1, 0 or 1
.equ NUMBER_WHOLE,      4           # digits before the point
.equ NUMBER_WHOLE_LENGTH, 8
.equ NUMBER_PART,       12          # digits after it
.equ NUMBER_PART_LENGTH, 16
.equ NUMBER_BYTES,      20

# compare_numbers(a0 = text, a1 = length, a2 = text, a3 = length) -> a0 < 0, = 0 or > 0
# The numbers at the start of the texts, of any length; a text without a number counts as 0.
compare_numbers:
    enter   2, 2 * NUMBER_BYTES
    mv      s0, a2
    mv      s1, a3
    mv      a2, sp
    call    parse_decimal
    mv      a0, s0
    mv      a1, s1
    addi    a2, sp, NUMBER_BYTES
    call    parse_decimal
    lw      s0, NUMBER_SIGN(sp)
    lw      t0, NUMBER_BYTES + NUMBER_SIGN(sp)
    sub     a0, s0, t0
    bnez    a0, 1f
    lw      a1, NUMBER_WHOLE_LENGTH(sp)     # more digits make a larger number
    lw      a3, NUMBER_BYTES + NUMBER_WHOLE_LENGTH(sp)
    sub     a0, a1, a3
    bnez    a0, 2f
    lw      a0, NUMBER_WHOLE(sp)
    lw      a2, NUMBER_BYTES + NUMBER_WHOLE(sp)
    call    compare_bytes
    bnez    a0, 2f
    lw      a0, NUMBER_PART(sp)
    lw      a1, NUMBER_PART_LENGTH(sp)
    lw      a2, NUMBER_BYTES + NUMBER_PART(sp)
    lw      a3, NUMBER_BYTES + NUMBER_PART_LENGTH(sp)
    call    compare_bytes
2:  bgez    s0, 1f
    neg     a0, a0
1:  leave

# parse_decimal(a0 = text, a1 = length, a2 = number) - fill in the NUMBER_ structure
parse_decimal:
    add     a1, a1, a0              # end
    li      t0, ' '
    li      t1, '\t'
1:  beq     a0, a1, .Ldecimal_zero  # blanks
    lbu     t2, 0(a0)
    addi    a0, a0, 1
    beq     t2, t0, 1b
    beq     t2, t1, 1b
    addi    a0, a0, -1
    li      t3, 1                   # sign
    li      t0, '-'
    bne     t2, t0, 2f
    li      t3, -1
    addi    a0, a0, 1
2:  li      t0, '0'                 # zeros in front
3:  beq     a0, a1, .Ldecimal_zero
    lbu     t2, 0(a0)
    bne     t2, t0, 4f
    addi    a0, a0, 1
    j       3b
4:  sw      a0, NUMBER_WHOLE(a2)
    li      t1, 10
    mv      t4, a0
5:  beq     a0, a1, 6f
    lbu     t2, 0(a0)
    addi    t2, t2, -'0'
    bgeu    t2, t1, 6f
    addi    a0, a0, 1
    j       5b
6:  sub     t4, a0, t4
    sw      t4, NUMBER_WHOLE_LENGTH(a2)
    mv      t5, a0
    beq     a0, a1, 9f
    lbu     t2, 0(a0)
    li      t6, '.'
    bne     t2, t6, 9f
    addi    a0, a0, 1
    mv      t5, a0
7:  beq     a0, a1, 8f
    lbu     t2, 0(a0)
    addi    t2, t2, -'0'
    bgeu    t2, t1, 8f
    addi    a0, a0, 1
    j       7b
8:  beq     a0, t5, 9f              # zeros at the end
    lbu     t2, -1(a0)
    bne     t2, t0, 9f
    addi    a0, a0, -1
    j       8b
9:  sw      t5, NUMBER_PART(a2)
    sub     t5, a0, t5
    sw      t5, NUMBER_PART_LENGTH(a2)
    or      t4, t4, t5
    beqz    t4, .Ldecimal_zero
    sw      t3, NUMBER_SIGN(a2)
    ret
.Ldecimal_zero:
    sw      zero, NUMBER_SIGN(a2)
    sw      a0, NUMBER_WHOLE(a2)
    sw      zero, NUMBER_WHOLE_LENGTH(a2)
    sw      a0, NUMBER_PART(a2)
    sw      zero, NUMBER_PART_LENGTH(a2)
    ret

    .data
    .balign 4
separator:      .word -1            # byte between fields, or -1
whole_line:     .word 0, 0, 0, 0    # the key when none is given

    .bss
    .balign 4
keys:           .zero 4             # chain of keys
global_flags:   .zero 4
output:         .zero 4             # name of the output file, or 0
lines:          .zero 4
line_count:     .zero 4
