# xargs: run a command with arguments from standard input
#
#   -n N  at most N arguments for each run (else as many as fit)
#   -I R  a run for each line, which takes the place of R in the arguments of the command
#   -P N  up to N runs at the same time
#   -0    arguments end with a zero byte, and no byte is special
#   -r    no run at all when there are no arguments
#   -t    print each command on standard error before it is run
#
# Arguments are separated by blanks and newlines; quotes and a backslash take their meaning from these. The command is
# echo unless given. The exit status is 123 when a run failed, 124 when one ended with 255 (no more are begun then),
# 125 when a signal ended one, 126 when the command cannot be executed, 127 when it is not found.

.include "start.s"
.include "options.s"
.include "lines.s"
.include "decimal.s"
.include "process.s"

usage "xargs [-0rt] [-I R] [-n N] [-P N] [COMMAND [ARGUMENT...]]"

.equ ARGUMENT_BYTES, 131072         # texts of one command at most

.equ STATUS_SOME_FAILED, 123
.equ STATUS_ABORTED,     124
.equ STATUS_SIGNAL,      125

    .text
main:
    enter   1
    call    options_start
.Lnext_option:
    options "+0I:n:P:rt"
    on_option 'I', .Lset_replace
    on_option 'n', .Lset_count
    on_option 'P', .Lset_parallel
    bnez    a0, .Lnext_option       # they are looked up in `given`
    lw      s0, operands
    lw      t0, 0(s0)
    bnez    t0, 1f
    la      s0, default_command
1:  la      t0, command
    sw      s0, 0(t0)
    li      a0, STDIN
    call    read_whole
    beqz    a0, .Lcannot_read
    la      t0, input
    sw      a0, 0(t0)
    add     a0, a0, a1
    la      t0, input_end
    sw      a0, 0(t0)
    li      a0, 4                   # room for a zero behind the last argument
    call    alloc
    lw      t0, replace
    bnez    t0, 2f
    call    run_batches
    j       3f
2:  call    run_lines
3:  lw      t0, running
    beqz    t0, 4f
    call    await_run
    j       3b
4:  lw      a0, status
    leave
.Lcannot_read:
    la_string a0, "cannot read standard input"
    call    warn_file
    j       exit_failure
.Lset_replace:
    la      t0, replace
    sw      a1, 0(t0)
    j       .Lnext_option
.Lset_count:
    call    positive
    la      t0, most_arguments
    sw      a0, 0(t0)
    j       .Lnext_option
.Lset_parallel:
    call    positive
    la      t0, most_running
    sw      a0, 0(t0)
    j       .Lnext_option

# positive(a1 = text) -> a0 = its value; ends the program unless that is a number above 0
positive:
    enter   1
    mv      s0, a1
    mv      a0, a1
    call    parse_number
    bnez    a1, 1f
    beqz    a0, 1f
    leave
1:  die     "invalid number '", s0, "'", zero

# run_batches() - run the command with as many arguments at once as may be
#
# s0 = list of arguments, s1 = place of the next one, s2 = bytes left for texts, s3 = arguments left,
# s4 = an argument that did not fit any more, or 0, s5 = has there been a run?
run_batches:
    enter   6
    call    alloc_mark
    li      s4, 0
    li      s5, 0
    li      a0, ARGUMENT_BYTES      # a text takes two bytes at least: a pointer for each
    slli    a0, a0, 1
    call    alloc
    mv      s0, a0
.Lbatch_next:
    mv      s1, s0
    li      s2, ARGUMENT_BYTES
    lw      s3, most_arguments
    lw      t2, command
1:  lw      a0, 0(t2)               # what each run begins with
    beqz    a0, 2f
    sw      a0, 0(s1)
    addi    s1, s1, 4
    addi    t2, t2, 4
    call    strlen
    sub     s2, s2, a0
    j       1b
2:  mv      a0, s4
    li      s4, 0
    bnez    a0, 4f
3:  call    next_argument
    beqz    a0, .Lbatch_last
4:  sw      a0, 0(s1)
    mv      s4, a0
    call    strlen
    addi    a0, a0, 1
    sub     s2, s2, a0
    bltz    s2, .Lbatch_full
    li      s4, 0
    addi    s1, s1, 4
    addi    s3, s3, -1
    bnez    s3, 3b
    call    next_argument
    mv      s4, a0
    beqz    a0, .Lbatch_last
.Lbatch_full:
    bgez    s2, 5f
    lw      t0, most_arguments      # it does not fit: does it fit alone?
    beq     s3, t0, .Ltoo_long
5:  call    .Lbatch_run
    j       .Lbatch_next
.Lbatch_last:
    lw      t0, most_arguments
    bne     s3, t0, 6f
    bnez    s5, 7f                  # nothing is left
    lbu     t0, given + 'r'
    bnez    t0, 7f
