# create: a process that is made from nothing but a program
#
# Without an argument it makes a process that runs this program with the argument `child`, and reads what it says from a
# pipe, which is the standard output of the child.

.include "start.s"
.include "windows.s"
.include "say.s"

usage "create [child]"

.equ PATIENCE, 1000                 # milliseconds that we wait for the child

startup_info startup
inheritable can_be_inherited
process_request request, application=program, line=command_line, inherit=1, flags=0, startup=startup

    .text
# s0 = handle of the child, s1 = our end of the pipe
main:
    enter   4, 16                   # locals: two handles; a number
    lw      t0, 4(a1)
    bnez    t0, child
    li      t0, 2                   # our variable is not that of the child
    sw      t0, variable, t1

    mv      a0, sp
    addi    a1, sp, 4
    la      a2, can_be_inherited
    li      a3, 0
    syscall CreatePipe
    must    "CreatePipe"
    lw      s1, 0(sp)
    mv      a0, s1                  # our end is not for the child
    li      a1, HANDLE_FLAG_INHERIT
    li      a2, 0
    syscall SetHandleInformation
    must    "SetHandleInformation"
    lw      t0, 4(sp)
    sw      t0, startup + STARTUPINFO_STD_OUTPUT, t1

    la      a0, request
    call    create_process
    must    "CreateProcess"
    mv      s0, a0
    mv      a0, a1                  # the handle of its thread: not needed
    syscall CloseHandle
    lw      a0, 4(sp)               # the child has its own
    syscall CloseHandle

    mv      a0, s0
    call    exit_code
    mv      s2, a0
    say_number "just made: exit code ", s2, " (259: it has none yet)\n"
    mv      a0, s0
    li      a1, PATIENCE
    syscall WaitForSingleObject
    mv      s2, a0
    say_number "the wait gave ", s2, "\n"
    mv      a0, s0
    li      a1, 1                   # if it has not ended by now
    syscall TerminateProcess
    mv      a0, s1
    la      a1, text
    li      a2, 255
    call    read_handle
    la      a1, text
    add     a0, a0, a1
    sb      zero, 0(a0)
    mv      a0, a1
    call    say_text
    mv      a0, s0
    call    exit_code
    mv      s2, a0
    say_number "the exit code is ", s2, "\n"
    mv      a0, s0
    syscall CloseHandle
    li      a0, 0
    leave

child:
    lw      s0, variable
    say_number "child: the variable is ", s0, "\n"
    syscall getppid
    mv      s0, a0
    say_number "child: my parent is ", s0, "\n"
    li      a0, 7
    syscall ExitProcess

# exit_code(a0 = handle) -> a0 = exit code of the process
exit_code:
    enter   0, 16
    mv      a1, sp
    syscall GetExitCodeProcess
    must    "GetExitCodeProcess"
    lw      a0, 0(sp)
    leave

    .data
    .balign 4
variable:       .word 1
program:        .asciz "/proc/self/exe"
command_line:   .asciz "create child"

    .bss
text:           .zero 256
