# inputs.s: the files that a filter reads

.ifndef INPUTS_S
.equ INPUTS_S, 1
.include "macros.s"
.include "io.s"
.include "errors.s"
.include "options.s"

    .text

# inputs() -> a0 = list of the names to read: the operands, or `-` alone when there are none
inputs:
    lw      a0, operands
    lw      t0, 0(a0)
    bnez    t0, 1f
    la      a0, .Lstandard_input
1:  ret

# each_input(a0 = routine) -> a0 = 0, or 1 when a file could not be read
# Opens the inputs one after the other and calls routine(a0 = descriptor, a1 = name) -> a0 = 0 or -errno for
# each. A file that cannot be opened, and an error that the routine gives, is reported.
each_input:
    enter   5
    mv      s0, a0
    call    inputs
    mv      s1, a0
    li      s2, 0                   # result
.Leach_input_next:
    lw      s3, 0(s1)
    beqz    s3, .Leach_input_done
    addi    s1, s1, 4
    mv      a0, s3
    call    open_input
    bltz    a0, .Leach_input_failed
    mv      s4, a0
    mv      a1, s3
    jalr    s0
    mv      t1, a0
    mv      a0, s4
    mv      s4, t1
    call    close_input
    mv      a0, s4
    beqz    a0, .Leach_input_next
.Leach_input_failed:
    mv      a1, a0
    mv      a0, s3
    call    warn_file
    li      s2, 1
    j       .Leach_input_next
.Leach_input_done:
    mv      a0, s2
    leave

# one_input() -> a0 = descriptor of the only input; ends the program when it cannot be opened or when there
# are several
one_input:
    enter   1
    call    inputs
    lw      s0, 0(a0)
    lw      a1, 4(a0)
    bnez    a1, extra_operand
    mv      a0, s0
    call    open_input
    bltz    a0, 1f
    leave
1:  mv      a1, a0
    mv      a0, s0
    call    warn_file
    j       exit_failure

    .section .rodata.tables, "a"
    .balign 4
.Lstandard_input: .word .Ldash, 0

    .section .rodata
.Ldash:         .asciz "-"

.endif
