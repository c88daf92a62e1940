# tail: print the last part of files
#
# -n LINES prints the last LINES lines of each file (10 unless told), -c BYTES the last BYTES bytes; with a `+` before
# the number, everything from that line or byte on. -LINES is an old form of -n. -f goes on for ever and prints what is
# appended to the files. With several files each has a header; -q leaves the headers out, -v prints one always.

.include "start.s"
.include "inputs.s"
.include "header.s"
.include "alloc.s"

usage "tail [-fqv] [-n [+]LINES | -c [+]BYTES] [FILE...]"

.equ BLOCK,         16384           # bytes read at once
.equ POLL,          100000000       # nanoseconds between two looks at a file that may grow

.equ FILE_NAME,     0               # a file that is followed
.equ FILE_FD,       4               # its descriptor; -1 when there is nothing to follow
.equ FILE_BYTES,    8

    .text
main:
    enter   6
    call    options_start
.Lnext_option:
    options "n:c:fFqv#"
    on_option 'n', .Lset_lines
    on_option 'c', .Lset_bytes
    on_option '#', .Lset_lines
    bnez    a0, .Lnext_option       # the others are looked up in `given`

    call    inputs
    mv      s0, a0
    lw      t0, 4(a0)               # headers: when there are several files, unless told otherwise
    snez    s1, t0
    lbu     t0, given + 'v'
    or      s1, s1, t0
    lbu     t0, given + 'q'
    xori    t0, t0, 1
    and     s1, s1, t0
    mv      t0, s0
1:  lw      t1, 0(t0)
    addi    t0, t0, 4
    bnez    t1, 1b
    sub     a0, t0, s0
    slli    a0, a0, 1
    call    alloc
    mv      s2, a0                  # files
    mv      s3, a0                  # their end
    li      s4, 0                   # exit status
.Lnext_file:
    lw      s5, 0(s0)
    beqz    s5, .Lall_printed
    addi    s0, s0, 4
    mv      a0, s5
    call    open_input
    bltz    a0, .Lcannot_open
    sw      s5, FILE_NAME(s3)
    sw      a0, FILE_FD(s3)
    addi    s3, s3, FILE_BYTES
    beqz    s1, 2f
    mv      a0, s5
    call    print_header
    call    flush_stdout
2:  lw      a0, FILE_FD - FILE_BYTES(s3)
    call    tail_file
    beqz    a0, .Lnext_file
    warn    "error reading '", s5, "'", a0
    li      s4, 1
    addi    s3, s3, -FILE_BYTES
    j       .Lnext_file
.Lcannot_open:
    warn    "cannot open '", s5, "' for reading", a0
    li      s4, 1
    j       .Lnext_file
.Lall_printed:
    lbu     t0, given + 'f'
    lbu     t1, given + 'F'
    or      t0, t0, t1
    beqz    t0, .Ldone
    mv      a0, s2
    mv      a1, s3
    mv      a2, s1
    call    follow
.Ldone:
    mv      a0, s4
    leave

.Lset_bytes:
    la      t0, count_bytes
    li      t1, 1
    sw      t1, 0(t0)
    mv      s0, a1
    call    set_count
    beqz    a0, .Lnext_option
    die     "invalid number of bytes: '", s0, "'", zero
.Lset_lines:
    la      t0, count_bytes
    sw      zero, 0(t0)
    mv      s0, a1
    call    set_count
    beqz    a0, .Lnext_option
    die     "invalid number of lines: '", s0, "'", zero

# set_count(a1 = "[+-]NUMBER") -> a0 = 0, or EINVAL; sets `count` and `from_start`
set_count:
    enter   1
    lbu     t0, 0(a1)
    addi    t1, t0, -'+'
    seqz    s0, t1
    addi    t1, t0, -'-'
    seqz    t1, t1
    or      t1, t1, s0
    add     a0, a1, t1
    call    parse_number
    li      t0, EINVAL
    beq     a1, t0, 1f
    la      t0, count
    sw      a0, 0(t0)
    la      t0, from_start
    sw      s0, 0(t0)
    li      a1, 0
1:  mv      a0, a1
    leave

# tail_file(a0 = descriptor) -> a0 = 0 or -errno; prints what is asked for
tail_file:
    lw      t0, from_start
    lw      t1, count_bytes
    beqz    t0, 1f
    bnez    t1, print_from_byte
    j       print_from_line
1:  enter   2, STATX_BYTES
    mv      s0, a0
    mv      a1, sp
    call    stat_open
    bnez    a0, 2f
    lhu     t0, STATX_MODE(sp)      # a regular file need not be read from the start
    li      t1, S_IFMT
    and     t0, t0, t1
    li      t1, S_IFREG
    bne     t0, t1, 2f
    lw      s1, STATX_SIZE(sp)
    lw      t0, STATX_SIZE + 4(sp)
    bnez    t0, 2f
    bltz    s1, 2f
    beqz    s1, 2f                  # files of /proc tell no size
    mv      a0, s0
    call    seek_tail
    bltz    a0, 2f
    mv      a0, s0
    unwind
    j       copy_to_stdout
