# syslogd: the daemon that keeps the system's log
#
# Reads messages, a line each, from a named pipe, and appends them to a file with the time and the name of the computer:
#
#   Jan  1 00:00:07 kernlet lpd: job 3 printed
#
# logger(1) writes such messages. -n stays in the foreground, as init wants it; -p PIPE and -o FILE name others than
# /run/log and /var/log/messages (in the background by absolute paths). After SIGHUP the file is opened anew, so that it
# can be renamed and another one begun.

.include "start.s"
.include "options.s"
.include "lines.s"
.include "calendar.s"
.include "fifo.s"
.include "handler.s"
.include "daemonize.s"
.include "log.s"

usage "syslogd [-n] [-o FILE] [-p PIPE]"

    .text
main:
    enter   1, TIMESPEC_BYTES
    call    options_start
.Lnext_option:
    options "no:p:"
    on_option 'n', .Lnext_option
    on_option 'o', .Lset_file
    on_option 'p', .Lset_pipe
    lw      t0, operands
    lw      a1, 0(t0)
    bnez    a1, .Lextra
    call    open_pipe
    call    open_log
    li      a0, SIGHUP
    la      a1, ask_for_reopening
    call    on_signal
    lbu     t0, given + 'n'
    bnez    t0, .Lnext_message
    call    daemonize
    call    open_log                # daemonize has put /dev/null into its place
.Lnext_message:
    la      a0, reader
    call    read_line
    beqz    a0, .Lended
    beqz    a1, .Lnext_message      # an empty line
    mv      s0, a0
    add     a1, a1, a0
    sb      zero, 0(a1)
    la      t0, must_reopen
    lw      t1, 0(t0)
    beqz    t1, 1f
    sw      zero, 0(t0)
    call    open_log
1:  li      a0, CLOCK_REALTIME
    mv      a1, sp
    syscall clock_gettime64
    lw      a0, TIMESPEC_SEC(sp)
    mv      a1, s0
    call    print_message
    j       .Lnext_message
.Lended:
    lw      a1, reader + READER_ERROR
    lw      a0, pipe
    call    warn_file
    j       exit_failure
.Lextra:
    j       extra_operand
.Lset_file:
    la      t0, file
    sw      a1, 0(t0)
    j       .Lnext_option
.Lset_pipe:
    la      t0, pipe
    sw      a1, 0(t0)
    j       .Lnext_option

# ask_for_reopening() - the handler of SIGHUP
ask_for_reopening:
    la      t0, must_reopen
    li      t1, 1
    sw      t1, 0(t0)
    ret

# open_pipe() - make the named pipe, and read from it
# It is opened for writing as well: so there is always a writer, and a reader never finds its end.
open_pipe:
    enter   1
    lw      s0, pipe
    mv      a0, s0
    call    make_folder_above
    mv      a0, s0
    li      a1, 0622                # everybody may write
    call    make_fifo
    beqz    a0, 1f
    li      t0, -EEXIST
    bne     a0, t0, .Lfile_failed
1:  li      a0, AT_FDCWD
    mv      a1, s0
    li      a2, O_RDWR | O_CLOEXEC
    li      a3, 0
    syscall openat
    bltz    a0, .Lfile_failed
    mv      a1, a0
    la      a0, reader
    unwind
    j       reader_open

# open_log() - let standard output append to the file
open_log:
    enter   1
    call    flush_stdout
    lw      s0, file
    mv      a0, s0
    call    make_folder_above
    mv      a0, s0
    li      a1, O_APPEND
    call    open_write
    bltz    a0, .Lfile_failed
    li      a1, STDOUT
    unwind
    j       move_descriptor
.Lfile_failed:
    mv      a1, a0
    mv      a0, s0
    call    warn_file
    j       exit_failure

# print_message(a0 = time, a1 = message)
print_message:
    enter   1, TIME_BYTES + UTSNAME_BYTES
    .equ    date, 0                 # locals: the time as a date, the name of the computer
    .equ    names, TIME_BYTES
    mv      s0, a1
    addi    a1, sp, date
    call    split_time
    lw      a0, date + TIME_MONTH(sp)
    call    print_month
    lw      a0, date + TIME_DAY(sp)
    li      a1, 3
    call    print_udec_width
    li      a0, ' '
    call    print_char
    addi    a0, sp, date
    call    print_clock
    li      a0, ' '
    call    print_char
    addi    a0, sp, names
    syscall uname
    addi    a0, sp, names + UTSNAME_NODENAME
    call    print_str
    li      a0, ' '
    call    print_char
    mv      a0, s0
    unwind
    j       print_line

    .data
    .balign 4
pipe:           .word log_pipe
file:           .word default_file

    .section .rodata
default_file:   .asciz "/var/log/messages"

    .bss
    .balign 4
reader:         .zero READER_BYTES
must_reopen:    .zero 4             # has there been a SIGHUP?
