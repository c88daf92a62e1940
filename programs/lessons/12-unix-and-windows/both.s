# both: the same thing twice, once as UNIX has it and once as Windows has it
#
#              UNIX                              Windows
#   make       clone, then execve in the child   CreateProcess
#   it is      a number, and a child             a handle
#   wait       waitid                            WaitForSingleObject
#   result     in the answer of waitid           GetExitCodeProcess
#   gone       when it was waited for            when it ended and the last handle is closed

.include "start.s"
.include "show.s"
.include "windows.s"
.include "say.s"

usage "both"

process_request request, application=sleep, line=command_line

    .text
# s0 = number of the UNIX process, s1 = handle of the Windows process, s2 = its number
main:
    enter   4
    call    fork
    bnez    a0, 1f
    la_string a0, "/bin/sleep"      # the child becomes another program
    la      a1, arguments
    lw      a2, environ
    syscall execve
    li      a0, 127
    syscall exit_group
1:  mv      s0, a0

    la      a0, request
    call    start_process
    must    "CreateProcess"
    mv      s1, a0
    syscall GetProcessId
    mv      s2, a0

    call    show
    mv      a0, s2                  # it is not our child
    li      a1, 0
    call    wait_for
    mv      s3, a0
    say_number "waitid for the process of CreateProcess: ", s3, "\n"

    mv      a0, s0                  # the UNIX way
    li      a1, 0
    call    wait_for
    mv      s3, a0
    say_number "UNIX: status ", s3, "\n"
    mv      a0, s1                  # the Windows way
    call    finish_process
    mv      s3, a0
    say_number "Windows: exit code ", s3, "\n"

    li      a0, STDOUT              # a descriptor and a handle: two numbers for one thing
    la_string a1, "written to descriptor 1\n"
    li      a2, 24
    syscall write
    li      a0, STDOUT_HANDLE
    la_string a1, "written to handle 8\n"
    call    write_text
    li      a0, 0
    leave

# show() - the processes
show:
    enter
    la_string a0, "pid,ppid,stat,comm"
    call    show_processes
    leave

    .data
    .balign 4
arguments:      .word sleep, time, 0
sleep:          .asciz "/bin/sleep"
time:           .asciz "0.1"
command_line:   .asciz "sleep 0.1"
