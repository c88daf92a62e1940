# wc: count lines, words and bytes
#
# -l, -w and -c choose the counts; without them it prints all three. A word is a run of bytes between white space.

.include "start.s"
.include "inputs.s"

usage "wc [-clw] [FILE...]"

.equ COUNT_LINES,   0
.equ COUNT_WORDS,   4
.equ COUNT_BYTES,   8               # 64 bits
.equ COUNTS_BYTES,  16
.equ BLOCK,         32768

    .text
main:
    enter   2
    li      s0, 0                   # bits: 1 lines, 2 words, 4 bytes
    call    options_start
.Lnext_option:
    options "lwcm"
    on_option 'l', .Lset_lines
    on_option 'w', .Lset_words
    on_option 'c', .Lset_bytes
    on_option 'm', .Lset_bytes      # a character is a byte
    bnez    s0, 1f
    li      s0, 7
1:  la      t0, shown
    sw      s0, 0(t0)
    call    choose_width
    la      a0, count_file
    call    each_input
    mv      s0, a0
    lw      t0, operands
    lw      t1, 0(t0)
    beqz    t1, 2f
    lw      t1, 4(t0)
    beqz    t1, 2f
    la      a0, total               # there were several
    la_string a1, "total"
    call    print_counts
2:  mv      a0, s0
    leave
.Lset_lines:
    ori     s0, s0, 1
    j       .Lnext_option
.Lset_words:
    ori     s0, s0, 2
    j       .Lnext_option
.Lset_bytes:
    ori     s0, s0, 4
    j       .Lnext_option

# choose_width() - set `width` of the columns as GNU wc does: 1 for a single number; else as many digits as the
# sizes of all files together have; at least 7 when one is not a regular file
choose_width:
    enter   5, STATX_BYTES
    call    inputs
    mv      s0, a0
    li      s1, 0                   # sum of the sizes
    li      s2, 1                   # least width
    li      s3, 0                   # inputs
.Lwidth_next:
    lw      s4, 0(s0)
    beqz    s4, .Lwidth_sum
    addi    s0, s0, 4
    addi    s3, s3, 1
    la_string a1, "-"
    mv      a0, s4
    call    strcmp
    mv      a1, sp
    bnez    a0, 1f
    li      a0, STDIN
    call    stat_open
    j       2f
1:  mv      a0, s4
    call    stat
2:  bnez    a0, .Lwidth_next        # reported when it is opened
    lhu     t0, STATX_MODE(sp)
    li      t1, S_IFMT
    and     t0, t0, t1
    li      t1, S_IFREG
    bne     t0, t1, 3f
    lw      t0, STATX_SIZE(sp)
    add     s1, s1, t0
    j       .Lwidth_next
3:  li      s2, 7
    j       .Lwidth_next
.Lwidth_sum:
    lw      t0, shown
    addi    t1, t0, -1
    and     t1, t1, t0
    bnez    t1, 1f
    li      t1, 1
    beq     s3, t1, 3f              # one count of one file
1:  li      t0, 0                   # digits of the sum
    li      t1, 10
2:  addi    t0, t0, 1
    divu    s1, s1, t1
    bnez    s1, 2b
    bgeu    s2, t0, 4f
    mv      s2, t0
    j       4f
3:  li      s2, 1
4:  la      t0, width
    sw      s2, 0(t0)
    leave

# count_file(a0 = descriptor, a1 = name) -> a0 = 0 or -errno
# Counts, prints the counts and adds them to the total.
count_file:
    enter   6, COUNTS_BYTES
    mv      s0, a0
    mv      s1, a1
    sw      zero, COUNT_LINES(sp)
    sw      zero, COUNT_WORDS(sp)
    sw      zero, COUNT_BYTES(sp)
    sw      zero, COUNT_BYTES + 4(sp)
    li      s2, 0                   # inside a word?
