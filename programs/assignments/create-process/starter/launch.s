# launch: another program at work for this one, through two pipes

.include "start.s"
.include "windows.s"
.include "say.s"

usage "launch WORD..."

startup_info startup
inheritable can_be_inherited
process_request request, application=program, line=command_line, inherit=1, startup=startup

    .text

main:
    enter   1
    la      a0, request
    call    start_process
    must    "CreateProcess"
    call    finish_process
    mv      s0, a0
    say_number "exit code ", s0, "\n"
    li      a0, 0
    leave

    .data
program: .asciz "/run/shout"
command_line: .asciz "shout"
