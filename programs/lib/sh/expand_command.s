# expand_command.s: $(...) and $((...))

    .text

# expand_command(a0 = part) - $(...): append what the commands print, without the newlines at its end
#
# s0 = part, s1 = the pipe's reading end, s2 = process, s3 = newlines not yet appended, s4, s5 = bytes at hand
expand_command:
    enter   6, 16 + 512
    mv      s0, a0
    addi    a0, sp, 512
    li      a1, O_CLOEXEC
    syscall pipe2
    bltz    a0, .Lcannot_pipe
    lw      s1, 512(sp)
    call    fork_plain
    mv      s2, a0
    bltz    a0, .Lcannot_fork
    bnez    a0, 1f
    lw      a0, 516(sp)             # the child: its output is the pipe
    li      a1, STDOUT
    call    move_descriptor
    lw      a0, PART_TEXT(s0)
    li      a1, EXEC_LAST
    call    execute
    j       shell_exit
1:  lw      a0, 516(sp)
    syscall close
    li      s3, 0
    lw      t0, PART_QUOTED(s0)
    beqz    t0, 2f
    la_string a0, ""
    call    append_quoted           # even without output "$(...)" is a word
2:  mv      a0, s1
    mv      a1, sp
    li      a2, 512
    call    read_some
    blez    a0, 6f
    mv      s4, sp
    add     s5, sp, a0
3:  lbu     t0, 0(s4)
    addi    s4, s4, 1
    li      t1, '\n'
    bne     t0, t1, 4f
    addi    s3, s3, 1
    j       5f
4:  beqz    t0, 5f                  # zero bytes are dropped
    call    .Lappend_newlines
    lbu     a0, -1(s4)
    call    .Lappend_output
5:  bltu    s4, s5, 3b
    j       2b
6:  mv      a0, s1
    syscall close
    mv      a0, s2
    call    wait_for_process
    sw      a0, last_status, t0
    li      t0, 1
    sw      t0, substituted, t1
    leave

.Lappend_newlines:                      # s3 newlines were not the last ones
    enter
1:  beqz    s3, 2f
    addi    s3, s3, -1
    li      a0, '\n'
    call    .Lappend_output
    j       1b
2:  leave
.Lappend_output:                        # a0 = character
    lw      t0, PART_QUOTED(s0)
    beqz    t0, put_value
    tail    put_escaped

.Lcannot_pipe:
    mv      a1, a0
    la_string a0, "cannot make a pipe"
    call    warn_file
    j       expansion_error
.Lcannot_fork:
    mv      a1, a0
    la_string a0, "cannot fork"
    call    warn_file
    j       expansion_error

# expand_arithmetic(a0 = part) - $((expression))
expand_arithmetic:
    enter   2
    mv      s0, a0
    lw      a0, PART_WORD(a0)
    call    expand_aside
    call    remove_escapes
    call    arithmetic
    call    decimal
    lw      a1, PART_QUOTED(s0)
    unwind
    tail    append_value
