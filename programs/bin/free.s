# free: how much memory there is, and how much of it is free
#
# The units are KiB unless -b (bytes), -m (MiB) or -g (GiB) says otherwise. `used` is what programs cannot have, that is
# what is not `available`: memory that only keeps copies of files (buff/cache) is given back when it is needed.

.include "start.s"
.include "options.s"
.include "proc.s"

usage "free [-bgkm]"

.equ COLUMN_WIDTH,  11

    .text
main:
    enter   3
    call    options_start
.Lnext_option:
    options "bgkm"
    bnez    a0, .Lnext_option       # they are looked up in `given`
    lw      t0, operands
    lw      a1, 0(t0)
    beqz    a1, 1f
    j       extra_operand
1:  la_string s0, "/proc/meminfo"
    mv      a0, s0
    call    read_text
    bltz    a0, .Lcannot_read
    print   "               total        used        free      shared  buff/cache   available\n"
    print   "Mem:    "
    la_string a0, "MemTotal:"
    call    find_number
    mv      s0, a0
    la_string a0, "MemAvailable:"
    call    find_number
    mv      s1, a0
    mv      a0, s0
    call    print_amount
    sub     a0, s0, s1
    call    print_amount
    la_string a0, "MemFree:"
    call    find_number
    call    print_amount
    la_string a0, "Shmem:"
    call    find_number
    call    print_amount
    la_string a0, "Buffers:"
    call    find_number
    mv      s2, a0
    la_string a0, "Cached:"
    call    find_number
    add     s2, s2, a0
    la_string a0, "SReclaimable:"
    call    find_number
    add     a0, a0, s2
    call    print_amount
    mv      a0, s1
    call    print_amount
    print   "\nSwap:   "
    la_string a0, "SwapTotal:"
    call    find_number
    mv      s0, a0
    la_string a0, "SwapFree:"
    call    find_number
    mv      s1, a0
    mv      a0, s0
    call    print_amount
    sub     a0, s0, s1
    call    print_amount
    mv      a0, s1
    call    print_amount
    li      a0, '\n'
    call    print_char
    li      a0, 0
    leave
.Lcannot_read:
    mv      a1, a0
    mv      a0, s0
    call    warn_file
    j       exit_failure

# print_amount(a0 = KiB) - a blank and the amount in the unit asked for
print_amount:
    enter   1
    mv      s0, a0
    li      a0, ' '
    call    print_char
    mv      a0, s0
    li      a1, 0
    lbu     t0, given + 'b'
    beqz    t0, 1f
    srli    a1, a0, 22              # as 64 bits
    slli    a0, a0, 10
1:  lbu     t0, given + 'm'
    beqz    t0, 2f
    srli    a0, a0, 10
2:  lbu     t0, given + 'g'
    beqz    t0, 3f
    srli    a0, a0, 20
3:  li      a2, COLUMN_WIDTH
    unwind
    j       print_udec64
