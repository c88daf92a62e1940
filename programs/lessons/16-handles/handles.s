# handles: power over a process is a handle, and it can be given away
#
#   boss     makes worker and heir, gives heir a handle to worker, and ends
#   worker   works until somebody ends it
#   heir     ends worker, which it has not made

.include "start.s"
.include "windows.s"
.include "say.s"

usage "handles [worker | heir]"

.equ CURRENT_PROCESS, -1            # stands for this process in the place of a handle

startup_info startup
inheritable can_be_inherited
process_request worker_request, application=program, line=worker_line
process_request heir_request, application=program, line=heir_line, inherit=1, startup=startup

    .text
main:
    enter   4, 16                   # locals: two handles; a number
    lw      s0, 4(a1)
    beqz    s0, boss
    lbu     t0, 0(s0)
    li      t1, 'w'
    beq     t0, t1, worker
    j       heir

boss:
    la      a0, worker_request
    call    start_process
    must    "CreateProcess"
    mv      s0, a0                  # the worker

    mv      a0, sp                  # a pipe from which the heir reads
    addi    a1, sp, 4
    la      a2, can_be_inherited
    li      a3, 0
    syscall CreatePipe
    must    "CreatePipe"
    lw      a0, 4(sp)
    li      a1, HANDLE_FLAG_INHERIT
    li      a2, 0
    syscall SetHandleInformation
    lw      t0, 0(sp)
    sw      t0, startup + STARTUPINFO_STD_INPUT, t1
    la      a0, heir_request
    call    start_process
    must    "CreateProcess"
    mv      s1, a0                  # the heir

    li      a0, CURRENT_PROCESS     # from our table ...
    mv      a1, s0                  # ... the handle of the worker ...
    mv      a2, s1                  # ... into the table of the heir
    addi    a3, sp, 8               # its number there
    li      a4, 0
    li      a5, 0
    li      a6, DUPLICATE_SAME_ACCESS
    syscall DuplicateHandle
    must    "DuplicateHandle"
    lw      a0, 4(sp)               # tell the heir the number
    addi    a1, sp, 8
    li      a2, 4
    call    write_handle
    say     "boss: the heir has it now, and I end\n"
    li      a0, 0
    leave

worker:
    li      a0, 10
    syscall Sleep
    j       worker

heir:
    li      a0, STDIN_HANDLE
    addi    a1, sp, 8
    li      a2, 4
    call    read_handle
    lw      s0, 8(sp)               # the handle that was given to us
    li      a0, 100
    syscall Sleep                   # the boss is long gone
    addi    a0, s0, 40              # no handle of ours
    li      a1, 1
    syscall TerminateProcess
    bnez    a0, 1f
    syscall GetLastError
    mv      s1, a0
    say_number "heir: without a handle: error ", s1, "\n"
1:  mv      a0, s0
    li      a1, 42
    syscall TerminateProcess
    must    "TerminateProcess"
    mv      a0, s0
    call    finish_process
    mv      s1, a0
    say_number "heir: the worker ended with ", s1, "\n"
    li      a0, 0
    leave

    .data
program:        .asciz "/proc/self/exe"
worker_line:    .asciz "handles worker"
heir_line:      .asciz "handles heir"
