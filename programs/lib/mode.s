# mode.s: types and permissions of files

.ifndef MODE_S
.equ MODE_S, 1
.include "macros.s"
.include "print.s"

.equ MODE_MAX, 07777

    .text

# parse_mode(a0 = text) -> a0 = value of the octal number, a1 = 0, or EINVAL when it is not one from 0 to 7777
parse_mode:
    mv      t0, a0
    li      a0, 0
    lbu     t1, 0(t0)
    beqz    t1, 2f
1:  addi    t1, t1, -'0'
    li      t2, 8
    bgeu    t1, t2, 2f
    slli    a0, a0, 3
    add     a0, a0, t1
    li      t2, MODE_MAX
    bgtu    a0, t2, 2f
    addi    t0, t0, 1
    lbu     t1, 0(t0)
    bnez    t1, 1b
    li      a1, 0
    ret
2:  li      a1, EINVAL
    ret

# print_mode(a0 = mode) - the type and nine permissions: "drwxr-xr-x"
print_mode:
    enter   3
    mv      s0, a0
    srli    t0, a0, 12
    la      t1, .Lmode_types
    add     t1, t1, t0
    lbu     a0, 0(t1)
    call    print_char
    li      s1, 8                   # bit
    la      s2, .Lmode_permissions
1:  srl     t0, s0, s1
    andi    t0, t0, 1
    lbu     a0, 0(s2)
    bnez    t0, 2f
    li      a0, '-'
2:  li      t1, 6                   # set-user-id, set-group-id and sticky bit take the place of an x
    li      t2, S_ISUID
    li      t3, 's'
    beq     s1, t1, 3f
    li      t1, 3
    li      t2, S_ISGID
    beq     s1, t1, 3f
    li      t2, S_ISVTX
    li      t3, 't'
    bnez    s1, 4f
3:  and     t2, t2, s0
    beqz    t2, 4f
    mv      a0, t3
    bnez    t0, 4f
    addi    a0, a0, 'A' - 'a'       # a capital one when nobody may execute it
4:  call    print_char
    addi    s2, s2, 1
    addi    s1, s1, -1
    bgez    s1, 1b
    leave

    .section .rodata
.Lmode_types:   .ascii "?pc?d?b?-?l?s???"
.Lmode_permissions: .ascii "rwxrwxrwx"

.endif
