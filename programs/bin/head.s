# head: print the first part of files
#
# -n LINES prints the first LINES lines of each file (10 unless told), -c BYTES the first BYTES bytes, -LINES
# is an old form of -n. With several files each has a header; -q leaves the headers out, -v prints one always.

.include "start.s"
.include "inputs.s"
.include "header.s"

usage "head [-qv] [-n LINES | -c BYTES] [FILE...]"

.equ BLOCK, 16384

    .text
main:
    enter   5
    li      s1, 10                  # how many
    li      s2, 0                   # count bytes instead of lines?
    li      s3, -1                  # headers: -1 for several files, 0 never, 1 always
    call    options_start
.Lnext_option:
    options "n:c:qv#"
    on_option 'n', .Lset_lines
    on_option 'c', .Lset_bytes
    on_option '#', .Lset_lines
    on_option 'q', .Lset_quiet
    on_option 'v', .Lset_verbose
    j       .Lfiles

.Lset_lines:
    li      s2, 0
    mv      s0, a1
    mv      a0, a1
    call    parse_number
    mv      s1, a0
    li      t0, EINVAL              # more than 32 bits (ERANGE) means all of them
    bne     a1, t0, .Lnext_option
    die     "invalid number of lines: '", s0, "'", zero
.Lset_bytes:
    li      s2, 1
    mv      s0, a1
    mv      a0, a1
    call    parse_number
    mv      s1, a0
    li      t0, EINVAL
    bne     a1, t0, .Lnext_option
    die     "invalid number of bytes: '", s0, "'", zero
.Lset_quiet:
    li      s3, 0
    j       .Lnext_option
.Lset_verbose:
    li      s3, 1
    j       .Lnext_option

.Lfiles:
    call    inputs
    mv      s0, a0
    bgez    s3, 1f
    lw      t0, 4(s0)
    snez    s3, t0
1:  li      s4, 0                   # exit status
.Lnext_file:
    lw      a0, 0(s0)
    beqz    a0, .Ldone
    mv      a1, s1
    mv      a2, s2
    mv      a3, s3
    call    head_file
    or      s4, s4, a0
    addi    s0, s0, 4
    j       .Lnext_file
.Ldone:
    mv      a0, s4
    leave

# head_file(a0 = name, a1 = how many, a2 = count bytes?, a3 = print a header?) -> a0 = 0, or 1 after a message
head_file:
    enter   5
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    mv      s3, a3
    call    open_input
    bltz    a0, .Lcannot_open
    mv      s4, a0                  # descriptor
    beqz    s3, 1f
    mv      a0, s0
    call    print_header
1:  beqz    s1, .Lclose
    mv      a0, s4
    la      a1, block
    li      a2, BLOCK
    call    read_some
    bltz    a0, .Lcannot_read
    beqz    a0, .Lclose
    mv      s3, a0                  # bytes in the block
    mv      a1, a0
    la      a0, block
    mv      a2, s1
    la      t0, take_lines
    beqz    s2, 2f
    la      t0, take_bytes
2:  jalr    t0
    mv      s1, a1                  # how many are still wanted
    sub     s3, s3, a0              # bytes of the block that are not
    mv      a1, a0
    la      a0, block
    call    print_bytes
    call    flush_stdout
    bnez    s1, 1b
    beqz    s3, .Lclose
    mv      a0, s4                  # give them back, for whoever reads this file next
    neg     a1, s3
    li      a2, SEEK_CUR
    call    seek                    # fails on a pipe, which does not matter
.Lclose:
    mv      a0, s4
    call    close_input
    li      a0, 0
    leave
.Lcannot_open:
    warn    "cannot open '", s0, "' for reading", a0
    li      a0, 1
    leave
.Lcannot_read:
    warn    "error reading '", s0, "'", a0
    mv      a0, s4
    call    close_input
    li      a0, 1
    leave

# take_lines(a0 = bytes, a1 = length, a2 = lines wanted) -> a0 = how many of the bytes these lines are,
#                                                           a1 = lines still wanted
take_lines:
    enter   3
    mv      s0, a0
    add     s1, a0, a1              # end
    mv      s2, a2
1:  sub     a2, s1, a0
    li      a1, '\n'
    call    memchr
    beqz    a0, 2f
    addi    a0, a0, 1
    addi    s2, s2, -1
    bnez    s2, 1b
    j       3f
2:  mv      a0, s1
3:  sub     a0, a0, s0
    mv      a1, s2
    leave

# take_bytes(a0 = bytes, a1 = length, a2 = bytes wanted) -> a0 = how many of them, a1 = bytes still wanted
take_bytes:
    mv      a0, a1
    bleu    a0, a2, 1f
    mv      a0, a2
1:  sub     a1, a2, a0
    ret

    .bss
block:          .zero BLOCK
