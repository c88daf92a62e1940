# shell: commands, pipes and redirection
#
# A line has words with blanks between them:
#
#   cat < in | sort | uniq > out        words, then `<`, `>` or `>>` and a file, then `|` and the next command
#   cd FOLDER      exit [STATUS]        done by the shell itself
#
#            pipe               pipe
#   command ------> command ---------> command      each in a process of its own; the shell waits for all of them

.include "start.s"
.include "process.s"
.include "lines.s"
.include "run.s"

usage "shell"

.equ MOST_WORDS, 64

    .text

# s0 = first word of the line
main:
    enter   1
    la      a0, reader
    li      a1, STDIN
    call    reader_open
1:  eprint  "$ "
    la      a0, reader
    call    read_line
    beqz    a0, 3f
    add     a1, a1, a0
    sb      zero, 0(a1)
    la      a1, words
    call    split
    la      s0, words
    lw      a0, 0(s0)
    beqz    a0, 1b
    la_string a1, "exit"
    call    strcmp
    beqz    a0, 2f
    lw      a0, 0(s0)
    la_string a1, "cd"
    call    strcmp
    beqz    a0, 4f
    mv      a0, s0
    call    run_line
    la      t0, status
    sw      a0, 0(t0)
    j       1b
2:  lw      a0, 4(s0)
    beqz    a0, 3f
    call    parse_udec
    leave
3:  lw      a0, status
    leave
4:  lw      a0, 4(s0)
    beqz    a0, 1b
    syscall chdir
    bgez    a0, 1b
    mv      a1, a0
    lw      s0, 4(s0)
    warn    "cd: ", s0, "", a1
    li      t0, 1
    la      t1, status
    sw      t0, 0(t1)
    j       1b

# split(a0 = line, a1 = list of words) - end each word with a zero, and the list too
split:
    li      t0, ' '
    la      t2, words + 4 * (MOST_WORDS - 1)
1:  lbu     t1, 0(a0)               # to the next word
    beqz    t1, 3f
    bne     t1, t0, 2f
    sb      zero, 0(a0)
    addi    a0, a0, 1
    j       1b
2:  bgeu    a1, t2, 3f
    sw      a0, 0(a1)
    addi    a1, a1, 4
4:  addi    a0, a0, 1               # to its end
    lbu     t1, 0(a0)
    beqz    t1, 3f
    bne     t1, t0, 4b
    j       1b
3:  sw      zero, 0(a1)
    ret

# run_line(a0 = words) -> a0 = exit status of the last command
# s0 = words of this command, s1 = what it reads (-1: the shell's input), s2 = end of its words, s3 = last process,
# s4 = whether another command follows
run_line:
    enter   5, 8                    # locals: the pipe to the next command
    mv      s0, a0
    li      s1, -1
.Lcommand:
    mv      a0, s0
    call    find_pipe
    mv      s2, a0
    lw      s4, 0(s2)
    sw      zero, 0(s2)
    beqz    s4, 1f
    mv      a0, sp
    li      a1, 0
    syscall pipe2
1:  call    fork
    bltz    a0, cannot_fork
    beqz    a0, .Lchild
    mv      s3, a0
    bltz    s1, 2f
    mv      a0, s1
    syscall close
2:  beqz    s4, .Lwait
    lw      a0, 4(sp)
    syscall close
    lw      s1, 0(sp)
    addi    s0, s2, 4
    j       .Lcommand
.Lwait:
    mv      a0, s3
    li      a1, 0
    call    wait_for
    mv      s3, a0
3:  li      a0, P_ALL               # the others of the pipeline
    li      a1, 0
    li      a2, 0
    li      a3, WEXITED
    li      a4, 0
    syscall waitid
    beqz    a0, 3b
    mv      a0, s3
    leave
.Lchild:
    bltz    s1, 4f
    mv      a0, s1
    li      a1, STDIN
    call    become
4:  beqz    s4, 5f
    lw      a0, 0(sp)
    syscall close
    lw      a0, 4(sp)
    li      a1, STDOUT
    call    become
5:  mv      a0, s0
    call    redirect
    mv      a0, s0
    j       run_program

# become(a0 = descriptor, a1 = number) - make it this number, and only that
become:
    enter   1
    mv      s0, a0
    li      a2, 0
    syscall dup3
    mv      a0, s0
    syscall close
    leave

# find_pipe(a0 = words) -> a0 = place of the first `|`, or of the end
find_pipe:
    enter   1
    mv      s0, a0
1:  lw      a0, 0(s0)
    beqz    a0, 2f
    la_string a1, "|"
    call    strcmp
    beqz    a0, 2f
    addi    s0, s0, 4
    j       1b
2:  mv      a0, s0
    leave

# redirect(a0 = words) - open the files of `<`, `>` and `>>`, and take these words out
# s0 = next word, s1 = where it is kept
redirect:
    enter   2
    mv      s0, a0
    mv      s1, a0
1:  lw      a0, 0(s0)
    beqz    a0, 6f
    la_string a1, "<"
    call    strcmp
    beqz    a0, 3f
    lw      a0, 0(s0)
    la_string a1, ">"
    call    strcmp
    beqz    a0, 4f
    lw      a0, 0(s0)
    la_string a1, ">>"
    call    strcmp
    beqz    a0, 5f
    lw      t0, 0(s0)
    sw      t0, 0(s1)
    addi    s1, s1, 4
2:  addi    s0, s0, 4
    j       1b
3:  addi    s0, s0, 4
    lw      a0, 0(s0)
    call    open_read
    li      a1, STDIN
    j       .Lopened
4:  li      a1, O_TRUNC
    j       .Lto_file
5:  li      a1, O_APPEND
.Lto_file:
    addi    s0, s0, 4
    lw      a0, 0(s0)
    call    open_write
    li      a1, STDOUT
.Lopened:
    bltz    a0, .Lcannot_open
    call    become
    j       2b
6:  sw      zero, 0(s1)
    leave
.Lcannot_open:
    lw      s0, 0(s0)
    mv      s1, a0
    warn    "", s0, "", s1
    li      a0, 1
    j       exit

    .bss
    .balign 4
status: .zero   4
words:  .zero   4 * MOST_WORDS
reader: .zero   READER_BYTES
