# builtin_ulimit.s: how much processes may use

# A row of the table of limits
.equ LIMIT_LETTER,   0
.equ LIMIT_RESOURCE, 4
.equ LIMIT_SHIFT,    8                  # a unit is 2^shift
.equ LIMIT_NAME,    12
.equ LIMIT_BYTES,   16
.equ LIMIT_COLUMN,  24                  # the names are as wide

.equ SOFT, 1
.equ HARD, 2

.macro limit letter, resource, shift, name
    .pushsection .rodata.texts
.Llimit_name\@: .asciz "\name"
    .popsection
    .word   \letter, \resource, \shift, .Llimit_name\@
.endm

    .section .rodata
    .balign 4
limits:
    limit   't', RLIMIT_CPU,     0, "time (seconds)"
    limit   'f', RLIMIT_FSIZE,   9, "file size (blocks)"
    limit   'd', RLIMIT_DATA,   10, "data (kbytes)"
    limit   's', RLIMIT_STACK,  10, "stack (kbytes)"
    limit   'c', RLIMIT_CORE,    9, "core file (blocks)"
    limit   'm', RLIMIT_RSS,    10, "memory (kbytes)"
    limit   'u', RLIMIT_NPROC,   0, "processes"
    limit   'n', RLIMIT_NOFILE,  0, "open files"
    limit   'v', RLIMIT_AS,     10, "virtual memory (kbytes)"
limits_end:

    .text

# builtin_ulimit: ulimit [-H | -S] [-a | -cdfmnstuv] [LIMIT | unlimited]
#
# The limits of the shell, which its children inherit: the soft ones hold, the hard ones say how high those may be
# set. A block has 512 bytes. Without -H and -S both are set, and the soft one is shown.
#
# s0 = next argument, s1 = row, s2 = SOFT | HARD, or 0 if it was not said, s3 = 1 for all, s4 = option
builtin_ulimit:
    enter   5
    addi    s0, a1, 4
    la      s1, limits + LIMIT_BYTES    # -f, unless another one is named
    li      s2, 0
    li      s3, 0
1:  lw      s4, 0(s0)
    beqz    s4, .Lshow_limits
    lbu     t0, 0(s4)
    li      t1, '-'
    bne     t0, t1, .Lset_limit
    addi    s0, s0, 4
2:  addi    s4, s4, 1
    lbu     a0, 0(s4)
    beqz    a0, 1b
    li      t0, 'H'
    beq     a0, t0, 3f
    li      t0, 'S'
    beq     a0, t0, 4f
    li      t0, 'a'
    beq     a0, t0, 5f
    call    find_limit
    mv      s1, a0
    bnez    a0, 2b
    warn    "ulimit: ", s4, ": unknown option", zero
    li      a0, 2
    leave
3:  ori     s2, s2, HARD
    j       2b
4:  ori     s2, s2, SOFT
    j       2b
5:  li      s3, 1
    j       2b

.Lshow_limits:
    bnez    s3, 6f
    mv      a0, s1
    mv      a1, s2
    call    print_limit
    li      a0, 0
    leave
6:  la      s1, limits
7:  lw      a0, LIMIT_NAME(s1)
    call    print_str
    lw      a0, LIMIT_NAME(s1)
    call    strlen
    li      t0, LIMIT_COLUMN
    sub     s4, t0, a0
8:  li      a0, ' '
    call    print_char
    addi    s4, s4, -1
    bgtz    s4, 8b
    mv      a0, s1
    mv      a1, s2
    call    print_limit
    addi    s1, s1, LIMIT_BYTES
    la      t0, limits_end
    bltu    s1, t0, 7b
    li      a0, 0
    leave

.Lset_limit:
    lw      t0, 4(s0)
    or      t0, t0, s3
    bnez    t0, 9f
    mv      a0, s1
    mv      a1, s2
    mv      a2, s4
    unwind
    tail    set_limit
9:  la_string t0, "too many arguments"
    warn    "ulimit: ", t0, "", zero
    li      a0, 2
    leave

# find_limit(a0 = letter) -> a0 = row, or 0
find_limit:
    la      t0, limits
    la      t1, limits_end
1:  lw      t2, LIMIT_LETTER(t0)
    beq     t2, a0, 2f
    addi    t0, t0, LIMIT_BYTES
    bltu    t0, t1, 1b
    li      t0, 0
2:  mv      a0, t0
    ret

# print_limit(a0 = row, a1 = HARD for the hard limit) - its value in its unit, and a newline
print_limit:
    enter   2, RLIMIT_BYTES + 20        # locals: the limits, and the digits
    mv      s0, a0
    mv      s1, a1
    li      a0, 0
    lw      a1, LIMIT_RESOURCE(s0)
    li      a2, 0
    mv      a3, sp
    syscall prlimit64
    lw      a0, RLIMIT_CUR(sp)
    lw      a1, RLIMIT_CUR + 4(sp)
    andi    t0, s1, HARD
    beqz    t0, 1f
    lw      a0, RLIMIT_MAX(sp)
    lw      a1, RLIMIT_MAX + 4(sp)
1:  and     t0, a0, a1
    li      t1, -1
    beq     t0, t1, 3f
    lw      t0, LIMIT_SHIFT(s0)
    beqz    t0, 2f
    srl     a0, a0, t0
    li      t1, 32
    sub     t1, t1, t0
    sll     t1, a1, t1
    or      a0, a0, t1
    srl     a1, a1, t0
2:  addi    a2, sp, RLIMIT_BYTES + 20
    call    format_udec64
    call    print_bytes
    j       4f
3:  print   "unlimited"
4:  li      a0, '\n'
    call    print_char
    leave

# set_limit(a0 = row, a1 = SOFT, HARD or 0 for both, a2 = text) -> a0 = status
#
# s0 = row, s1 = SOFT | HARD, s2 = text, s3, s4 = value
set_limit:
    enter   5, RLIMIT_BYTES
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    bnez    a1, 1f
    li      s1, SOFT | HARD
1:  li      s3, -1
    li      s4, -1
    mv      a0, a2
    la_string a1, "unlimited"
    call    strcmp
    beqz    a0, 2f
    mv      a0, s2
    call    parse_number
    bnez    a1, 5f
    lw      t0, LIMIT_SHIFT(s0)
    sll     s3, a0, t0
    li      s4, 0
    beqz    t0, 2f
    li      t1, 32
    sub     t1, t1, t0
    srl     s4, a0, t1
2:  li      a0, 0
    lw      a1, LIMIT_RESOURCE(s0)
    li      a2, 0
    mv      a3, sp
    syscall prlimit64
    andi    t0, s1, SOFT
    beqz    t0, 3f
    sw      s3, RLIMIT_CUR(sp)
    sw      s4, RLIMIT_CUR + 4(sp)
3:  andi    t0, s1, HARD
    beqz    t0, 4f
    sw      s3, RLIMIT_MAX(sp)
    sw      s4, RLIMIT_MAX + 4(sp)
4:  li      a0, 0
    lw      a1, LIMIT_RESOURCE(s0)
    mv      a2, sp
    li      a3, 0
    syscall prlimit64
    bltz    a0, 6f
    li      a0, 0
    leave
5:  warn    "ulimit: ", s2, ": not a number", zero
    li      a0, 2
    leave
6:  mv      a1, a0
    la_string a0, "ulimit: cannot set the limit"
    call    warn_file
    li      a0, 1
    leave
