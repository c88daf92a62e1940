# permissions.s: permissions of files as chmod(1) takes them

.ifndef PERMISSIONS_S
.equ PERMISSIONS_S, 1
.include "macros.s"
.include "mode.s"

# Who permissions are for: the bits that are his.
.equ OF_USER,   S_ISUID | 0700
.equ OF_GROUP,  S_ISGID | 0070
.equ OF_OTHERS, S_ISVTX | 0007
.equ OF_ALL,    MODE_MAX
.equ X_BITS,    0111

    .text

# change_permissions(a0 = text, a1 = permissions, a2 = 1 for a folder, a3 = umask)
#                    -> a0 = new permissions, a1 = 0, or EINVAL when the text is wrong
# The text is an octal number, or changes with commas between them: whom they are for (u, g, o, a), what is to
# happen (+ - =) and which permissions (r w x X s t, or u g o for what they have). When nobody is named they are
# for all, without the bits of the umask.
#
# In the routine: t0 = next byte, a1 = permissions, a4 = bits of those named, a5 = what is to happen, t1 = value
change_permissions:
    enter   4
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    mv      s3, a3
    call    parse_mode
    beqz    a1, .Lpermissions_end
    mv      t0, s0
    mv      a1, s1
.Lpermissions_clause:
    li      a4, 0
.Lpermissions_who:
    lbu     t2, 0(t0)
    li      t3, OF_USER
    li      t4, 'u'
    beq     t2, t4, 1f
    li      t3, OF_GROUP
    li      t4, 'g'
    beq     t2, t4, 1f
    li      t3, OF_OTHERS
    li      t4, 'o'
    beq     t2, t4, 1f
    li      t3, OF_ALL
    li      t4, 'a'
    bne     t2, t4, .Lpermissions_action
1:  or      a4, a4, t3
    addi    t0, t0, 1
    j       .Lpermissions_who

.Lpermissions_action:
    mv      a5, t2
    li      t4, '+'
    beq     t2, t4, 2f
    li      t4, '-'
    beq     t2, t4, 2f
    li      t4, '='
    bne     t2, t4, .Lpermissions_wrong
2:  addi    t0, t0, 1
    li      t1, 0
    lbu     t2, 0(t0)
    mv      t3, a1                  # u, g and o: one of them, for what it has
    li      t4, 'o'
    beq     t2, t4, 3f
    srli    t3, a1, 3
    li      t4, 'g'
    beq     t2, t4, 3f
    srli    t3, a1, 6
    li      t4, 'u'
    bne     t2, t4, .Lpermissions_which
3:  andi    t3, t3, 7
    slli    t1, t3, 3
    or      t1, t1, t3
    slli    t3, t3, 6
    or      t1, t1, t3
    addi    t0, t0, 1
    j       .Lpermissions_apply

.Lpermissions_which:
    lbu     t2, 0(t0)
    li      t3, 0444
    li      t4, 'r'
    beq     t2, t4, 4f
    li      t3, 0222
    li      t4, 'w'
    beq     t2, t4, 4f
    li      t3, S_ISVTX
    li      t4, 't'
    beq     t2, t4, 4f
    li      t3, S_ISUID | S_ISGID
    li      t4, 's'
    beq     t2, t4, 4f
    li      t3, X_BITS
    li      t4, 'x'
    beq     t2, t4, 4f
    li      t4, 'X'                 # x for folders, and where somebody has it already
    bne     t2, t4, .Lpermissions_apply
    andi    t4, a1, X_BITS
    or      t4, t4, s2
    bnez    t4, 4f
    li      t3, 0
4:  or      t1, t1, t3
    addi    t0, t0, 1
    j       .Lpermissions_which

.Lpermissions_apply:
    mv      t3, a4
    bnez    a4, 5f
    not     t3, s3                  # nobody named
5:  and     t1, t1, t3
    li      t4, '+'
    beq     a5, t4, 7f
    li      t4, '-'
    beq     a5, t4, 8f
    mv      t3, a4                  # `=`: the others keep what they have
    bnez    a4, 6f
    li      t3, OF_ALL
6:  not     t3, t3
    and     a1, a1, t3
7:  or      a1, a1, t1
    j       9f
8:  not     t1, t1
    and     a1, a1, t1
9:  lbu     t2, 0(t0)
    beqz    t2, .Lpermissions_done
    li      t4, ','
    bne     t2, t4, .Lpermissions_action
    addi    t0, t0, 1
    j       .Lpermissions_clause
.Lpermissions_done:
    mv      a0, a1
    li      a1, 0
    leave
.Lpermissions_wrong:
    li      a1, EINVAL
.Lpermissions_end:
    leave

.endif