6:  call    .Lbatch_run
7:  leave
.Ltoo_long:
    la_string a0, "argument line too long"
    call    warn_text
    j       exit_failure

# Run the command in s0 .. s1.
.Lbatch_run:
    sw      zero, 0(s1)
    li      s5, 1
    mv      a0, s0
    j       run_command

# run_lines() - run the command for each line, which takes the place of `replace`
run_lines:
    enter   4
.Lline_next:
    call    next_argument
    mv      s0, a0
    beqz    a0, .Lline_done
    call    alloc_mark
    mv      s3, a0
    lw      s1, command
    li      a0, 4
1:  lw      t0, 0(s1)
    addi    s1, s1, 4
    addi    a0, a0, 4
    bnez    t0, 1b
    call    alloc
    mv      s2, a0                  # arguments
    lw      s1, command
    la      t0, arguments
    sw      a0, 0(t0)
2:  lw      a0, 0(s1)
    beqz    a0, 3f
    addi    s1, s1, 4
    mv      a1, s0
    call    substitute
    sw      a0, 0(s2)
    addi    s2, s2, 4
    j       2b
3:  sw      zero, 0(s2)
    lw      a0, arguments
    call    run_command
    mv      a0, s3
    call    alloc_release
    j       .Lline_next
.Lline_done:
    leave

# substitute(a0 = text, a1 = line) -> a0 = the text with `replace` replaced by the line
substitute:
    enter   6
    mv      s0, a0
    mv      s1, a1
    lw      s2, replace
    mv      a0, s2
    call    strlen
    mv      s3, a0
    beqz    a0, .Lsubstitute_nothing
    mv      a0, s1
    call    strlen
    mv      s4, a0
    mv      a0, s0                  # size: each byte might become a line
    call    strlen
    addi    t0, s4, 1
    mul     a0, a0, t0
    addi    a0, a0, 1
    call    alloc
    mv      s4, a0
    mv      s5, a0
1:  lbu     t0, 0(s0)
    beqz    t0, 3f
    mv      a0, s0
    mv      a1, s2
    mv      a2, s3
    call    strncmp
    bnez    a0, 2f
    add     s0, s0, s3
    mv      a0, s5
    mv      a1, s1
    call    strcpy
    mv      s5, a0
    j       1b
2:  lbu     t0, 0(s0)
    sb      t0, 0(s5)
    addi    s0, s0, 1
    addi    s5, s5, 1
    j       1b
3:  sb      zero, 0(s5)
    mv      a0, s4
    leave
.Lsubstitute_nothing:
    mv      a0, s0
    leave

# next_argument() -> a0 = the next argument, or 0 at the end
# It is put together in the input itself, which it never outgrows.
#
# t0 = place to read, t1 = its end, t2 = place to write, t3 = byte
next_argument:
    lw      t0, input
    lw      t1, input_end
    lbu     t4, given + '0'
    bnez    t4, .Largument_to_zero
    li      t5, ' '
    li      t6, '\t'
1:  bgeu    t0, t1, .Largument_none
    lbu     t3, 0(t0)               # to its start
    li      t4, '\n'
    beq     t3, t4, 2f
    beq     t3, t5, 2f
    bne     t3, t6, 3f
2:  addi    t0, t0, 1
    j       1b
3:  lw      t4, replace             # a line ends only with a newline
    beqz    t4, 4f
    li      t5, '\n'
    li      t6, '\n'
4:  mv      a0, t0
    mv      t2, t0
.Largument_byte:
    bgeu    t0, t1, .Largument_end
    lbu     t3, 0(t0)
    addi    t0, t0, 1
    li      t4, '\n'
    beq     t3, t4, .Largument_end
    beq     t3, t5, .Largument_end
    beq     t3, t6, .Largument_end
    li      t4, '\''
    beq     t3, t4, .Largument_quote
    li      t4, '"'
    beq     t3, t4, .Largument_quote
    li      t4, '\\'
    bne     t3, t4, 5f
    bgeu    t0, t1, .Largument_end
    lbu     t3, 0(t0)
    addi    t0, t0, 1
5:  sb      t3, 0(t2)
    addi    t2, t2, 1
    j       .Largument_byte
.Largument_quote:
    mv      t4, t3
6:  bgeu    t0, t1, .Largument_open
    lbu     t3, 0(t0)
    addi    t0, t0, 1
    beq     t3, t4, .Largument_byte
    li      a1, '\n'
    beq     t3, a1, .Largument_open
    sb      t3, 0(t2)
    addi    t2, t2, 1
    j       6b
.Largument_open:
    li      t0, '"'
    la_string t1, "double"
    beq     t4, t0, 7f
    la_string t1, "single"
