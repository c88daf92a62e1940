# xargs: run a command for each line of the input
#
#   xargs COMMAND [ARGUMENT]...
#
# A line is one more argument, blanks and all. The exit status is 123 if a run has failed.

.include "start.s"
.include "process.s"
.include "lines.s"

usage "xargs COMMAND [ARGUMENT]..."

.equ SOME_FAILED, 123

    .text

# s0 = arguments of the command, s1 = exit status
main:
    enter   2
    addi    t0, a1, 4
    lw      t1, 0(t0)
    beqz    t1, missing_command
    slli    a0, a0, 2               # argc words: the command, its arguments and a line; one more for the end
    addi    a0, a0, 8
    mv      s1, t0
    call    alloc
    mv      s0, a0
    mv      t0, a0
1:  lw      t1, 0(s1)
    sw      t1, 0(t0)
    addi    s1, s1, 4
    addi    t0, t0, 4
    bnez    t1, 1b
    addi    t0, t0, -4              # the line takes the place of the end
    la      t1, place
    sw      t0, 0(t1)
    sw      zero, 4(t0)
    li      s1, 0
    la      a0, reader
    li      a1, STDIN
    call    reader_open
2:  la      a0, reader
    call    read_line
    beqz    a0, 4f
    beqz    a1, 2b                  # nothing on the line
    lw      t0, place
    sw      a0, 0(t0)
    add     a0, a0, a1
    sb      zero, 0(a0)
    mv      a0, s0
    call    run
    beqz    a0, 2b
    li      s1, SOME_FAILED
    j       2b
4:  mv      a0, s1
    leave

missing_command:
    die_text "missing command"

# run(a0 = arguments) -> a0 = exit status
run:
    enter   1
    mv      s0, a0
    call    fork
    beqz    a0, 1f
    li      a1, 0
    call    wait_for
    leave
1:  mv      a0, s0
    lw      a1, environ
    call    exec_search
    call    exec_status
    j       exit

    .bss
    .balign 4
place:  .zero   4                   # where the line goes
reader: .zero   READER_BYTES
