# lpq: show the queue of the printer
#
# The first job is being printed, if lpd(1) is running. -d FOLDER names another spool folder than /var/spool/lpd.

.include "start.s"
.include "options.s"
.include "spool.s"
.include "printer.s"

usage "lpq [-d FOLDER]"

.equ NAME_WIDTH,    36

    .text
main:
    enter   4
    call    options_start
.Lnext_option:
    options "d:"
    on_option 'd', .Lset_folder
    lw      t0, operands
    lw      a1, 0(t0)
    bnez    a1, .Lextra
    lw      a0, spool
    call    spool_numbers
    beqz    a0, .Lempty             # there has never been a job
    mv      s0, a0
    mv      s1, a1
    li      s2, 0                   # jobs shown
.Lnext_job:
    beqz    s1, .Lall_shown
    lw      s3, 0(s0)
    addi    s0, s0, 4
    addi    s1, s1, -1
    lw      a0, spool
    mv      a1, s3
    la      a2, job_content
    call    spool_has
    beqz    a0, .Lnext_job          # not complete yet
    bnez    s2, 1f
    print   "Rank   Job  Files                               Total Size\n"
1:  mv      a0, s2
    call    print_rank
    mv      a0, s3
    call    print_job
    addi    s2, s2, 1
    j       .Lnext_job
.Lall_shown:
    bnez    s2, 2f
.Lempty:
    print   "no entries\n"
2:  li      a0, 0
    leave
.Lextra:
    j       extra_operand
.Lset_folder:
    la      t0, spool
    sw      a1, 0(t0)
    j       .Lnext_option

# print_rank(a0 = jobs before this one) - "active ", "1st    ", ...
print_rank:
    enter   1
    mv      s0, a0
    bnez    a0, 1f
    print   "active "
    leave
1:  call    print_udec
    la_string a0, "th    "
    li      t0, 10
    divu    t1, s0, t0
    remu    t1, t1, t0
    li      t2, 1
    remu    t0, s0, t0
    beq     t1, t2, 2f              # 11th, 12th, 13th
    li      t1, 3
    bgtu    t0, t1, 2f
    beqz    t0, 2f
    slli    t0, t0, 3
    la      a0, .Lordinals - 8
    add     a0, a0, t0
2:  li      t0, 10
    bltu    s0, t0, 3f
    mv      t1, a0                  # one blank less for each digit more
    call    strlen
    addi    a1, a0, -1
    mv      a0, t1
    unwind
    j       print_bytes
3:  unwind
    j       print_str

# print_job(a0 = number) - "3    NAME    123 bytes"
print_job:
    enter   2, STATX_BYTES
    mv      s0, a0
    call    print_udec
    mv      a0, s0
    li      s1, 5
1:  li      t0, 10
    divu    a0, a0, t0
    addi    s1, s1, -1
    bnez    a0, 1b
    call    print_blanks
    lw      a0, spool
    mv      a1, s0
    la      a2, job_name
    call    spool_read
    mv      s1, a0
    call    print_str
    mv      a0, s1
    call    strlen
    li      s1, NAME_WIDTH
    sub     s1, s1, a0
    call    print_blanks
    lw      a0, spool
    mv      a1, s0
    la      a2, job_content
    call    spool_path
    mv      a1, sp
    call    stat
    lw      a0, STATX_SIZE(sp)
    lw      a1, STATX_SIZE + 4(sp)
    li      a2, 0
    call    print_udec64
    print   " bytes\n"
    leave

# print_blanks(s1 = how many; one if that is less)
print_blanks:
    enter   2
1:  li      a0, ' '
    call    print_char
    addi    s1, s1, -1
    bgtz    s1, 1b
    leave

    .section .rodata
.Lordinals:     .ascii "st    \0\0nd    \0\0rd    \0\0"