7:  die     "unmatched ", t1, " quote; by default quotes are special to xargs unless you use the -0 option", zero

.Largument_to_zero:
    bgeu    t0, t1, .Largument_none
    mv      a0, t0
    mv      t2, t0
8:  bgeu    t0, t1, .Largument_end
    lbu     t3, 0(t0)
    addi    t0, t0, 1
    beqz    t3, .Largument_end
    addi    t2, t2, 1
    j       8b
.Largument_end:
    sb      zero, 0(t2)
    la      t1, input
    sw      t0, 0(t1)
    ret
.Largument_none:
    li      a0, 0
    ret

# run_command(a0 = argv) - start it in a new process, when there is room for one
run_command:
    enter   2
    mv      s0, a0
    lbu     t0, given + 't'
    beqz    t0, 1f
    call    show_command
1:  lw      t0, running
    lw      t1, most_running
    bltu    t0, t1, 2f
    call    await_run
    j       1b
2:  call    fork
    bltz    a0, .Lno_process
    beqz    a0, .Lchild
    lw      t0, running
    addi    t0, t0, 1
    la      t1, running
    sw      t0, 0(t1)
    lw      t1, most_running
    bltu    t0, t1, 3f
    call    await_run               # full: go on when one has ended
3:  leave
.Lno_process:
    mv      a1, a0
    la_string a0, "cannot fork"
    call    warn_file
    j       exit_failure
.Lchild:
    li      a0, AT_FDCWD            # standard input belongs to xargs
    la_string a1, "/dev/null"
    li      a2, O_RDONLY
    li      a3, 0
    syscall openat
    mv      s1, a0
    li      a1, STDIN
    li      a2, 0
    syscall dup3
    mv      a0, s1
    syscall close
    mv      a0, s0
    lw      a1, environ
    call    exec_search
    mv      s1, a0
    lw      a0, 0(s0)
    mv      a1, s1
    call    warn_file
    mv      a0, s1
    call    exec_status
    j       exit

# show_command(s0 = argv) - on standard error
show_command:
    enter   1
1:  lw      a1, 0(s0)
    la      a0, stderr
    call    put_str
    addi    s0, s0, 4
    lw      t0, 0(s0)
    beqz    t0, 2f
    la      a0, stderr
    li      a1, ' '
    call    put_char
    j       1b
2:  la      a0, stderr
    li      a1, '\n'
    call    put_char
    la      a0, stderr
    call    flush
    leave

# await_run() - wait until one of the runs has ended, and see how
await_run:
    enter   2, SIGINFO_BYTES
1:  li      a0, P_ALL
    li      a1, 0
    mv      a2, sp
    li      a3, WEXITED
    li      a4, 0
    syscall waitid
    li      t0, -EINTR
    beq     a0, t0, 1b
    la      t0, running
    lw      t1, 0(t0)
    addi    t1, t1, -1
    sw      t1, 0(t0)
    lw      s0, SIGINFO_STATUS(sp)
    lw      t0, SIGINFO_CODE(sp)
    li      t1, CLD_EXITED
    bne     t0, t1, .Lkilled
    beqz    s0, 2f
    li      t0, 255
    beq     s0, t0, .Laborted
    mv      a0, s0
    li      t0, STATUS_CANNOT_EXECUTE
    beq     s0, t0, .Lgive_up
    li      t0, STATUS_NOT_FOUND
    beq     s0, t0, .Lgive_up
    li      t0, STATUS_SOME_FAILED
    la      t1, status
    sw      t0, 0(t1)
2:  leave
.Lkilled:
    mv      s1, s0
    lw      t0, command
    lw      s0, 0(t0)
    mv      a0, s1
    mv      a1, sp
    call    write_udec
    mv      s1, sp
    warn_both "", s0, ": terminated by signal ", s1, "", zero
    li      a0, STATUS_SIGNAL
    j       .Lgive_up
.Laborted:
    lw      t0, command
    lw      s0, 0(t0)
    warn    "", s0, ": exited with status 255; aborting", zero
    li      a0, STATUS_ABORTED
.Lgive_up:
    j       exit

    .section .rodata.tables, "a"
    .balign 4
default_command: .word echo, 0

    .section .rodata
echo:           .asciz "echo"

    .data
    .balign 4
most_arguments: .word -1            # for one run
most_running:   .word 1             # at the same time

    .bss
    .balign 4
command:        .zero 4             # the command and its first arguments
replace:        .zero 4             # what a line takes the place of, or 0
arguments:      .zero 4
input:          .zero 4             # what has not been read yet, and its end
input_end:      .zero 4
running:        .zero 4             # processes that have not been waited for
status:         .zero 4             # exit status
