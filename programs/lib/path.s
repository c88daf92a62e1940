# path.s: names of files

.ifndef PATH_S
.equ PATH_S, 1
.include "macros.s"
.include "string.s"
.include "alloc.s"

    .text

# basename(a0 = path) -> a0 = the part after the last `/`
basename:
    mv      t0, a0
1:  lbu     t1, 0(t0)
    addi    t0, t0, 1
    li      t2, '/'
    bne     t1, t2, 2f
    mv      a0, t0
2:  bnez    t1, 1b
    ret

# strip_slashes(a0 = path) - cut the slashes off its end, in place; "/" stays
strip_slashes:
    mv      t0, a0
1:  lbu     t1, 0(t0)
    addi    t0, t0, 1
    bnez    t1, 1b
    addi    t0, t0, -2              # last byte
    li      t1, '/'
2:  bleu    t0, a0, 3f
    lbu     t2, 0(t0)
    bne     t2, t1, 3f
    sb      zero, 0(t0)
    addi    t0, t0, -1
    j       2b
3:  ret

# join_path(a0 = folder, a1 = name) -> a0 = "FOLDER/NAME" in new memory
join_path:
    enter   3
    mv      s0, a0
    mv      s1, a1
    call    strlen
    mv      s2, a0
    mv      a0, s1
    call    strlen
    add     a0, a0, s2
    addi    a0, a0, 2
    call    alloc
    mv      s2, a0
    mv      a1, s0
    call    strcpy
    beq     a0, s2, 1f              # an empty folder
    lbu     t0, -1(a0)
    li      t1, '/'
    beq     t0, t1, 1f
    sb      t1, 0(a0)
    addi    a0, a0, 1
1:  mv      a1, s1
    call    strcpy
    mv      a0, s2
    leave

# is_dot_name(a0 = name) -> a0 = 1 for "." and "..", else 0
is_dot_name:
    lbu     t0, 0(a0)
    li      t1, '.'
    bne     t0, t1, 2f
    lbu     t0, 1(a0)
    beqz    t0, 1f
    bne     t0, t1, 2f
    lbu     t0, 2(a0)
    bnez    t0, 2f
1:  li      a0, 1
    ret
2:  li      a0, 0
    ret

.endif
