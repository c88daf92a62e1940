# tr: replace or delete bytes
#
# tr SET1 SET2 replaces each byte of SET1 by the one at the same place of SET2, whose last byte is repeated as needed.
# -d deletes the bytes of SET1; -s makes one of repeated bytes of the last set; -c takes all bytes that are not in SET1.
# A set is a text with ranges (a-z), escapes (\n, \t, \\, \101) and classes ([:upper:]).

.include "start.s"
.include "options.s"
.include "escape.s"
.include "classes.s"

usage "tr [-cds] SET1 [SET2]"

.equ BLOCK,     16384
.equ MAX_SET,   1024

    .text
main:
    enter   4
    call    options_start
.Lnext_option:
    options "+cCds"
    bnez    a0, .Lnext_option
    lw      s0, operands
    lw      a0, 0(s0)
    bnez    a0, 1f
    j       missing_operand
1:  la      a1, set1
    call    expand_set
    mv      s1, a0                  # length of the first set
    lbu     t0, given + 'c'
    lbu     t1, given + 'C'
    or      t0, t0, t1
    beqz    t0, 2f
    la      a0, set1
    mv      a1, s1
    call    complement
    mv      s1, a0
2:  lbu     s3, given + 'd'
    lw      a0, 4(s0)
    beqz    a0, .Lone_set
    lw      a1, 8(s0)
    bnez    a1, .Lextra
    la      a1, set2
    call    expand_set
    mv      s2, a0                  # length of the second set
    lbu     t0, given + 's'
    bnez    s3, .Ldelete_two
    beqz    s2, .Lempty_set
    mv      a0, s1
    mv      a1, s2
    call    make_map
    lbu     t0, given + 's'
    beqz    t0, .Ltranslate
    la      a0, set2
    mv      a1, s2
    j       .Lsqueeze_set
.Ldelete_two:
    lw      a1, 4(s0)
    beqz    t0, .Lextra             # -d with two sets needs -s
    la      a0, set2
    mv      a1, s2
    la      a2, squeezed
    call    mark_set
    j       .Ldelete
.Lone_set:
    bnez    s3, .Ldelete
    lbu     t0, given + 's'
    beqz    t0, .Lmissing_set
    la      a0, set1
    mv      a1, s1
.Lsqueeze_set:
    la      a2, squeezed
    call    mark_set
    j       .Ltranslate
.Ldelete:
    la      a0, set1
    mv      a1, s1
    la      a2, deleted
    call    mark_set

.Ltranslate:
    li      s3, -1                  # the byte printed last
.Lmore:
    li      a0, STDIN
    la      a1, block
    li      a2, BLOCK
    call    read_some
    blez    a0, .Lend
    la      s1, block
    add     s2, s1, a0
3:  lbu     t0, 0(s1)
    addi    s1, s1, 1
    la      t1, deleted
    add     t1, t1, t0
    lbu     t1, 0(t1)
    bnez    t1, 4f
    la      t1, map
    add     t1, t1, t0
    lbu     a0, 0(t1)
    add     a0, a0, t0              # the map holds differences, so that zeros change nothing
    andi    a0, a0, 0xff
    la      t1, squeezed
    add     t1, t1, a0
    lbu     t1, 0(t1)
    beqz    t1, 5f
    beq     a0, s3, 4f
5:  mv      s3, a0
    call    print_char
4:  bltu    s1, s2, 3b
    call    flush_stdout
    j       .Lmore
.Lend:
    bltz    a0, .Lread_error
    leave
.Lread_error:
    mv      a1, a0
    la_string a0, "read error"
    call    warn_file
    j       exit_failure
.Lmissing_set:
    lw      s1, 0(s0)
    warn    "missing operand after '", s1, "'", zero
    j       usage_error
.Lextra:
    j       extra_operand
.Lempty_set:
    die_text "when not truncating set1, string2 must be non-empty"

# expand_set(a0 = text, a1 = room for MAX_SET bytes) -> a0 = length of the set
expand_set:
    enter   6
    mv      s0, a0
    mv      s1, a1
    mv      s2, a1                  # end of the set
    addi    s3, a1, MAX_SET - 512   # no more than a whole range may follow
