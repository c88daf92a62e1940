# control.s: if, loops and case

    .bss
    .balign 4
loop_depth:   .zero 4               # loops around the present command, within its function

    .text

# execute_if(a0 = node, a1 = flags)
execute_if:
    enter   2
    mv      s0, a0
    mv      s1, a1
    lw      a0, NODE_A(s0)
    andi    a1, a1, ~EXEC_LAST
    ori     a1, a1, EXEC_TESTED
    call    execute
    lw      t0, escape
    bnez    t0, 2f
    lw      t0, NODE_B(s0)
    beqz    a0, 1f
    lw      t0, NODE_C(s0)
1:  li      a0, 0
    beqz    t0, 2f
    mv      a0, t0
    mv      a1, s1
    unwind
    tail    execute
2:  leave

# loop_escape() -> a0 = 1 if the loop has to end, 0 if it goes on
# In a loop, after commands have set `escape`: is it for this loop?
loop_escape:
    lw      t0, escape
    li      t1, ESCAPE_RETURN
    bgeu    t0, t1, 2f
    lw      t2, escape_levels
    addi    t2, t2, -1
    sw      t2, escape_levels, t1
    bnez    t2, 2f
    sw      zero, escape, t1
    addi    a0, t0, -ESCAPE_CONTINUE  # 0 for continue
    snez    a0, a0
    ret
2:  li      a0, 1
    ret

# execute_while(node, flags), execute_until(node, flags)
#
# s0 = node, s1 = flags, s2 = 1 for until, s3 = status, s4, s5 = the arena before a round
execute_while:
    li      a2, 0
    j       1f
execute_until:
    li      a2, 1
1:  enter   6
    mv      s0, a0
    andi    s1, a1, ~EXEC_LAST
    mv      s2, a2
    li      s3, 0
    li      a0, 1
    call    loop_enter
2:  call    arena_mark
    mv      s4, a0
    mv      s5, a1
    lw      a0, NODE_A(s0)
    ori     a1, s1, EXEC_TESTED
    call    execute
    lw      t0, escape
    bnez    t0, 3f
    snez    a0, a0
    bne     a0, s2, 4f
    lw      a0, NODE_B(s0)
    mv      a1, s1
    call    execute
    mv      s3, a0
    mv      a0, s4
    mv      a1, s5
    call    arena_release
    lw      t0, escape
    beqz    t0, 2b
3:  call    loop_escape
    beqz    a0, 2b
4:  li      a0, -1
    call    loop_enter
    mv      a0, s3
    leave

# loop_enter(a0 = 1 or -1) - note that a loop begins or ends
loop_enter:
    la      t0, loop_depth
    lw      t1, 0(t0)
    add     t1, t1, a0
    sw      t1, 0(t0)
    ret

# execute_for(a0 = node, a1 = flags)
#
# s0 = node, s1 = flags, s2 = next word, s3 = status, s4, s5 = the arena before a round
execute_for:
    enter   6
    mv      s0, a0
    andi    s1, a1, ~EXEC_LAST
    li      s3, 0
    lw      a0, NODE_A(s0)
    bgez    a0, 1f
    la      a0, all_parameters      # `for X do`: in "$@"
1:  call    expand_words
    mv      s2, a0
    li      a0, 1
    call    loop_enter
2:  lw      a1, 0(s2)
    beqz    a1, 4f
    addi    s2, s2, 4
    call    arena_mark
    mv      s4, a0
    mv      s5, a1
    lw      a0, NODE_C(s0)
    lw      a1, -4(s2)
    call    variable_set
    bnez    a0, expansion_error
    lw      a0, NODE_B(s0)
    mv      a1, s1
    call    execute
    mv      s3, a0
    mv      a0, s4
    mv      a1, s5
    call    arena_release
    lw      t0, escape
    beqz    t0, 2b
    call    loop_escape
    beqz    a0, 2b
4:  li      a0, -1
    call    loop_enter
    mv      a0, s3
    leave

    .section .rodata
    .balign 4
all_parameters:                         # the word "$@"
    .word   0, 1f, 0
1:  .word   0, PART_PARAMETER, 1, 2f, OP_NONE, 0
2:  .asciz  "@"
    .text

# execute_case(a0 = node, a1 = flags)
#
# s0 = clause, s1 = flags, s2 = text, s3 = pattern
execute_case:
    enter   4
    mv      s1, a1
    lw      s0, NODE_B(a0)
    lw      a0, NODE_A(a0)
    call    expand_text
    mv      s2, a0
1:  beqz    s0, 4f
    lw      s3, NODE_A(s0)
2:  beqz    s3, 3f
    lw      a0, WORD_PARTS(s3)
    call    expand_pattern
    mv      a1, s2
    call    pattern_match
    bnez    a0, 5f
    lw      s3, WORD_NEXT(s3)
    j       2b
3:  lw      s0, NODE_NEXT(s0)
    j       1b
5:  lw      t0, NODE_B(s0)
    beqz    t0, 4f
    mv      a0, t0
    mv      a1, s1
    unwind
    tail    execute
4:  li      a0, 0
    leave
