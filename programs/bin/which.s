# which: where the programs are that commands stand for
#
# Prints the path of the first file of that name in the folders of PATH that may be executed, with -a of all. The exit
# status is 1 when there is none for one of the names.

.include "start.s"
.include "options.s"
.include "process.s"
.include "tree.s"

usage "which [-a] COMMAND..."

    .text
main:
    enter   3
    call    options_start
.Lnext_option:
    options "a"
    bnez    a0, .Lnext_option
    lw      s0, operands
    li      s1, 0                   # exit status
.Lnext_command:
    lw      a0, 0(s0)
    beqz    a0, .Ldone
    addi    s0, s0, 4
    call    find_program
    bnez    a0, .Lnext_command
    li      s1, 1
    j       .Lnext_command
.Ldone:
    mv      a0, s1
    leave

# find_program(a0 = name) -> a0 = 1 when it printed a path, else 0
find_program:
    enter   5
    mv      s0, a0
    li      s4, 0                   # result
    li      a1, '/'
    call    strchr
    beqz    a0, .Lsearch
    mv      a0, s0
    call    is_program
    beqz    a0, .Lfind_done
    mv      a0, s0
    call    print_line
    li      a0, 1
    leave
.Lsearch:
    la_string a0, "PATH"
    call    getenv
    mv      s1, a0                  # rest of PATH
    beqz    a0, .Lfind_done
.Lnext_folder:
    mv      a0, s1
    li      a1, ':'
    call    strchr_or_end
    mv      s2, a0
    lbu     s3, 0(a0)
    sb      zero, 0(s2)
    mv      a0, s1
    bne     s1, s2, 1f
    la_string a0, "."               # an empty folder is the current one
1:  mv      a1, s0
    call    join_path
    sb      s3, 0(s2)
    addi    s1, s2, 1
    mv      s2, a0
    call    is_program
    beqz    a0, 2f
    mv      a0, s2
    call    print_line
    li      s4, 1
    lbu     t0, given + 'a'
    beqz    t0, .Lfind_done
2:  bnez    s3, .Lnext_folder
.Lfind_done:
    mv      a0, s4
    leave

# is_program(a0 = path) -> a0 = 1 when it is a file that may be executed, else 0
is_program:
    enter   1
    mv      s0, a0
    call    is_directory
    li      t0, 0
    bnez    a0, 1f
    li      a0, AT_FDCWD
    mv      a1, s0
    li      a2, X_OK
    syscall faccessat
    seqz    t0, a0
1:  mv      a0, t0
    leave
