# command.s: finding and starting programs
#
# A name with a slash is a path; any other is looked for in the folders of PATH.

    .bss
    .balign 4
path_rest:    .zero 4               # the folders of PATH not yet tried, or 0
path_name:    .zero 4

    .text

# path_start(a0 = name) - begin to look for a program; path_next gives the places
path_start:
    enter   1
    sw      a0, path_name, t0
    la_string a0, "PATH"
    call    variable_get
    bnez    a0, 1f
    la_string a0, "/bin:/usr/bin"
1:  sw      a0, path_rest, t0
    leave

# path_next() -> a0 = path name, in the arena, or 0 when there is no more
# The next place where the program may be.
path_next:
    enter   2
    lw      s0, path_rest
    mv      a0, s0
    beqz    a0, 3f
    li      a1, ':'
    call    strchr_or_end
    lbu     t0, 0(a0)
    sub     s1, a0, s0              # length of the folder
    addi    a0, a0, 1
    bnez    t0, 1f
    li      a0, 0
1:  sw      a0, path_rest, t0
    la      a0, lex_buf
    sw      zero, BUF_LENGTH(a0)
    beqz    s1, 2f                  # an empty folder is the current one
    mv      a1, s0
    mv      a2, s1
    call    buf_append
    la      a0, lex_buf
    li      a1, '/'
    call    buf_put
2:  la      a0, lex_buf
    lw      a1, path_name
    call    buf_text
    la      a0, lex_buf
    call    buf_take
3:  leave

# find_program(a0 = name) -> a0 = path name, or 0
# Where execve would find a program.
find_program:
    enter   1
    mv      s0, a0
    li      a1, '/'
    call    strchr
    bnez    a0, 2f
    mv      a0, s0
    call    path_start
1:  call    path_next
    mv      s0, a0
    beqz    a0, 3f
    call    is_program
    beqz    a0, 1b
    mv      a0, s0
    leave
2:  mv      a0, s0
    call    is_program
    beqz    a0, 3f
    mv      a0, s0
3:  leave

# is_program(a0 = path) -> a0 = 0 if not
# Is it a regular file that somebody may execute?
is_program:
    enter   0, STATX_BYTES
    mv      a1, sp
    call    stat
    bltz    a0, 1f
    lhu     t0, STATX_MODE(sp)
    li      t1, S_IFMT
    and     t1, t1, t0
    li      t2, S_IFREG
    bne     t1, t2, 1f
    andi    a0, t0, 0111
    leave
1:  li      a0, 0
    leave

# exec_program(a0 = arguments) - become a program. Does not return: without success the process ends with a message.
#
# s0 = arguments, s1 = environment, s2 = path name, s3 = the error to report
exec_program:
    mv      s0, a0
    call    environment
    mv      s1, a0
    lw      s2, 0(s0)
    mv      a0, s2
    li      a1, '/'
    call    strchr
    bnez    a0, 2f
    li      s3, -ENOENT
    lbu     t0, 0(s2)
    beqz    t0, .Lcannot_exec       # the empty name
    mv      a0, s2
    call    path_start
1:  call    path_next
    beqz    a0, .Lcannot_exec
    mv      s2, a0
    mv      a1, s0
    mv      a2, s1
    syscall execve
    li      t0, -ENOENT
    beq     a0, t0, 1b
    li      t0, -ENOTDIR
    beq     a0, t0, 1b
    mv      s3, a0
    li      t0, -EACCES
    beq     a0, t0, 1b              # there may be another one further on
    j       3f
2:  mv      a0, s2
    mv      a1, s0
    mv      a2, s1
    syscall execve
    mv      s3, a0
3:  li      t0, -ENOEXEC
    bne     s3, t0, .Lcannot_exec
    mv      a0, s2
    mv      a1, s0
    mv      a2, s1
    call    exec_script

.Lcannot_exec:
    lw      s2, 0(s0)
    li      t0, -ENOENT
    beq     s3, t0, 4f
    warn    "", s2, "", s3
    li      a0, STATUS_CANNOT_EXECUTE
    j       shell_exit
4:  warn    "", s2, ": not found", zero
    li      a0, STATUS_NOT_FOUND
    j       shell_exit

# exec_script(a0 = path, a1 = arguments, a2 = environment) - run a file that the kernel does not know as a script
# Returns only if its first line is no text, or without a shell to run it.
#
# s0 = path, s1 = arguments, s2 = environment, s3 = new arguments
exec_script:
    enter   5, 128
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    call    open_read
    bltz    a0, 9f
    mv      s4, a0
    mv      a1, sp
    li      a2, 128
    call    read_some
    mv      s3, a0
    mv      a0, s4
    syscall close
    mv      t0, sp
    add     t1, sp, s3
1:  bgeu    t0, t1, 2f
    lbu     t2, 0(t0)
    beqz    t2, 9f                  # a program for another machine, or data
    addi    t0, t0, 1
    li      t3, '\n'
    bne     t2, t3, 1b
2:  mv      t0, s1                  # sh PATH arguments
    li      a0, 8
3:  lw      t1, 0(t0)
    addi    t0, t0, 4
    addi    a0, a0, 4
    bnez    t1, 3b
    call    arena_alloc
    mv      s3, a0
    la_string t0, "sh"
    sw      t0, 0(a0)
    sw      s0, 4(a0)
    addi    a0, a0, 8
4:  addi    s1, s1, 4
    lw      t1, 0(s1)
    sw      t1, 0(a0)
    addi    a0, a0, 4
    bnez    t1, 4b
    la_string a0, "/bin/sh"
    mv      a1, s3
    mv      a2, s2
    syscall execve
9:  leave
