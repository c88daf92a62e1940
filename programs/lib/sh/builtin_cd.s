# builtin_cd.s: cd

    .text

# builtin_cd: cd [DIR | -]
#
# s0 = directory, s1 = 1 to print it
builtin_cd:
    enter   2
    li      s1, 0
    addi    t0, a0, -1
    bnez    t0, 1f
    la_string a0, "HOME"
    call    variable_get
    mv      s0, a0
    la_string t0, "HOME not set"
    beqz    a0, 8f
    j       3f
1:  lw      s0, 4(a1)
    lbu     t0, 0(s0)
    lbu     t1, 1(s0)
    li      t2, '-'
    bne     t0, t2, 3f
    bnez    t1, 3f
    la_string a0, "OLDPWD"
    call    variable_get
    mv      s0, a0
    la_string t0, "OLDPWD not set"
    beqz    a0, 8f
    li      s1, 1
3:  mv      a0, s0
    syscall chdir
    bltz    a0, 9f
    la_string a0, "PWD"
    call    variable_get
    beqz    a0, 4f
    mv      a1, a0
    la_string a0, "OLDPWD"
    call    variable_set
4:  call    update_pwd
    beqz    s1, 5f
    la_string a0, "PWD"
    call    variable_get
    call    print_line
5:  li      a0, 0
    leave
8:  mv      s0, t0
    warn    "cd: ", s0, "", zero
    li      a0, 2
    leave
9:  mv      s1, a0
    warn    "cd: ", s0, "", s1
    li      a0, 2
    leave

# update_pwd() - set PWD to the working directory
update_pwd:
    enter   1
    li      a0, PATH_MAX
    call    malloc
    mv      s0, a0
    li      a1, PATH_MAX
    syscall getcwd
    bltz    a0, 1f
    la_string a0, "PWD"
    mv      a1, s0
    call    variable_set
1:  mv      a0, s0
    unwind
    tail    free