2:  mv      a0, s0
    unwind
    j       keep_tail

# copy_to_stdout(a0 = descriptor) -> a0 = 0 or -errno
copy_to_stdout:
    enter
    li      a1, STDOUT
    call    copy_all
    beqz    a1, 1f
    mv      a0, a1
    call    write_failed
1:  leave

# print_from_byte(a0 = descriptor) -> a0 = 0 or -errno; skips count - 1 bytes
print_from_byte:
    enter   2
    mv      s0, a0
    lw      s1, count
    beqz    s1, 2f
    addi    s1, s1, -1
1:  beqz    s1, 2f
    li      a2, BLOCK
    bleu    a2, s1, 3f
    mv      a2, s1
3:  mv      a0, s0
    la      a1, block
    call    read_some
    sub     s1, s1, a0
    bgtz    a0, 1b
    leave
2:  mv      a0, s0
    unwind
    j       copy_to_stdout

# print_from_line(a0 = descriptor) -> a0 = 0 or -errno; skips count - 1 lines
print_from_line:
    enter   4
    mv      s0, a0
    lw      s1, count
    beqz    s1, 5f
    addi    s1, s1, -1
1:  beqz    s1, 5f
    mv      a0, s0
    la      a1, block
    li      a2, BLOCK
    call    read_some
    blez    a0, 4f
    la      s2, block               # place in the block
    add     s3, s2, a0              # its end
2:  mv      a0, s2
    sub     a2, s3, s2
    li      a1, '\n'
    call    memchr
    beqz    a0, 1b
    addi    s2, a0, 1
    addi    s1, s1, -1
    bnez    s1, 2b
    mv      a0, s2
    sub     a1, s3, s2
    call    print_bytes
    call    flush_stdout
5:  mv      a0, s0
    unwind
    j       copy_to_stdout
4:  leave

# seek_tail(a0 = descriptor of a regular file) -> a0 = position, or -errno
# Goes to the place where the part to print begins: looks for newlines in one block after the other, from the end.
seek_tail:
    enter   4
    mv      s0, a0
    li      a1, 0
    li      a2, SEEK_CUR
    call    seek
    bltz    a0, .Lseek_done
    mv      s1, a0                  # never before this place
    mv      a0, s0
    li      a1, -1
    li      a2, SEEK_END
    call    seek
    bltz    a0, .Lseek_done
    addi    s2, a0, 1               # what lies from here on is to be printed
    lw      s3, count
    beqz    s3, .Lseek_there
    lw      t0, count_bytes
    beqz    t0, .Lseek_lines
    sub     t0, s2, s1
    blez    t0, .Lseek_whole
    bleu    t0, s3, .Lseek_whole
    sub     s2, s2, s3
    j       .Lseek_there
.Lseek_lines:
    mv      a0, s0                  # the last byte
    la      a1, block
    li      a2, 1
    call    read_some
    la      a0, block
    li      a1, 1
    mv      a2, s3
    call    newlines_wanted
    mv      s3, a0
.Lseek_block:
    sub     t0, s2, s1
    blez    t0, .Lseek_whole
    li      t1, BLOCK
    bleu    t0, t1, 1f
    mv      t0, t1
1:  sub     s2, s2, t0
    mv      a0, s0
    mv      a1, s2
    mv      s2, t0                  # bytes of this block, until the seek has been done
    li      a2, SEEK_SET
    call    seek
    bltz    a0, .Lseek_done
    mv      a2, s2
    mv      s2, a0
    mv      a0, s0
    la      a1, block
    call    read_some
    blez    a0, .Lseek_whole
    mv      a1, a0
    la      a0, block
    mv      a2, s3
    call    scan_back
    mv      s3, a1
    bltz    a0, .Lseek_block
    add     s2, s2, a0
    j       .Lseek_there
.Lseek_whole:
    mv      s2, s1
.Lseek_there:
    mv      a0, s0
    mv      a1, s2
    li      a2, SEEK_SET
    call    seek
.Lseek_done:
    leave

# keep_tail(a0 = descriptor) -> a0 = 0 or -errno; for what can only be read from its start
# Reads all of it, and prints the end. The buffer is cleared of what is not needed whenever it is full, and enlarged
# only when that does not empty half of it.
keep_tail:
    enter   4
    mv      s0, a0
    li      s2, 4 * BLOCK           # size of the buffer
    mv      a0, s2
    call    alloc
    mv      s1, a0
    li      s3, 0                   # bytes in it
.Lkeep_more:
    bltu    s3, s2, 2f
    mv      a0, s1
    mv      a1, s3
    call    tail_start
    srli    t0, s2, 1
    bltu    a0, t0, 1f
    sub     s3, s3, a0
    add     a1, s1, a0
    mv      a0, s1
    mv      a2, s3
    call    memmove
    j       2f
1:  mv      a0, s1
    mv      a1, s2
    slli    s2, s2, 1
    mv      a2, s2
    call    resize
    mv      s1, a0
