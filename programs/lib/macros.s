# macros.s: system calls, stack frames and text literals

.ifndef MACROS_S
.equ MACROS_S, 1
.include "abi.s"

# syscall NAME - call the kernel; the arguments are already in a0..a5.
# Result: a0 >= 0, or -errno. Changes: a0, a7.
.macro syscall name:req
    li      a7, SYS_\name
    ecall
.endm

# enter SAVED, LOCALS - open a stack frame that keeps ra and s0..s(SAVED-1) and has LOCALS bytes at 0(sp).
# SAVED is 0 to 12. The frame must stay below 2 KiB: larger buffers belong into .bss.
#
#         +------------------+  <- the caller's sp
#         | ra               |     frame_size - 4
#         | s0               |     frame_size - 8
#         | s1 ...           |     frame_size - 12 ...
#         | locals           |
#   sp -> +------------------+     a multiple of 16
.macro enter saved=0, locals=0
    .set    frame_saved, \saved
    .set    frame_size, (4 + 4 * (\saved) + (\locals) + 15) & -16
    addi    sp, sp, -frame_size
    sw      ra, frame_size - 4(sp)
    .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    .if     frame_saved > \n
    sw      s\n, frame_size - 8 - 4 * \n(sp)
    .endif
    .endr
.endm

# unwind - undo the `enter` above it, without returning: for a jump to a last routine (`tail`).
.macro unwind
    .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    .if     frame_saved > \n
    lw      s\n, frame_size - 8 - 4 * \n(sp)
    .endif
    .endr
    lw      ra, frame_size - 4(sp)
    addi    sp, sp, frame_size
.endm

# leave - undo the `enter` above it and return.
.macro leave
    unwind
    ret
.endm

# la_string REGISTER, "text" - put the address of a zero-terminated text into a register.
.macro la_string register:req, text
    .pushsection .rodata
.Ltext\@:
    .asciz  "\text"
    .popsection
    la      \register, .Ltext\@
.endm

.endif
