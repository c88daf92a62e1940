# cut: print parts of each line
#
# -b LIST or -c LIST prints bytes, -f LIST fields, which are separated by a tab or by the byte of -d; with -s lines
# without a separator are left out. A LIST is N, N-M, N- or -M, or several of them with commas between; 1 is the first.

.include "start.s"
.include "inputs.s"
.include "lines.s"

usage "cut {-b LIST | -c LIST | -f LIST [-d SEPARATOR] [-s]} [FILE...]"

.equ MAX_POSITION,  65535           # further ones are only reached by N-

    .text
main:
    enter   2
    li      s0, 0                   # routine for a line
    call    options_start
.Lnext_option:
    options "b:c:f:d:sn"
    on_option 'b', .Lset_bytes
    on_option 'c', .Lset_bytes
    on_option 'f', .Lset_fields
    on_option 'd', .Lset_separator
    bnez    a0, .Lnext_option
    beqz    s0, .Lno_list
    lbu     t0, given + 'd'
    beqz    t0, 1f
    la      t1, cut_fields
    bne     s0, t1, .Lneeds_fields
1:  la      t0, cut_line
    sw      s0, 0(t0)
    la      a0, cut_file
    call    each_input
    leave
.Lset_bytes:
    bnez    s0, .Ltwo_lists
    la      s0, cut_bytes
    la_string a2, "byte/character position"
    mv      a0, a1
    call    parse_list
    j       .Lnext_option
.Lset_fields:
    bnez    s0, .Ltwo_lists
    la      s0, cut_fields
    la_string a2, "field value"
    mv      a0, a1
    call    parse_list
    j       .Lnext_option
.Lset_separator:
    lbu     t0, 0(a1)
    la      t1, separator
    sb      t0, 0(t1)
    beqz    t0, .Lnext_option       # -d '' stands for the zero byte
    lbu     t0, 1(a1)
    beqz    t0, .Lnext_option
    la_string a0, "the delimiter must be a single character"
    j       .Lwrong_usage
.Lno_list:
    la_string a0, "you must specify a list of bytes, characters, or fields"
    j       .Lwrong_usage
.Ltwo_lists:
    la_string a0, "only one list may be specified"
    j       .Lwrong_usage
.Lneeds_fields:
    la_string a0, "an input delimiter may be specified only when operating on fields"
.Lwrong_usage:
    call    warn_text
    j       usage_error

# parse_list(a0 = list, a2 = what it lists) - fill in `chosen` and `chosen_from`
parse_list:
    enter   5
    mv      s0, a0
    mv      s4, a2
    mv      s3, a0
.Llist_next:
    li      s1, 1                   # first
    lbu     t0, 0(s0)
    li      t1, '-'
    beq     t0, t1, 1f
    mv      a0, s0
    call    parse_udec
    bnez    a2, .Llist_invalid
    beqz    a0, .Llist_zero
    mv      s1, a0
    mv      s2, a0                  # last
    mv      s0, a1
    lbu     t0, 0(s0)
    li      t1, '-'
    bne     t0, t1, 2f
1:  addi    s0, s0, 1
    mv      a0, s0
    call    parse_udec
    mv      s2, a0
    beq     a1, s0, .Llist_open
    mv      s0, a1
    bltu    s2, s1, .Llist_decreasing
2:  li      t0, MAX_POSITION
    bleu    s2, t0, 3f
    mv      s2, t0
3:  bgtu    s1, s2, 4f
    la      t0, chosen
    add     t0, t0, s1
    li      t1, 1
    sb      t1, 0(t0)
    addi    s1, s1, 1
    j       3b
4:  lbu     t0, 0(s0)
    beqz    t0, 6f
    addi    s0, s0, 1
    li      t1, ','
    beq     t0, t1, .Llist_next
    j       .Llist_invalid
.Llist_open:                        # N-
    addi    t0, s0, -1
    beq     t0, s3, .Llist_dash     # a `-` alone
    la      t0, chosen_from
    lw      t1, 0(t0)
    bleu    t1, s1, 4b
    sw      s1, 0(t0)
    j       4b
6:  leave
.Llist_zero:
    lbu     t0, 0(s4)
    li      t1, 'f'
    bne     t0, t1, 7f
    la_string a0, "fields are numbered from 1"
    j       .Lwrong_usage
7:  la_string a0, "byte/character positions are numbered from 1"
    j       .Lwrong_usage
.Llist_dash:
    la_string a0, "invalid range with no endpoint: -"
    j       .Lwrong_usage
.Llist_decreasing:
    la_string a0, "invalid decreasing range"
    j       .Lwrong_usage
.Llist_invalid:
    warn_both "invalid ", s4, " '", s0, "'", zero
    j       usage_error

# is_chosen(a0 = position) -> a0 = 1 if the list has it, else 0
is_chosen:
    lw      t0, chosen_from
    bgeu    a0, t0, 1f
    li      t0, MAX_POSITION
    bgtu    a0, t0, 2f
    la      t0, chosen
    add     t0, t0, a0
    lbu     a0, 0(t0)
    ret
1:  li      a0, 1
    ret
2:  li      a0, 0
    ret

# cut_file(a0 = descriptor, a1 = name) -> a0 = 0 or -errno
cut_file:
    enter
    mv      a1, a0
    la      a0, reader
    call    reader_open
1:  la      a0, reader
    call    read_line
    beqz    a0, 2f
    lw      t0, cut_line
    jalr    t0
    j       1b
2:  lw      a0, reader + READER_ERROR
    leave

# cut_bytes(a0 = line, a1 = length) - print its bytes that are chosen
cut_bytes:
    enter   3
    mv      s0, a0
    add     s1, a0, a1
    li      s2, 1                   # position
    j       3f
1:  mv      a0, s2
    call    is_chosen
    beqz    a0, 2f
    lbu     a0, 0(s0)
    call    print_char
2:  addi    s0, s0, 1
    addi    s2, s2, 1
3:  bltu    s0, s1, 1b
    li      a0, '\n'
    unwind
    j       print_char

# cut_fields(a0 = line, a1 = length) - print its fields that are chosen, with separators between them
cut_fields:
    enter   5
    mv      s0, a0
    mv      s1, a1
    mv      a2, a1
    lbu     a1, separator
    call    memchr
    beqz    a0, .Lfields_whole
    add     s1, s1, s0              # end
    li      s2, 1                   # field
    li      s3, 0                   # has one been printed?
.Lfields_next:
    sub     a2, s1, s0
    mv      a0, s0
    lbu     a1, separator
    call    memchr
    mv      s4, a0                  # end of the field
    bnez    a0, 1f
    mv      s4, s1
1:  mv      a0, s2
    call    is_chosen
    beqz    a0, 3f
    beqz    s3, 2f
    lbu     a0, separator
    call    print_char
2:  li      s3, 1
    mv      a0, s0
    sub     a1, s4, s0
    call    print_bytes
3:  addi    s0, s4, 1
    addi    s2, s2, 1
    bltu    s4, s1, .Lfields_next
    j       .Lfields_end
.Lfields_whole:                     # no separator: the whole line, or nothing with -s
    lbu     t0, given + 's'
    bnez    t0, 4f
    mv      a0, s0
    mv      a1, s1
    call    print_bytes
.Lfields_end:
    li      a0, '\n'
    unwind
    j       print_char
4:  leave

    .data
    .balign 4
chosen_from:    .word -1            # every position from here on is chosen
separator:      .byte '\t'

    .bss
    .balign 4
cut_line:       .zero 4             # routine for a line
reader:         .zero READER_BYTES
chosen:         .zero MAX_POSITION + 1  # 1 for each position that is chosen