.Lexpand_next:
    bgeu    s2, s3, .Lexpand_done
    lbu     t0, 0(s0)
    beqz    t0, .Lexpand_done
    li      t1, '['
    bne     t0, t1, 1f
    lbu     t0, 1(s0)
    li      t1, ':'
    beq     t0, t1, .Lexpand_class
1:  mv      a0, s0
    call    read_byte
    mv      s4, a0
    mv      s0, a1
    lbu     t0, 0(s0)               # a range?
    li      t1, '-'
    bne     t0, t1, 2f
    lbu     t0, 1(s0)
    beqz    t0, 2f
    addi    a0, s0, 1
    call    read_byte
    mv      s0, a1
    bltu    a0, s4, .Lexpand_bad_range
    mv      s5, a0
    j       3f
2:  mv      s5, s4
3:  sb      s4, 0(s2)
    addi    s2, s2, 1
    addi    s4, s4, 1
    bleu    s4, s5, 3b
    j       .Lexpand_next
.Lexpand_class:
    addi    a0, s0, 2
    call    find_class
    beqz    a0, 1b                  # not a class: the bytes stand for themselves
    mv      s0, a1
    mv      t0, a0
4:  lbu     t1, 0(t0)
    lbu     t2, 1(t0)
    addi    t0, t0, 2
    bgtu    t1, t2, .Lexpand_next
5:  sb      t1, 0(s2)
    addi    s2, s2, 1
    addi    t1, t1, 1
    bleu    t1, t2, 5b
    j       4b
.Lexpand_done:
    sub     a0, s2, s1
    leave
.Lexpand_bad_range:
    die_text "range-endpoints are in reverse collating sequence order"

# read_byte(a0 = text) -> a0 = the byte or escape it begins with, a1 = text after that
read_byte:
    addi    a1, a0, 1
    lbu     t0, 0(a0)
    mv      a0, t0
    li      t1, '\\'
    bne     t0, t1, 2f
    lbu     t0, 0(a1)
    beqz    t0, 2f
    enter   1
    mv      s0, a1
    mv      a0, a1
    call    read_escape_octal
    beq     a1, s0, 1f              # an unknown one stands for its letter
    leave
1:  lbu     a0, 0(s0)
    addi    a1, s0, 1
    leave
2:  ret

# complement(a0 = set, a1 = length) -> a0 = length of the set of all other bytes, which replaces it
complement:
    enter   1
    mv      s0, a0
    la      a2, squeezed            # borrowed, and cleared below
    call    mark_set
    la      t0, squeezed
    li      t1, 0
    mv      t2, s0
1:  add     t3, t0, t1
    lbu     t4, 0(t3)
    sb      zero, 0(t3)
    bnez    t4, 2f
    sb      t1, 0(t2)
    addi    t2, t2, 1
2:  addi    t1, t1, 1
    li      t3, 256
    bltu    t1, t3, 1b
    sub     a0, t2, s0
    leave

# mark_set(a0 = set, a1 = length, a2 = table) - put 1 into the table for each byte of the set
mark_set:
    add     a1, a1, a0
    li      t1, 1
    j       2f
1:  lbu     t0, 0(a0)
    add     t0, t0, a2
    sb      t1, 0(t0)
    addi    a0, a0, 1
2:  bltu    a0, a1, 1b
    ret

# make_map(a0 = length of set1, a1 = length of set2) - fill in `map`
make_map:
    la      t0, set1
    add     a0, a0, t0
    la      t1, set2
    add     a1, a1, t1
    addi    a1, a1, -1              # its last byte
    j       3f
1:  lbu     t2, 0(t0)
    lbu     t3, 0(t1)
    sub     t3, t3, t2
    la      t4, map
    add     t4, t4, t2
    sb      t3, 0(t4)
    addi    t0, t0, 1
    beq     t1, a1, 3f
    addi    t1, t1, 1
3:  bltu    t0, a0, 1b
    ret

    .bss
set1:           .zero MAX_SET
set2:           .zero MAX_SET
deleted:        .zero 256           # 1 for each byte to delete
squeezed:       .zero 256           # 1 for each byte of which repetitions are left out
map:            .zero 256           # what to add to each byte
block:          .zero BLOCK
