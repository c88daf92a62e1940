# shout: capital letters, for launch.s
#
# Copies standard input to standard output in capital letters. On standard error it says how many handles it has been
# given beside its three standard ones; its exit code is the number of letters.

.include "start.s"
.include "windows.s"
.include "say.s"

usage "shout"

.equ FIRST_HANDLE,  16
.equ LAST_HANDLE,   200

    .text

# s0 = handle, s1 = how many there are; then s0 = letters, s1 = bytes of this piece, s2 = byte
main:
    enter   4
    li      s0, FIRST_HANDLE
    li      s1, 0
1:  mv      a0, s0
    la      a1, word
    syscall GetHandleInformation
    beqz    a0, 2f
    addi    s1, s1, 1
2:  addi    s0, s0, 4
    li      t0, LAST_HANDLE
    bltu    s0, t0, 1b
    la      a1, line
    mv      a0, s1
    call    write_udec
    la_string a1, " handles too many\n"
    call    strcpy
    li      a0, STDERR_HANDLE
    la      a1, line
    call    write_text
    li      s0, 0
3:  li      a0, STDIN_HANDLE
    la      a1, piece
    li      a2, 256
    call    read_handle
    blez    a0, 6f
    mv      s1, a0
    la      t0, piece
    add     t1, t0, s1
4:  lbu     t2, 0(t0)
    addi    t3, t2, -'a'
    sltiu   t3, t3, 26
    beqz    t3, 5f
    addi    s0, s0, 1
    addi    t2, t2, -32
    sb      t2, 0(t0)
5:  addi    t0, t0, 1
    bne     t0, t1, 4b
    li      a0, STDOUT_HANDLE
    la      a1, piece
    mv      a2, s1
    call    write_handle
    j       3b
6:  mv      a0, s0
    syscall ExitProcess

    .bss
    .balign 4
word:   .zero   4
line:   .zero   64
piece:  .zero   256
