# main: threads at work, for uthread.s
#
#   main turns        three threads that take turns
#   main registers    each thread finds its registers as it left them
#   main many         a hundred threads, eight of them at a time
#   main deep         each thread has a stack of its own

.include "start.s"
.include "say.s"

usage "main turns|registers|many|deep"

    .text

main:
    enter   1
    lw      s0, 4(a1)
    beqz    s0, 9f
    .irp    name, turns, registers, many, deep
    mv      a0, s0
    la_string a1, "\name"
    call    strcmp
    beqz    a0, \name
    .endr
9:  die_text "which test?"

# finish() - let the others run until they have ended
finish:
1:  call    thread_yield
    call    thread_count
    li      t0, 1
    bne     a0, t0, 1b
    say     "all threads have ended\n"
    li      a0, 0
    j       exit

turns:
    la      a0, speak
    la_string a1, "one"
    call    thread_create
    la      a0, speak
    la_string a1, "two"
    call    thread_create
    la      a0, speak
    la_string a1, "three"
    call    thread_create
    say     "main goes on\n"
    j       finish

# speak(a0 = name) - three times, with a yield between
speak:
    enter   2
    mv      s0, a0
    li      s1, 3
1:  say_word "thread ", s0, "\n"
    call    thread_yield
    addi    s1, s1, -1
    bnez    s1, 1b
    leave

registers:
    .irp    value, 1000, 2000, 3000
    la      a0, keep
    li      a1, \value
    call    thread_create
    .endr
    call    finish

# keep(a0 = value) - fill every register that a call preserves, and look again after each of five yields
keep:
    enter   12, 16
    sw      a0, 0(sp)
    .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    addi    s\n, a0, \n
    .endr
    li      t0, 5
    sw      t0, 4(sp)
1:  call    thread_yield
    lw      a0, 0(sp)
    .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    addi    t0, a0, \n
    bne     s\n, t0, 2f
    .endr
    lw      t0, 4(sp)
    addi    t0, t0, -1
    sw      t0, 4(sp)
    bnez    t0, 1b
    lw      s0, 0(sp)
    say_number "kept ", s0, "\n"
    leave
2:  lw      s0, 0(sp)
    say_number "lost a register of ", s0, "\n"
    leave

many:
    li      s0, 100
1:  la      a0, add_up
    mv      a1, s0
    call    thread_create
    bgez    a0, 2f
    call    thread_yield            # no room: let some end
    j       1b
2:  addi    s0, s0, -1
    bnez    s0, 1b
3:  call    thread_yield
    call    thread_count
    li      t0, 1
    bne     a0, t0, 3b
    lw      s0, sum
    say_number "sum ", s0, "\n"
    li      a0, 0
    j       exit

# add_up(a0 = number) - in two steps, with a yield between
add_up:
    enter   1
    mv      s0, a0
    call    thread_yield
    lw      t0, sum
    add     t0, t0, s0
    la      t1, sum
    sw      t0, 0(t1)
    leave

deep:
    .irp    depth, 10, 20, 30
    la      a0, dive
    li      a1, \depth
    call    thread_create
    .endr
    j       finish

# dive(a0 = depth) - go down, a yield at each step, and come up again
dive:
    enter   1
    mv      s0, a0
    call    down
    sub     s0, a0, s0
    bnez    s0, 1f
    say     "came up\n"
    leave
1:  say     "drowned\n"
    leave

# down(a0 = depth) -> a0 = depth, counted on the way up
down:
    enter   1, 32
    beqz    a0, 1f
    mv      s0, a0
    call    thread_yield
    addi    a0, s0, -1
    call    down
    addi    a0, a0, 1
1:  leave

    .bss
    .balign 4
sum:    .zero   4
