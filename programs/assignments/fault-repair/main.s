# main: memory that is not there until it is used, for repair.s
#
#   main touch        some pages of the region are used
#   main again        what was written is still there
#   main beyond       an address outside of the region is used: this must still end the process

.include "start.s"
.include "say.s"

usage "main touch|again|beyond"

.equ PAGES, 32

    .text

# s0 = test, s1 = region
main:
    enter   2
    lw      s0, 4(a1)
    beqz    s0, 9f
    li      a0, 0
    li      a1, PAGES * 4096
    li      a2, 0                   # no rights at all
    li      a3, MAP_PRIVATE | MAP_ANONYMOUS
    li      a4, -1
    li      a5, 0
    syscall mmap2
    mv      s1, a0
    li      a1, PAGES * 4096
    call    install_repair
    .irp    name, touch, again, beyond
    mv      a0, s0
    la_string a1, "\name"
    call    strcmp
    beqz    a0, \name
    .endr
9:  die_text "which test?"

# fill() - write to pages 3, 7, 31 and 7 again. Every register but t0 and t1 has a value that must stay.
fill:
    .irp    register, t2, t3, t4, t5, t6, a0, a1, a2, a3, a4, a5, a6, a7
    li      \register, 77
    .endr
    .irp    page, 3, 7, 31, 7
    li      t0, \page * 4096 + 8
    add     t0, t0, s1
    lw      t1, 0(t0)
    addi    t1, t1, \page
    sw      t1, 0(t0)
    .endr
    li      t1, 77
    .irp    register, t2, t3, t4, t5, t6, a0, a1, a2, a3, a4, a5, a6, a7
    bne     \register, t1, 1f
    .endr
    ret
1:  say     "a register was lost\n"
    li      a0, 1
    j       exit

touch:
    call    fill
    call    repairs
    mv      s0, a0
    say_number "", s0, " pages were repaired\n"
    li      a0, 0
    j       exit

again:
    call    fill
    li      t0, 7 * 4096 + 8
    add     t0, t0, s1
    lw      s0, 0(t0)
    say_number "page 7 holds ", s0, "\n"
    li      t0, 31 * 4096 + 8
    add     t0, t0, s1
    lw      s0, 0(t0)
    say_number "page 31 holds ", s0, "\n"
    li      a0, 0
    j       exit

beyond:
    call    fill
    say     "so far, so good\n"
    li      t0, PAGES * 4096
    add     t0, t0, s1
    sw      zero, 0(t0)
    say     "nobody can come here\n"
    li      a0, 1
    j       exit
