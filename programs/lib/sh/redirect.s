# redirect.s: redirections
#
# A builtin or a group runs in the shell itself, so the descriptors it redirects are first copied out of the way (10 and
# up, closed by execve) and come back afterwards. The copies form a chain; redirect_undo goes back to a point in it.

.equ SAVED_NEXT,  0
.equ SAVED_FD,    4
.equ SAVED_COPY,  8                     # where it is kept, or -1 if it was closed
.equ SAVED_BYTES, 12
.equ SAVED_FIRST, 10                    # copies have at least this number

.equ PIPE_ROOM, 4096                    # bytes that a pipe takes at once, without a reader

    .bss
    .balign 4
saved_descriptors: .zero 4          # the chain, newest first

    .text

# redirect(a0 = list, a1 = keep) -> a0 = 0, or 1 after a message
# Make the redirections of a command; with `keep` for good, otherwise until redirect_undo.
#
# s0 = redirection, s1 = keep, s2 = text of its word, s3 = new descriptor
redirect:
    enter   4
    mv      s0, a0
    mv      s1, a1
1:  beqz    s0, 9f
    lw      a0, REDIR_PARTS(s0)
    call    expand_text
    mv      s2, a0
    bnez    s1, 2f
    lw      a0, REDIR_FD(s0)
    call    save_descriptor
2:  lw      t0, REDIR_OP(s0)
    li      t1, REDIR_COPY
    beq     t0, t1, .Lcopy
    li      t1, REDIR_HERE
    mv      a0, s2
    bne     t0, t1, 3f
    call    here_document
    j       4f
3:  slli    t0, t0, 2
    la      t1, open_flags
    add     t1, t1, t0
    lw      a2, 0(t1)
    mv      a1, s2
    li      a0, AT_FDCWD
    li      a3, 0666
    syscall openat
4:  bltz    a0, .Lcannot_open
    lw      a1, REDIR_FD(s0)
    call    move_descriptor
5:  lw      s0, REDIR_NEXT(s0)
    j       1b
9:  li      a0, 0
    leave

.Lcopy:                                 # <&n  >&n  >&-
    lbu     t0, 0(s2)
    li      t1, '-'
    bne     t0, t1, 6f
    lbu     t0, 1(s2)
    bnez    t0, 6f
    lw      a0, REDIR_FD(s0)
    syscall close
    j       5b
6:  mv      a0, s2
    call    number_of
    mv      s3, a0
    bltz    a0, 7f
    lw      a1, REDIR_FD(s0)
    beq     a0, a1, 5b
    li      a2, 0
    syscall dup3
    bgez    a0, 5b
7:  li      s3, EBADF
    warn    "", s2, "", s3
    li      a0, 1
    leave

.Lcannot_open:
    mv      s3, a0
    lw      t0, REDIR_OP(s0)
    li      t1, REDIR_WRITE
    beq     t0, t1, 8f
    li      t1, REDIR_APPEND
    beq     t0, t1, 8f
    warn    "cannot open ", s2, "", s3
    li      a0, 1
    leave
8:  warn    "cannot create ", s2, "", s3
    li      a0, 1
    leave

    .section .rodata
    .balign 4
open_flags:                             # by REDIR_...
    .word   O_RDONLY
    .word   O_WRONLY | O_CREAT | O_TRUNC
    .word   O_WRONLY | O_CREAT | O_APPEND
    .word   O_RDWR | O_CREAT
    .text

# save_descriptor(a0 = fd) - keep a copy of a descriptor that is going to change
save_descriptor:
    enter   2
    mv      s0, a0
    li      a1, F_DUPFD_CLOEXEC
    li      a2, SAVED_FIRST
    syscall fcntl64
    mv      s1, a0
    bgez    a0, 1f
    li      s1, -1
1:  li      a0, SAVED_BYTES
    call    arena_alloc
    sw      s0, SAVED_FD(a0)
    sw      s1, SAVED_COPY(a0)
    la      t0, saved_descriptors
    lw      t1, 0(t0)
    sw      t1, SAVED_NEXT(a0)
    sw      a0, 0(t0)
    leave

# redirect_undo(a0 = mark) - put back what was saved since `saved_descriptors` had the value of the mark
# redirect_forget(mark) - leave the redirections as they are for good
redirect_undo:
    li      a1, 1
    j       1f
redirect_forget:
    li      a1, 0
1:  enter   3
    mv      s0, a0
    mv      s1, a1
2:  lw      s2, saved_descriptors
    beq     s2, s0, 5f
    lw      t0, SAVED_NEXT(s2)
    sw      t0, saved_descriptors, t1
    beqz    s1, 4f
    lw      a0, SAVED_COPY(s2)
    lw      a1, SAVED_FD(s2)
    bltz    a0, 3f
    call    move_descriptor
    j       2b
3:  mv      a0, a1                  # it was closed before
    syscall close
    j       2b
4:  lw      a0, SAVED_COPY(s2)
    bltz    a0, 2b
    syscall close
    j       2b
5:  leave

# move_descriptor(a0 = from, a1 = to) - make `to` what `from` is, and close `from`
move_descriptor:
    beq     a0, a1, 1f
    mv      t0, a0
    li      a2, 0
    syscall dup3
    mv      a0, t0
    syscall close
    ret
1:  li      a1, F_SETFD             # already in place; programs are to inherit it
    li      a2, 0
    syscall fcntl64
    ret

# here_document(a0 = text) -> a0 = its reading end, or -errno
# A pipe that has the text in it.
#
# What fits into the pipe is written at once; for more a child is needed that goes on writing while the command reads.
here_document:
    enter   4, 8
    mv      s0, a0
    call    strlen
    mv      s1, a0
    mv      a0, sp
    li      a1, O_CLOEXEC
    syscall pipe2
    bltz    a0, 9f
    lw      s2, 0(sp)
    lw      s3, 4(sp)
    li      t0, PIPE_ROOM
    bleu    s1, t0, 1f
    call    fork_plain
    bltz    a0, 9f
    bnez    a0, 2f
    mv      a0, s2                  # the child: if the command stops reading, it must not wait for ever
    syscall close
    mv      a0, s3
    mv      a1, s0
    mv      a2, s1
    call    write_all
    li      a0, 0
    syscall exit_group
1:  mv      a0, s3
    mv      a1, s0
    mv      a2, s1
    call    write_all
2:  mv      a0, s3
    syscall close
    mv      a0, s2
9:  leave
