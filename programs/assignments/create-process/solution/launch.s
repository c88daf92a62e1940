# launch: another program at work for this one, through two pipes
#
#   launch TEXT...
#
#             what it reads                      what it writes
#   launch ------------------> /run/shout ---------------------> launch
#
# The new process inherits the two handles that it needs, and only these: the pipes are made inheritable, and then this
# side's ends are taken out again.

.include "start.s"
.include "windows.s"
.include "say.s"

usage "launch TEXT..."

startup_info startup
inheritable can_be_inherited
process_request request, application=program, line=command_line, inherit=1, startup=startup

    .text

# s0 = words, s1 = where we write to, s2 = where we read from, s3 = the process
main:
    enter   5, 16                   # locals: the two ends of a pipe
    addi    s0, a1, 4
    call    make_pipe
    lw      t0, 0(sp)               # its standard input
    la      t1, startup
    sw      t0, STARTUPINFO_STD_INPUT(t1)
    lw      s1, 4(sp)
    mv      a0, s1
    call    keep
    call    make_pipe
    lw      t0, 4(sp)               # its standard output
    la      t1, startup
    sw      t0, STARTUPINFO_STD_OUTPUT(t1)
    lw      s2, 0(sp)
    mv      a0, s2
    call    keep
    la      a0, request
    call    start_process
    must    "CreateProcess"
    mv      s3, a0
    la      s4, startup             # these ends are its own now
    lw      a0, STARTUPINFO_STD_INPUT(s4)
    syscall CloseHandle
    lw      a0, STARTUPINFO_STD_OUTPUT(s4)
    syscall CloseHandle
1:  lw      a1, 0(s0)
    beqz    a1, 2f
    mv      a0, s1
    call    write_text
    mv      a0, s1
    la_string a1, "\n"
    call    write_text
    addi    s0, s0, 4
    j       1b
2:  mv      a0, s1                  # no more: it reads the end
    syscall CloseHandle
3:  mv      a0, s2
    la      a1, piece
    li      a2, 256
    call    read_handle
    blez    a0, 4f
    mv      a1, a0
    la      a0, piece
    call    print_bytes
    j       3b
4:  call    flush_stdout
    mv      a0, s2
    syscall CloseHandle
    mv      a0, s3
    call    finish_process
    mv      s0, a0
    say_number "exit code ", s0, "\n"
    li      a0, 0
    leave

# make_pipe() - a pipe with both ends inheritable, in the caller's 0(sp) and 4(sp)
make_pipe:
    mv      a0, sp
    addi    a1, sp, 4
    la      a2, can_be_inherited
    li      a3, 0
    syscall CreatePipe
    must    "CreatePipe"
    ret

# keep(a0 = handle) - do not let new processes inherit it
keep:
    li      a1, HANDLE_FLAG_INHERIT
    li      a2, 0
    syscall SetHandleInformation
    must    "SetHandleInformation"
    ret

    .data
program: .asciz "/run/shout"
command_line: .asciz "shout"

    .bss
    .balign 4
piece:  .zero   256
