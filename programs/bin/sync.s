# sync: write what is still on its way to the disk
#
# Without operands everything; else these files only.

.include "start.s"
.include "options.s"
.include "io.s"

usage "sync [FILE...]"

    .text
main:
    enter   3
    call    options_start
    options ""
    lw      s0, operands
    li      s1, 0                   # exit status
    lw      t0, 0(s0)
    bnez    t0, .Lnext_file
    syscall sync
    j       .Ldone
.Lnext_file:
    lw      a0, 0(s0)
    beqz    a0, .Ldone
    call    open_read
    bltz    a0, 1f
    mv      s2, a0
    syscall fsync
    mv      t0, a0
    mv      a0, s2
    mv      s2, t0
    syscall close
    mv      a0, s2
    beqz    a0, 2f
1:  mv      a1, a0
    lw      a0, 0(s0)
    call    warn_file
    li      s1, 1
2:  addi    s0, s0, 4
    j       .Lnext_file
.Ldone:
    mv      a0, s1
    leave
