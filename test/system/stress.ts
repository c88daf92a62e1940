/**
 * Process 1 makes `top` children, some at a time. Each of them, and of their children, and what these execute, draws what it
 * does next: forks, pipes, threads, sockets, files, signals to its last child, memory, faults, sleep, exec, end. Now and
 * then, and at the end, process 1 kills everybody; then it waits for all. Its status is 0 if nobody is left.
 */
export function stressProgram(top: number, seed: number): string {
  return `
    .equ    AT_ONCE, 30
    lw      t0, (sp)
    li      t1, 1
    li      s11, ${seed}            # s11: what random draws from
    li      s10, 0                  # s10: generation
    li      s7, 0                   # s7: the last child
    bgt     t0, t1, executed

    li      s0, ${top}
spawn:
    beqz    s0, finish
    andi    t0, s0, 255
    bnez    t0, 1f
    call    kill_all
1:  call    random
    fork
    beqz    a0, work
    bltz    a0, 2f
    addi    s0, s0, -1
    addi    s1, s1, 1
2:  call    reap
    li      t0, AT_ONCE
    blt     s1, t0, spawn
    li      a0, 20000
    call    nap
    j       2b
finish:
    li      a0, 20000000
    call    nap
    call    kill_all
1:  wait
    beqz    a0, 1b
    exit

reap:                               # takes ended children; s1: how many of ours may be left
    mv      s2, ra
1:  sw      zero, wait_info + 12, t0
    wait    WEXITED | WNOHANG
    bnez    a0, 2f
    lw      t0, wait_info + 12
    beqz    t0, 2f
    blez    s1, 1b
    addi    s1, s1, -1
    j       1b
2:  jr      s2

kill_all:
    li      a0, -1
    li      a1, SIGKILL
    syscall kill
    li      s1, 0
    ret

random:                             # a0 = 16 random bits (xorshift)
    slli    a0, s11, 13
    xor     s11, s11, a0
    srli    a0, s11, 17
    xor     s11, s11, a0
    slli    a0, s11, 5
    xor     s11, s11, a0
    slli    a0, s11, 16
    srli    a0, a0, 16
    ret

nap:                                # sleep a0 nanoseconds
    la      a2, nap_time
    sw      a0, 8(a2)
    li      a0, CLOCK_MONOTONIC
    li      a1, 0
    li      a3, 0
    syscall clock_nanosleep_time64
    ret

executed:
    li      s10, 2
work:
    addi    s10, s10, 1
    syscall gettid
    li      t0, 0x9e3779b1
    mul     a0, a0, t0
    xor     s11, s11, a0
    bnez    s11, 1f
    li      s11, 1
1:  li      a0, SIGUSR1
    la      a1, action
    li      a2, 0
    li      a3, 8
    syscall rt_sigaction
    call    random
    andi    s8, a0, 7
    addi    s8, s8, 4               # s8: what is left to do
next:
    beqz    s8, leave
    addi    s8, s8, -1
    call    random
    andi    t0, a0, 31
    slli    t0, t0, 2
    la      t1, table
    add     t1, t1, t0
    lw      t1, (t1)
    jr      t1
leave:
    call    random
    andi    a0, a0, 63
    syscall exit_group

do_fork:
    li      t0, 3
    bge     s10, t0, next
    fork
    beqz    a0, work
    bltz    a0, next
    mv      s7, a0
    j       next

do_wait:
    wait    WEXITED | WNOHANG
    j       next

do_pipe:                            # read what a child writes, to the end
    la      a0, pair
    li      a1, O_CLOEXEC
    syscall pipe2
    bltz    a0, next
    lw      s2, pair
    lw      s3, pair + 4
    fork
    beqz    a0, 2f
    mv      s4, a0
    mv      a0, s3
    syscall close
    bltz    s4, 3f
1:  mv      a0, s2
    la      a1, buffer
    li      a2, 3000
    syscall read
    bgtz    a0, 1b
3:  mv      a0, s2
    syscall close
    j       next
2:  call    random
    mv      a2, a0                  # up to 64 KiB, more than the pipe may hold
    mv      a0, s3
    la      a1, buffer
    syscall write
    exit    1

do_kill:
    blez    s7, next
    call    random
    andi    a0, a0, 7
    la      a1, signals
    add     a1, a1, a0
    lbu     a1, (a1)
    mv      a0, s7
    syscall kill
    j       next

do_memory:
    li      a1, 8 * 4096
    call    map
    bltz    a0, next
    mv      s2, a0
    call    random
    andi    a0, a0, 7
    slli    a0, a0, 12
    add     a0, a0, s2
    sw      s2, (a0)
    mv      a0, s2
    li      a1, 4096
    li      a2, PROT_READ
    syscall mprotect
    li      t0, 4 * 4096
    add     a0, s2, t0
    li      a1, 4 * 4096
    li      a2, 12 * 4096
    li      a3, MREMAP_MAYMOVE
    syscall mremap
    mv      a0, s2
    li      a1, 3 * 4096
    li      a2, MADV_DONTNEED
    syscall madvise
    j       next

do_thread:                          # start a thread, and wait until it is gone
    li      a1, 8192
    call    map
    bltz    a0, next
    mv      s2, a0
    li      t0, 1
    sw      t0, (s2)
    li      t0, 8192
    add     a1, s2, t0
    li      a0, CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM | CLONE_CHILD_CLEARTID
    li      a2, 0
    mv      a3, s2
    mv      a4, s2
    syscall clone
    bltz    a0, next
    bnez    a0, 2f
    li      t0, 500
1:  addi    t0, t0, -1
    sw      t0, 4(s2)
    bnez    t0, 1b
    li      a0, 0
    syscall exit
2:  lw      a2, (s2)
    beqz    a2, 3f
    mv      a0, s2
    li      a1, 0
    li      a3, 0
    syscall futex_time64
    j       2b
3:  mv      a0, s2
    li      a1, 8192
    syscall munmap
    j       next

do_file:
    la      s3, name
    call    random
    andi    a0, a0, 7
    addi    a0, a0, 'a'
    sb      a0, 5(s3)
    li      a0, AT_FDCWD
    mv      a1, s3
    li      a2, O_RDWR | O_CREAT
    li      a3, 0x1b6
    syscall openat
    bltz    a0, next
    mv      s2, a0
    li      a1, LOCK_EX
    syscall flock
    mv      a0, s2
    la      a1, buffer
    li      a2, 9000
    syscall write
    li      a0, AT_FDCWD
    mv      a1, s3
    li      a2, 0
    syscall unlinkat
    andi    t0, s11, 3
    beqz    t0, next                # sometimes it stays open, and locked, to the end
    mv      a0, s2
    syscall close
    j       next

do_socket:                          # pass one end of a pair over the other
    li      a0, AF_UNIX
    li      a1, SOCK_STREAM
    li      a2, 0
    la      a3, pair
    syscall socketpair
    bltz    a0, next
    lw      s2, pair
    lw      s3, pair + 4
    sw      s3, rights + 12, t0
    mv      a0, s2
    la      a1, message
    li      a2, MSG_NOSIGNAL | MSG_DONTWAIT
    syscall sendmsg
    andi    t0, s11, 1
    beqz    t0, 1f
    mv      a0, s3
    la      a1, message
    li      a2, MSG_DONTWAIT
    syscall recvmsg
1:  mv      a0, s3
    syscall close
    mv      a0, s2
    syscall close
    j       next

do_sleep:
    call    random
    call    nap
    j       next

do_execute:
    andi    t0, s11, 3
    bnez    t0, next
    la      a0, program
    la      a1, arguments
    li      a2, 0
    syscall execve
    j       next

do_spin:
    call    random                  # up to 65,535 turns
1:  addi    a0, a0, -1
    bgtz    a0, 1b
    j       next

do_group:
    li      a0, 0
    li      a1, 0
    syscall setpgid
    j       next

do_leave:
    andi    t0, s11, 3
    beqz    t0, leave
    j       next

do_fault:
    andi    t0, s11, 7
    bnez    t0, next
    lw      t0, 16(zero)

do_vfork:
    li      a0, CLONE_VM | CLONE_VFORK | SIGCHLD
    li      a1, 0
    syscall clone
    bnez    a0, next
    exit    2

do_yield:
    syscall sched_yield
    j       next

map:                                # a0 = a1 bytes of memory of its own
    li      a0, 0
    li      a2, PROT_READ | PROT_WRITE
    li      a3, MAP_PRIVATE | MAP_ANONYMOUS
    li      a4, -1
    li      a5, 0
    syscall mmap2
    ret

count_signal:
    lw      t0, counter
    addi    t0, t0, 1
    sw      t0, counter, t1
    ret

    .data
    .balign 8
nap_time: .word 0, 0, 0, 0
table:  .word do_fork, do_wait, do_pipe, do_kill, do_memory, do_thread, do_file, do_socket
        .word do_sleep, do_execute, do_spin, do_group, do_leave, do_fault, do_vfork, do_yield
        .word do_fork, do_kill, do_fork, do_kill, do_pipe, do_socket, do_thread, do_spin
        .word do_sleep, do_file, do_wait, do_memory, do_kill, do_execute, do_spin, do_kill
action: .word count_signal, 0, 0, 0
signals: .byte SIGTERM, SIGKILL, SIGSTOP, SIGCONT, SIGUSR1, SIGUSR1, SIGCONT, SIGHUP
name:   .asciz "/tmp/x"
program: .asciz "/bin/guest"
        .balign 4
arguments: .word program, program, 0
message: .word 0, 0, part, 1, rights, 16, 0
part:   .word name, 6
rights: .word 16, SOL_SOCKET, SCM_RIGHTS, 0
pair:   .word 0, 0
counter: .word 0
    .bss
buffer: .zero 65536
`;
}
