# builtin_umask.s: the permissions that new files do not get

    .text

# builtin_umask: umask [MODE]
builtin_umask:
    enter   2
    lw      s0, 4(a1)
    bnez    s0, 1f
    li      a0, 0                   # it can only be read by setting it
    syscall umask
    mv      s1, a0
    syscall umask
    print   "0"
    li      t0, 0100                # always three digits more
    bgeu    s1, t0, 3f
    print   "0"
    li      t0, 010
    bgeu    s1, t0, 3f
    print   "0"
3:  mv      a0, s1
    call    print_oct
    print   "\n"
    li      a0, 0
    leave
1:  mv      a0, s0
    call    parse_mode
    bnez    a1, 2f
    syscall umask
    li      a0, 0
    leave
2:  warn    "umask: ", s0, ": not an octal number", zero
    li      a0, 1
    leave
