# cat: copy files to standard output, one after the other
#
# -n numbers the lines; -u is accepted: nothing is ever held back.

.include "start.s"
.include "inputs.s"
.include "lines.s"

usage "cat [-nu] [FILE...]"

    .text
main:
    enter   1
    la      s0, copy_file
    call    options_start
.Lnext_option:
    options "nu"
    on_option 'u', .Lnext_option
    on_option 'n', .Lset_numbers
    mv      a0, s0
    call    each_input
    leave
.Lset_numbers:
    la      s0, number_file
    j       .Lnext_option

# copy_file(a0 = descriptor, a1 = name) -> a0 = 0 or -errno
copy_file:
    enter
    li      a1, STDOUT
    call    copy_all
    bnez    a1, 1f
    leave
1:  mv      a0, a1
    j       write_failed

# number_file(a0 = descriptor, a1 = name) -> a0 = 0 or -errno
# Prints the lines with their numbers, which go on from file to file, as does a line without its newline.
number_file:
    enter   4
    mv      a1, a0
    la      a0, reader
    call    reader_open
    la      s3, line_number
.Lnext_line:
    la      a0, reader
    call    read_line
    beqz    a0, .Lend_of_file
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    lw      t0, line_open
    bnez    t0, 1f
    lw      a0, 0(s3)
    addi    a0, a0, 1
    sw      a0, 0(s3)
    li      a1, 6
    call    print_udec_width
    li      a0, '\t'
    call    print_char
1:  mv      a0, s0
    mv      a1, s1
    call    print_bytes
    la      t0, line_open
    xori    t1, s2, 1
    sw      t1, 0(t0)
    beqz    s2, .Lnext_line
    li      a0, '\n'
    call    print_char
    j       .Lnext_line
.Lend_of_file:
    lw      a0, reader + READER_ERROR
    leave

    .bss
    .balign 4
reader:         .zero READER_BYTES
line_number:    .zero 4
line_open:      .zero 4             # the last line had no newline: what comes next belongs to it
