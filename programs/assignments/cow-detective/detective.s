# detective: five cases of memory after fork
#
#   detective CASE        a, b, c, d or e
#
# Each case forks one or more children, and somebody writes. It prints how many frames the student says are copied on
# write because of that; the kernel counts how many really are.

.include "start.s"
.include "process.s"
.include "share.s"
.include "decimal.s"

usage "detective CASE"

.equ PAGES, 8
.equ PAGE,  4096

    .text

# s0 = memory of 8 pages that are all in use, s1 = case
main:
    enter   3
    lw      s1, 4(a1)
    beqz    s1, 9f
    lbu     s1, 0(s1)
    addi    s1, s1, -'a'
    li      t0, 5
    bgeu    s1, t0, 9f
    la      s0, private
    li      t0, 3
    bne     s1, t0, 1f
    li      a0, PAGES * PAGE        # case d: memory that is shared
    call    share
    mv      s0, a0
1:  mv      a0, s0
    call    touch_all
    la      t0, cases
    slli    t1, s1, 2
    add     t0, t0, t1
    lw      t0, 0(t0)
    jalr    t0
    j       tell
9:  die_text "which case?"

# tell - print the student's answer about case s1, without anything that would copy frames in between
tell:
    la      t0, answers
    slli    t1, s1, 2
    add     t0, t0, t1
    lw      a0, 0(t0)
    la      a1, number
    call    write_udec
    la_string a0, "the student says "
    call    print_str
    la      a0, number
    call    print_line
    li      a0, 0
    j       exit

# quiet_fork() -> as fork, but neither of the two writes to its stack until it is asked to
quiet_fork:
    li      a0, SIGCHLD
    li      a1, 0
    li      a2, 0
    li      a3, 0
    li      a4, 0
    syscall clone
    ret

# quiet_end: the end of a child
quiet_end:
    li      a0, 0
    syscall exit_group

# quiet_wait() - wait for one child, without a write to memory
quiet_wait:
    li      a0, P_ALL
    li      a1, 0
    li      a2, 0
    li      a3, WEXITED
    li      a4, 0
    syscall waitid
    ret

# touch_all(a0 = memory) - write to each of its pages
touch_all:
    li      t0, PAGES
    li      t1, PAGE
1:  sw      t0, 0(a0)
    add     a0, a0, t1
    addi    t0, t0, -1
    bnez    t0, 1b
    ret

# a: the child only reads
case_a:
    mv      s2, ra
    jal     quiet_fork
    bnez    a0, 2f
    li      t0, PAGES
    li      t1, PAGE
    mv      a0, s0
1:  lw      t2, 0(a0)
    add     a0, a0, t1
    addi    t0, t0, -1
    bnez    t0, 1b
    j       quiet_end
2:  jal     quiet_wait
    jr      s2

# b: the child writes to three of the pages, to one of them twice
case_b:
    mv      s2, ra
    jal     quiet_fork
    bnez    a0, 2f
    li      t1, PAGE
    sw      t0, 0(s0)
    add     a0, s0, t1
    sw      t0, 4(a0)
    sw      t0, 8(a0)
    add     a0, a0, t1
    sw      t0, 0(a0)
    j       quiet_end
2:  jal     quiet_wait
    jr      s2

# c: the child writes to all pages; when it has ended, the parent does, too
case_c:
    mv      s2, ra
    jal     quiet_fork
    bnez    a0, 2f
    mv      a0, s0
    jal     touch_all
    j       quiet_end
2:  jal     quiet_wait
    mv      a0, s0
    jal     touch_all
    jr      s2

# d: as c, but the memory is shared
case_d:
    j       case_c

# e: two children; each writes to the first page, and then the parent does
case_e:
    mv      s2, ra
    jal     quiet_fork
    beqz    a0, 1f
    jal     quiet_fork
    beqz    a0, 1f
    sw      t0, 0(s0)
    jal     quiet_wait
    jal     quiet_wait
    jr      s2
1:  sw      t0, 0(s0)
    j       quiet_end

    .section .rodata.tables, "a"
    .balign 4
cases:  .word   case_a, case_b, case_c, case_d, case_e

    .bss
    .balign 4096
private: .zero  PAGES * PAGE
number: .zero   16
