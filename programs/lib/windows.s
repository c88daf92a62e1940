# windows.s: Windows-style calls, shortened
#
# Any program may make them with `syscall CreateProcess` and so on; see docs/windows.md and `kernlet syscalls`. What
# is here saves writing: static requests for CreateProcess, and routines for the calls that every program needs.
# A handle and a descriptor are two numbers for one thing: handle = 4 * (descriptor + 1).

.ifndef WINDOWS_S
.equ WINDOWS_S, 1
.include "macros.s"
.include "string.s"

.equ STDIN_HANDLE,   4
.equ STDOUT_HANDLE,  8
.equ STDERR_HANDLE,  12

# process_request NAME, application=ADDRESS, line=ADDRESS, inherit=0 or 1, flags=..., environment=ADDRESS,
# directory=ADDRESS, startup=ADDRESS - declare what CreateProcess is to be given, under NAME, with room for what it
# gives under NAME_information. The addresses are of texts (`.asciz`) and of a `startup_info`.
.macro process_request name:req, application=0, line=0, inherit=0, flags=0, environment=0, directory=0, startup=0
    .pushsection .data
    .balign 4
\name:
    .word   \application, \line, 0, 0, \inherit, \flags, \environment, \directory, \startup, \name\()_information
\name\()_information:
    .zero   PROCESS_INFORMATION_BYTES
    .popsection
.endm

# startup_info NAME - declare a STARTUPINFO whose standard handles count. Before CreateProcess put them into
# NAME + STARTUPINFO_STD_INPUT, NAME + STARTUPINFO_STD_OUTPUT and NAME + STARTUPINFO_STD_ERROR; they must be inheritable.
.macro startup_info name:req
    .pushsection .data
    .balign 4
\name:
    .word   STARTUPINFO_BYTES
    .zero   STARTUPINFO_FLAGS - 4
    .word   STARTF_USESTDHANDLES
    .zero   STARTUPINFO_STD_INPUT - STARTUPINFO_FLAGS - 4
    .word   STDIN_HANDLE, STDOUT_HANDLE, STDERR_HANDLE
    .popsection
.endm

# inheritable NAME - declare SECURITY_ATTRIBUTES that make new handles inheritable.
.macro inheritable name:req
    .pushsection .data
    .balign 4
\name:
    .word   SECURITY_ATTRIBUTES_BYTES, 0, 1
    .popsection
.endm

# must "what" - go on if a0 is not 0 (TRUE, a handle); else say on stderr what failed, with the number of the error,
# and end the process with 1. Changes: t registers.
.macro must text:req
    bnez    a0, .Lmust\@
    la_string a0, "\text"
    j       windows_failed
.Lmust\@:
.endm

    .text

# create_process(a0 = request) -> a0 = handle of the process, a1 = handle of its first thread; a0 = 0 on failure
create_process:
    enter   1
    mv      s0, a0
    syscall CreateProcess
    beqz    a0, 1f
    lw      t0, CREATEPROCESS_PROCESS_INFORMATION(s0)
    lw      a0, PROCESS_INFORMATION_PROCESS(t0)
    lw      a1, PROCESS_INFORMATION_THREAD(t0)
1:  leave

# start_process(a0 = request) -> a0 = handle of the process, or 0: the handle of the thread is closed
start_process:
    enter   1
    call    create_process
    beqz    a0, 1f
    mv      s0, a0
    mv      a0, a1
    syscall CloseHandle
    mv      a0, s0
1:  leave

# wait_object(a0 = handle) -> a0 = WAIT_OBJECT_0, WAIT_ABANDONED_0 or WAIT_FAILED
wait_object:
    li      a1, INFINITE
    syscall WaitForSingleObject
    ret

# finish_process(a0 = handle) -> a0 = exit code, after waiting for the end; the handle is closed
finish_process:
    enter   2, 16
    mv      s0, a0
    call    wait_object
    mv      a0, s0
    mv      a1, sp
    syscall GetExitCodeProcess
    lw      s1, 0(sp)
    mv      a0, s0
    syscall CloseHandle
    mv      a0, s1
    leave

# write_handle(a0 = handle, a1 = bytes, a2 = length) -> a0 = TRUE or FALSE
write_handle:
    li      a3, 0
    li      a4, 0
    syscall WriteFile
    ret

# read_handle(a0 = handle, a1 = room, a2 = its length) -> a0 = how many bytes came; 0 at the end, and when a pipe has ended
read_handle:
    enter   0, 16
    sw      zero, 0(sp)
    mv      a3, sp
    li      a4, 0
    syscall ReadFile
    lw      a0, 0(sp)
    leave

# write_text(a0 = handle, a1 = text) -> a0 = TRUE or FALSE
write_text:
    enter   2
    mv      s0, a0
    mv      s1, a1
    mv      a0, a1
    call    strlen
    mv      a2, a0
    mv      a1, s1
    mv      a0, s0
    call    write_handle
    leave

# windows_failed(a0 = text) - "TEXT: error NUMBER" on stderr, with the last error; ends the process with 1
windows_failed:
    enter   2, 128
    mv      a1, a0
    mv      a0, sp
    call    strcpy
    la_string a1, ": error "
    call    strcpy
    mv      s0, a0                  # where the number goes
    syscall GetLastError
    li      t0, 10
    addi    t1, s0, 1
1:  addi    t1, t1, 1               # room for each digit, and for the newline
    divu    t2, a0, t0
    mv      a0, t2
    bnez    t2, 1b
    syscall GetLastError
    li      t0, 10
    sb      zero, 0(t1)
    addi    t1, t1, -1
    sb      t0, 0(t1)               # a newline, which is 10 too
2:  remu    t2, a0, t0
    addi    t2, t2, '0'
    addi    t1, t1, -1
    sb      t2, 0(t1)
    divu    a0, a0, t0
    bnez    a0, 2b
    mv      a1, sp
    li      a0, STDERR_HANDLE
    call    write_text
    li      a0, 1
    syscall ExitProcess

.endif
