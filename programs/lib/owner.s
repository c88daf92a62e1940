# owner.s: users and groups on the command line

.ifndef OWNER_S
.equ OWNER_S, 1
.include "macros.s"
.include "string.s"

    .text

# parse_owner(a0 = "USER", "USER:GROUP" or ":GROUP") -> a0 = user, a1 = group, -1 for what is not named,
#                                                       a2 = 0, or EINVAL when it is none of these
# There are no accounts: both are numbers, or `root` for 0.
parse_owner:
    enter   2
    mv      s0, a0
    li      s1, -1                  # user
    lbu     t0, 0(a0)
    li      t1, ':'
    beq     t0, t1, 1f
    call    .Lowner_id
    bnez    a2, .Lowner_end
    mv      s1, a0
    mv      s0, a1
    li      a1, -1
    lbu     t0, 0(s0)
    beqz    t0, .Lowner_end
    li      a2, EINVAL
    li      t1, ':'
    bne     t0, t1, .Lowner_end
1:  addi    a0, s0, 1
    call    .Lowner_id
    bnez    a2, .Lowner_end
    lbu     t0, 0(a1)
    mv      a1, a0
    beqz    t0, .Lowner_end
    li      a2, EINVAL
.Lowner_end:
    mv      a0, s1
    leave

# (a0 = text) -> a0 = the number at its start, a1 = text after it, a2 = 0 or an errno
.Lowner_id:
    enter   1
    mv      s0, a0
    la_string a1, "root"
    li      a2, 4
    call    strncmp
    mv      t0, a0
    mv      a0, s0
    unwind
    bnez    t0, 2f
    addi    a1, a0, 4
    li      a0, 0
    li      a2, 0
    ret
2:  tail    parse_udec

.endif