2:  mv      a0, s0
    add     a1, s1, s3
    sub     a2, s2, s3
    call    read_some
    bltz    a0, 3f
    add     s3, s3, a0
    bnez    a0, .Lkeep_more
    mv      a0, s1
    mv      a1, s3
    call    tail_start
    sub     a1, s3, a0
    add     a0, s1, a0
    call    print_bytes
    call    flush_stdout
    li      a0, 0
3:  leave

# tail_start(a0 = bytes, a1 = length) -> a0 = where the part to print begins, if this is all there is
tail_start:
    enter   2
    mv      s0, a0
    mv      s1, a1
    lw      a2, count
    beqz    a2, 2f
    lw      t0, count_bytes
    beqz    t0, 1f
    bleu    s1, a2, 3f
    sub     a0, s1, a2
    leave
1:  call    newlines_wanted
    mv      a2, a0
    mv      a0, s0
    mv      a1, s1
    call    scan_back
    bltz    a0, 3f
    leave
2:  mv      a0, s1
    leave
3:  li      a0, 0
    leave

# newlines_wanted(a0 = bytes, a1 = length, a2 = lines) -> a0 = how many newlines from the end the lines begin
# That is one more than there are lines when the newline of the last line is among them.
newlines_wanted:
    add     t0, a0, a1
    mv      a0, a2
    beqz    a1, 1f
    lbu     t0, -1(t0)
    li      t1, '\n'
    bne     t0, t1, 1f
    addi    a0, a0, 1
    bnez    a0, 1f
    li      a0, -1
1:  ret

# scan_back(a0 = bytes, a1 = length, a2 = newlines to find from the end)
#   -> a0 = place after the last of them, or -1 when there are fewer; a1 = how many were not found
scan_back:
    add     t0, a0, a1
    li      t1, '\n'
    j       2f
1:  addi    t0, t0, -1
    lbu     t2, 0(t0)
    bne     t2, t1, 2f
    addi    a2, a2, -1
    beqz    a2, 3f
2:  bgtu    t0, a0, 1b
    mv      a1, a2
    li      a0, -1
    ret
3:  sub     a0, t0, a0
    addi    a0, a0, 1
    li      a1, 0
    ret

# follow(a0 = files, a1 = their end, a2 = print headers?) - print what is appended to the files, as long as there are
# files that may grow
follow:
    enter   9, STATX_BYTES
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    addi    s3, a1, -FILE_BYTES     # the file printed last
.Lfollow_round:
    mv      s4, s0                  # file
    li      s5, 0                   # was there anything new?
    li      s6, 0                   # may there be more?
.Lfollow_file:
    beq     s4, s1, .Lfollow_wait
    lw      s7, FILE_FD(s4)
    bltz    s7, .Lfollow_next
    li      s6, 1
.Lfollow_read:
    mv      a0, s7
    la      a1, block
    li      a2, BLOCK
    call    read_some
    bltz    a0, .Lfollow_error
    beqz    a0, .Lfollow_end
    mv      s8, a0
    li      s5, 1
    beq     s3, s4, 1f
    mv      s3, s4
    beqz    s2, 1f
    lw      a0, FILE_NAME(s4)
    call    print_header
1:  la      a0, block
    mv      a1, s8
    call    print_bytes
    call    flush_stdout
    j       .Lfollow_read
.Lfollow_error:
    lw      t0, FILE_NAME(s4)
    warn    "error reading '", t0, "'", a0
    j       .Lfollow_give_up
.Lfollow_end:
    mv      a0, s7
    mv      a1, sp
    call    stat_open
    bnez    a0, .Lfollow_next
    lhu     t0, STATX_MODE(sp)
    li      t1, S_IFMT
    and     t0, t0, t1
    li      t1, S_IFIFO             # all writers have gone
    beq     t0, t1, .Lfollow_give_up
    li      t1, S_IFREG
    bne     t0, t1, .Lfollow_next
    lw      t0, STATX_SIZE + 4(sp)
    bnez    t0, .Lfollow_next
    mv      a0, s7
    li      a1, 0
    li      a2, SEEK_CUR
    call    seek
    lw      t0, STATX_SIZE(sp)
    ble     a0, t0, .Lfollow_next
    lw      t0, FILE_NAME(s4)
    warn    "", t0, ": file truncated", zero
    mv      a0, s7
    li      a1, 0
    li      a2, SEEK_SET
    call    seek
    j       .Lfollow_read
.Lfollow_give_up:
    li      t0, -1
    sw      t0, FILE_FD(s4)
.Lfollow_next:
    addi    s4, s4, FILE_BYTES
    j       .Lfollow_file
.Lfollow_wait:
    beqz    s6, 2f
    bnez    s5, .Lfollow_round
    li      a0, CLOCK_MONOTONIC
    li      a1, 0
    la      a2, .Lpoll
    li      a3, 0
    syscall clock_nanosleep_time64
    j       .Lfollow_round
2:  leave

    .section .rodata.tables, "a"
    .balign 8
.Lpoll:         .word 0, 0, POLL, 0 # struct timespec

    .data
    .balign 4
count:          .word 10            # how many lines or bytes
count_bytes:    .word 0             # bytes?
from_start:     .word 0             # from the start of the file?

    .bss
block:          .zero BLOCK
