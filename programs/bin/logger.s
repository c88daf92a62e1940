# logger: write to the system's log
#
# Sends the message, or each line of standard input, to syslogd(1). -t TAG puts another name than the user's in front;
# -s shows the message on standard error as well; -p PIPE names another pipe than /run/log.

.include "start.s"
.include "options.s"
.include "lines.s"
.include "process.s"
.include "log.s"

usage "logger [-s] [-p PIPE] [-t TAG] [MESSAGE...]"

    .text
main:
    enter   3
    call    options_start
.Lnext_option:
    options "p:st:"
    on_option 'p', .Lset_pipe
    on_option 't', .Lset_tag
    on_option 's', .Lnext_option
    call    choose_tag
    lw      s0, pipe
    li      a0, AT_FDCWD
    mv      a1, s0
    li      a2, O_WRONLY | O_NONBLOCK   # without a reader this fails instead of waiting for one
    li      a3, 0
    syscall openat
    bltz    a0, .Lno_daemon
    la      t0, descriptor
    sw      a0, 0(t0)
    li      a1, F_SETFL             # a full pipe is worth waiting for
    li      a2, 0
    syscall fcntl64
    lw      s1, operands
    lw      t0, 0(s1)
    beqz    t0, .Lfrom_input

    call    begin_message
.Lnext_word:
    lw      a0, 0(s1)
    beqz    a0, .Lend_of_words
    addi    s1, s1, 4
    mv      s2, a0
    call    strlen
    mv      a1, a0
    mv      a0, s2
    call    add_bytes
    lw      t0, 0(s1)
    beqz    t0, .Lend_of_words
    la_string a0, " "
    li      a1, 1
    call    add_bytes
    j       .Lnext_word
.Lend_of_words:
    call    send_message
    li      a0, 0
    leave

.Lfrom_input:
    la      a0, reader
    li      a1, STDIN
    call    reader_open
.Lnext_line:
    la      a0, reader
    call    read_line
    beqz    a0, .Ldone
    mv      s1, a0
    mv      s2, a1
    call    begin_message
    mv      a0, s1
    mv      a1, s2
    call    add_bytes
    call    send_message
    j       .Lnext_line
.Ldone:
    li      a0, 0
    leave
.Lno_daemon:
    die     "cannot write to ", s0, " (is syslogd running?)", a0
.Lset_pipe:
    la      t0, pipe
    sw      a1, 0(t0)
    j       .Lnext_option
.Lset_tag:
    la      t0, tag
    sw      a1, 0(t0)
    j       .Lnext_option

# choose_tag() - the user's name, unless -t gave a tag
choose_tag:
    enter
    lw      t0, tag
    bnez    t0, 1f
    la_string a0, "USER"
    call    getenv
    bnez    a0, 2f
    la_string a0, "root"
2:  la      t0, tag
    sw      a0, 0(t0)
1:  leave

# begin_message() - "TAG: "
begin_message:
    enter
    la      t0, used
    sw      zero, 0(t0)
    lw      a0, tag
    call    strlen
    mv      a1, a0
    lw      a0, tag
    call    add_bytes
    la_string a0, ": "
    li      a1, 2
    unwind
    # falls into add_bytes

# add_bytes(a0 = bytes, a1 = length) - append them to the message; what is too much is cut off
# A newline becomes a blank: the message stays one line.
add_bytes:
    lw      t0, used
    la      t1, message
    li      t2, LOG_MESSAGE_SIZE - 1
    add     t3, a0, a1
    li      t5, '\n'
1:  bgeu    a0, t3, 3f
    bgeu    t0, t2, 3f
    lbu     t4, 0(a0)
    bne     t4, t5, 2f
    li      t4, ' '
2:  add     t6, t1, t0
    sb      t4, 0(t6)
    addi    a0, a0, 1
    addi    t0, t0, 1
    j       1b
3:  la      t1, used
    sw      t0, 0(t1)
    ret

# send_message() - end the line, and write it in one piece, so that messages of several writers do not mix
send_message:
    enter   1
    lw      s0, used
    la      t0, message
    add     t0, t0, s0
    li      t1, '\n'
    sb      t1, 0(t0)
    addi    s0, s0, 1
    lw      a0, descriptor
    la      a1, message
    mv      a2, s0
    call    write_all
    bltz    a0, 2f
    lbu     t0, given + 's'
    beqz    t0, 1f
    li      a0, STDERR
    la      a1, message
    mv      a2, s0
    call    write_all
1:  leave
2:  lw      s0, pipe
    die     "cannot write to ", s0, "", a0

    .data
    .balign 4
pipe:           .word log_pipe

    .bss
    .balign 4
tag:            .zero 4
descriptor:     .zero 4             # the pipe
used:           .zero 4             # bytes of the message
reader:         .zero READER_BYTES
message:        .zero LOG_MESSAGE_SIZE
