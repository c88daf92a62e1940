# uniq: leave out repeated lines
#
# Of equal lines that follow each other only the first is printed. -c puts their number in front, -d prints only lines
# that are repeated, -u only those that are not, -i takes capital and small letters for the same.

.include "start.s"
.include "inputs.s"
.include "lines.s"

usage "uniq [-cdiu] [INPUT [OUTPUT]]"

    .text
main:
    enter   7
    call    options_start
.Lnext_option:
    options "cdiu"
    bnez    a0, .Lnext_option       # they are looked up in `given`
    call    open_files

    la      a0, reader
    call    read_line
    beqz    a0, .Lend
    call    keep_line
    li      s0, 1                   # how many equal lines there have been
.Lnext_line:
    la      a0, reader
    call    read_line
    beqz    a0, .Llast
    mv      s1, a0
    mv      s2, a1
    call    is_kept_line
    beqz    a0, 1f
    addi    s0, s0, 1
    j       .Lnext_line
1:  mv      a0, s0
    call    print_kept_line
    mv      a0, s1
    mv      a1, s2
    call    keep_line
    li      s0, 1
    j       .Lnext_line
.Llast:
    mv      a0, s0
    call    print_kept_line
.Lend:
    lw      a1, reader + READER_ERROR
    li      a0, 0
    bnez    a1, 1f
    leave
1:  la_string a0, "error reading the input"
    call    warn_file
    j       exit_failure

# open_files() - open the input for `reader`; let stdout be the output if one is named
open_files:
    enter   2
    lw      s0, operands
    lw      t0, 0(s0)
    beqz    t0, 2f
    lw      s1, 4(s0)
    beqz    s1, 2f
    lw      a1, 8(s0)
    bnez    a1, extra_operand
    mv      a0, s1
    li      a1, O_TRUNC
    call    open_write
    bltz    a0, 3f
    la      t0, stdout
    sw      a0, STREAM_FD(t0)
    sw      zero, 4(s0)
2:  call    one_input
    mv      a1, a0
    la      a0, reader
    unwind
    j       reader_open
3:  mv      a1, a0
    mv      a0, s1
    call    warn_file
    j       exit_failure

# keep_line(a0 = line, a1 = length) - copy the line to `kept`
keep_line:
    enter   2
    mv      s0, a0
    mv      s1, a1
    lw      a1, kept_size
    bleu    s1, a1, 1f
    slli    a2, s1, 1
    lw      a0, kept
    call    resize
    la      t0, kept
    sw      a0, 0(t0)
    slli    a2, s1, 1
    la      t0, kept_size
    sw      a2, 0(t0)
1:  lw      a0, kept
    mv      a1, s0
    mv      a2, s1
    la      t0, kept_length
    sw      a2, 0(t0)
    unwind
    j       memcpy

# is_kept_line(a0 = line, a1 = length) -> a0 = 1 when it equals the line that is kept, else 0
is_kept_line:
    lw      t0, kept_length
    bne     a1, t0, 3f
    mv      a2, a1
    lw      a1, kept
    lbu     t0, given + 'i'
    bnez    t0, 1f
    enter
    call    memcmp
    seqz    a0, a0
    leave
1:  enter   3
    mv      s0, a0
    mv      s1, a1
    add     s2, a0, a2
2:  beq     s0, s2, 4f
    lbu     a0, 0(s1)
    call    to_lower
    mv      t1, a0
    lbu     a0, 0(s0)
    call    to_lower
    addi    s0, s0, 1
    addi    s1, s1, 1
    beq     a0, t1, 2b
    li      a0, 0
    leave
4:  li      a0, 1
    leave
3:  li      a0, 0
    ret

# print_kept_line(a0 = how many there were) - print it, if the options want it
print_kept_line:
    li      t0, 1
    lbu     t1, given + 'd'
    lbu     t2, given + 'u'
    beq     a0, t0, 1f
    bnez    t2, 4f                  # repeated
    j       2f
1:  bnez    t1, 4f                  # not repeated
2:  enter
    lbu     t0, given + 'c'
    beqz    t0, 3f
    li      a1, 7
    call    print_udec_width
    li      a0, ' '
    call    print_char
3:  lw      a0, kept
    lw      a1, kept_length
    call    print_bytes
    li      a0, '\n'
    unwind
    j       print_char
4:  ret

    .bss
    .balign 4
kept:           .zero 4             # the first of the equal lines
kept_size:      .zero 4
kept_length:    .zero 4
reader:         .zero READER_BYTES