.Lcount_more:
    mv      a0, s0
    la      a1, block
    li      a2, BLOCK
    call    read_some
    mv      s3, a0
    blez    a0, .Lcount_end
    lw      t0, COUNT_BYTES(sp)
    lw      t1, COUNT_BYTES + 4(sp)
    add     t0, t0, a0
    sltu    t2, t0, a0
    add     t1, t1, t2
    sw      t0, COUNT_BYTES(sp)
    sw      t1, COUNT_BYTES + 4(sp)
    lw      t0, shown
    andi    t0, t0, 3
    beqz    t0, .Lcount_more        # only bytes are wanted
    la      t0, block
    add     t1, t0, a0
    lw      t2, COUNT_LINES(sp)
    lw      t3, COUNT_WORDS(sp)
    li      t4, ' '
    li      t5, '\n'
    li      t6, 5
1:  lbu     a0, 0(t0)
    addi    t0, t0, 1
    bgtu    a0, t4, 3f              # most bytes are part of a word
    beq     a0, t4, 2f
    addi    a1, a0, -'\t'           # tab, newline, vertical tab, form feed, carriage return?
    bgeu    a1, t6, 3f
    bne     a0, t5, 2f
    addi    t2, t2, 1
2:  li      s2, 0
    bltu    t0, t1, 1b
    j       5f
3:  xori    a1, s2, 1               # 1 if a word begins here
    add     t3, t3, a1
    li      s2, 1
    bltu    t0, t1, 1b
5:  sw      t2, COUNT_LINES(sp)
    sw      t3, COUNT_WORDS(sp)
    j       .Lcount_more
.Lcount_end:
    la      a1, total
    lw      t0, COUNT_LINES(a1)
    lw      t1, COUNT_LINES(sp)
    add     t0, t0, t1
    sw      t0, COUNT_LINES(a1)
    lw      t0, COUNT_WORDS(a1)
    lw      t1, COUNT_WORDS(sp)
    add     t0, t0, t1
    sw      t0, COUNT_WORDS(a1)
    lw      t0, COUNT_BYTES(a1)
    lw      t1, COUNT_BYTES(sp)
    add     t0, t0, t1
    sltu    t2, t0, t1
    sw      t0, COUNT_BYTES(a1)
    lw      t0, COUNT_BYTES + 4(a1)
    lw      t1, COUNT_BYTES + 4(sp)
    add     t0, t0, t1
    add     t0, t0, t2
    sw      t0, COUNT_BYTES + 4(a1)
    lw      t0, operands
    lw      t0, 0(t0)
    bnez    t0, 6f
    li      s1, 0                   # no file is named
6:  mv      a0, sp
    mv      a1, s1
    call    print_counts
    mv      a0, s3
    leave

# print_counts(a0 = counts, a1 = name or 0) - print the counts that are shown, and the name
print_counts:
    enter   4
    mv      s0, a0
    mv      s1, a1
    lw      s2, shown
    li      s3, 0                   # is this the first column?
    andi    t0, s2, 1
    beqz    t0, 1f
    lw      a0, COUNT_LINES(s0)
    li      a1, 0
    mv      a2, s3
    call    print_count
    li      s3, 1
1:  andi    t0, s2, 2
    beqz    t0, 2f
    lw      a0, COUNT_WORDS(s0)
    li      a1, 0
    mv      a2, s3
    call    print_count
    li      s3, 1
2:  andi    t0, s2, 4
    beqz    t0, 3f
    lw      a0, COUNT_BYTES(s0)
    lw      a1, COUNT_BYTES + 4(s0)
    mv      a2, s3
    call    print_count
3:  beqz    s1, 4f
    li      a0, ' '
    call    print_char
    mv      a0, s1
    call    print_str
4:  li      a0, '\n'
    unwind
    j       print_char

# print_count(a0 = low word, a1 = high word, a2 = after another column?)
print_count:
    enter   2
    mv      s0, a0
    mv      s1, a1
    beqz    a2, 1f
    li      a0, ' '
    call    print_char
1:  mv      a0, s0
    mv      a1, s1
    lw      a2, width
    unwind
    j       print_udec64

    .bss
    .balign 4
shown:          .zero 4             # bits: 1 lines, 2 words, 4 bytes
width:          .zero 4             # of a column
total:          .zero COUNTS_BYTES
block:          .zero BLOCK
