# tee: copy standard input to standard output and to files
#
# -a appends to the files instead of replacing them; -i is accepted.

.include "start.s"
.include "options.s"
.include "alloc.s"

usage "tee [-ai] [FILE...]"

.equ BLOCK, 32768

    .text
main:
    enter   6
    li      s0, O_TRUNC
    call    options_start
.Lnext_option:
    options "ai"
    on_option 'a', .Lset_append
    on_option 'i', .Lnext_option
    lw      s1, operands            # names, at the same index as their descriptors
    li      s4, 0                   # exit status
    mv      s2, s1
.Lopen_next:
    lw      a0, 0(s2)
    beqz    a0, .Lopened
    mv      a1, s0
    call    open_write
    bgez    a0, 1f
    mv      a1, a0
    lw      a0, 0(s2)
    call    warn_file
    li      s4, 1
    li      a0, -1
1:  call    keep_descriptor
    addi    s2, s2, 4
    j       .Lopen_next
.Lopened:
    lw      s5, descriptor_count

.Lcopy_more:
    li      a0, STDIN
    la      a1, block
    li      a2, BLOCK
    call    read_some
    beqz    a0, .Ldone
    bltz    a0, .Lcannot_read
    mv      s0, a0
    la      a0, block
    mv      a1, s0
    call    print_bytes
    call    flush_stdout
    li      s3, 0                   # index of the file
.Lwrite_next:
    bgeu    s3, s5, .Lcopy_more
    lw      s2, descriptors
    slli    t0, s3, 2
    add     s2, s2, t0
    lw      a0, 0(s2)
    bltz    a0, 2f
    la      a1, block
    mv      a2, s0
    call    write_all
    beqz    a0, 2f
    mv      a1, a0
    slli    t0, s3, 2
    add     t0, t0, s1
    lw      a0, 0(t0)
    call    warn_file
    li      s4, 1
    li      t0, -1
    sw      t0, 0(s2)
2:  addi    s3, s3, 1
    j       .Lwrite_next

.Lcannot_read:
    mv      a1, a0
    la_string a0, "read error"
    call    warn_file
    li      s4, 1
.Ldone:
    mv      a0, s4
    leave
.Lset_append:
    li      s0, O_APPEND
    j       .Lnext_option

# keep_descriptor(a0 = descriptor or -1) - add it to the list
keep_descriptor:
    enter   1
    mv      s0, a0
    lw      a0, descriptors
    lw      a1, descriptor_count
    slli    a1, a1, 2
    addi    a2, a1, 4
    call    resize
    la      t0, descriptors
    sw      a0, 0(t0)
    lw      t1, descriptor_count
    slli    t2, t1, 2
    add     a0, a0, t2
    sw      s0, 0(a0)
    addi    t1, t1, 1
    la      t0, descriptor_count
    sw      t1, 0(t0)
    leave

    .bss
    .balign 4
descriptors:        .zero 4         # one for each file
descriptor_count:   .zero 4
block:              .zero BLOCK
