# init: process 1
#
#   init [-f INITTAB] [COMMAND [ARGUMENT...]]
#
# Starts what /etc/inittab (inittab.s) names: first what is to be waited for, then daemons, then the session on the
# console, whose end is the end of the computer. Collects the orphans of the whole computer for as long as it runs, and
# starts daemons again that end. Without an inittab, or with a COMMAND, there is only the session on the console:
# COMMAND, or /bin/sh.
#
# When the console's session ends, or after SIGTERM, every process gets SIGTERM, and SIGKILL if it has not ended
# a little later. The exit status is that of the session, or 128 + N when signal N ended it; 0 after SIGTERM.

.include "start.s"
.include "print.s"
.include "errors.s"
.include "io.s"
.include "deadline.s"
.include "descriptors.s"
.include "inittab.s"

usage "init [-f INITTAB] [COMMAND [ARGUMENT...]]", 1

.equ GRACE,         2               # seconds from SIGTERM to SIGKILL
.equ SHORT_LIFE,    1               # seconds: an entry that ends sooner has a quick end
.equ QUICK_ENDS,    5               # so many quick ends in a row are too many: then there is a pause
.equ RESPAWN_PAUSE, 5               # seconds

    .text

# main(argc, argv, envp) -> a0 = exit status
main:
    enter   2
    addi    s0, a1, 4
    call    ensure_descriptors
    la      a0, signals
    call    block_signals
    la_string s1, "/etc/inittab"
    lw      a0, 0(s0)
    beqz    a0, 1f
    la_string a1, "-f"
    call    strcmp
    bnez    a0, 2f
    lw      s1, 4(s0)
    beqz    s1, .Lusage
    addi    s0, s0, 8
    lw      t0, 0(s0)
    bnez    t0, .Lusage
    mv      a0, s1
    call    read_inittab
    bltz    a0, .Lno_inittab
    j       3f
1:  mv      a0, s1
    call    read_inittab
    bgez    a0, 3f
    la      s0, default_command
2:  la      a0, console             # the session alone
    sw      s0, ENTRY_ARGUMENTS(a0)
    call    start_entry
    j       serve
3:  li      a0, ACTION_SYSINIT
    call    run_entries
    li      a0, ACTION_WAIT
    call    run_entries
    call    start_entries
    j       serve
.Lno_inittab:
    mv      s0, a0
    die     "cannot read ", s1, "", s0
.Lusage:
    j       usage_error

# serve() - collect children and start them again, until the session on the console ends. Does not return.
serve:
    call    collect_ended
    bltz    a0, 1f
    j       shut_down
1:  call    start_due
    mv      a1, a0
    la      a0, signals
    call    await_signal
    li      t0, SIGTERM
    bne     a0, t0, serve
    li      a0, 0
    j       shut_down

# run_entries(a0 = action) - start the entries with this action one after the other, and wait for each
run_entries:
    enter   3
    mv      s0, a0
    lw      s1, inittab
1:  beqz    s1, 3f
    lw      t0, ENTRY_ACTION(s1)
    bne     t0, s0, 2f
    mv      a0, s1
    call    start_entry
4:  lw      t0, ENTRY_PROCESS(s1)
    beqz    t0, 2f
    la      a0, signals
    li      a1, 0
    call    await_signal
    mv      s2, a0
    call    collect_ended
    li      t0, SIGTERM
    bne     s2, t0, 4b
    li      a0, 0
    j       shut_down
2:  lw      s1, ENTRY_NEXT(s1)
    j       1b
3:  leave

# start_entries() - start daemons and programs to be run once, in their order, then the session on the console
start_entries:
    enter   1
    lw      s0, inittab
1:  beqz    s0, 3f
    lw      t0, ENTRY_ACTION(s0)
    li      t1, ACTION_ONCE
    beq     t0, t1, 2f
    li      t1, ACTION_RESPAWN
    bne     t0, t1, 4f
2:  mv      a0, s0
    call    start_entry
4:  lw      s0, ENTRY_NEXT(s0)
    j       1b
3:  la      a0, console
    unwind
    # falls into start_entry

# start_entry(a0 = entry) - in a new process, which leads a session of its own
start_entry:
    enter   2
    mv      s0, a0
    li      a0, SHORT_LIFE
    li      a1, 0
    addi    a2, s0, ENTRY_DEADLINE
    call    set_deadline
    call    fork
    mv      s1, a0
    sw      a0, ENTRY_PROCESS(s0)
    beqz    a0, .Lchild
    bgtz    a0, 1f
    sw      zero, ENTRY_PROCESS(s0)
    la_string t0, "cannot fork"
    warn    "", t0, "", s1
1:  leave
.Lchild:
    la      a0, signals
    call    unblock_signals
    syscall setsid
    lw      t0, ENTRY_ACTION(s0)
    li      t1, ACTION_CONSOLE
    beq     t0, t1, 2f
    li      t1, ACTION_SYSINIT
    beq     t0, t1, 3f
    li      t1, ACTION_WAIT
    beq     t0, t1, 3f
    li      a0, STDIN               # the terminal belongs to the session
    call    open_null
    j       3f
2:  li      a0, STDIN
    li      a1, TIOCSCTTY
    li      a2, 0
    syscall ioctl                   # fails when standard input is no terminal: then there is none
3:  lw      a0, ENTRY_ARGUMENTS(s0)
    j       run_program

# collect_ended() -> a0 = exit status of the console's session if it has ended, else -1
# Waits for children that have ended, of which init has more than it has started.
collect_ended:
    enter   1, SIGINFO_BYTES
.Lcollect_next:
    li      a0, P_ALL
    li      a1, 0
    mv      a2, sp
    sw      zero, SIGINFO_PID(sp)
    li      a3, WEXITED | WNOHANG
    li      a4, 0
    syscall waitid
    bltz    a0, 1f                  # no child at all
    lw      a0, SIGINFO_PID(sp)
    beqz    a0, 1f
    call    find_entry
    beqz    a0, .Lcollect_next      # an orphan: all it needed was to be collected
    mv      s0, a0
    sw      zero, ENTRY_PROCESS(s0)
    call    note_end
    lw      t0, ENTRY_ACTION(s0)
    li      t1, ACTION_CONSOLE
    bne     t0, t1, .Lcollect_next
    lw      a0, SIGINFO_STATUS(sp)
    lw      t0, SIGINFO_CODE(sp)
    li      t1, CLD_EXITED
    beq     t0, t1, 2f
    addi    a0, a0, 128
2:  leave
1:  li      a0, -1
    leave

# find_entry(a0 = process) -> a0 = the entry that runs in it, or 0
find_entry:
    la      t0, console
    lw      t1, ENTRY_PROCESS(t0)
    beq     t1, a0, 2f
    lw      t0, inittab
1:  beqz    t0, 2f
    lw      t1, ENTRY_PROCESS(t0)
    beq     t1, a0, 2f
    lw      t0, ENTRY_NEXT(t0)
    j       1b
2:  mv      a0, t0
    ret

# note_end(a0 = entry) - it has ended: when is it to be started again?
# From here on its deadline is the time for that, at once unless it has ended quickly too often.
note_end:
    enter   1, TIMESPEC_BYTES
    mv      s0, a0
    lw      t0, ENTRY_ACTION(s0)
    li      t1, ACTION_RESPAWN
    bne     t0, t1, 2f
    addi    a0, s0, ENTRY_DEADLINE
    mv      a1, sp
    call    time_left
    lw      t0, TIMESPEC_SEC(sp)
    lw      t1, TIMESPEC_NSEC(sp)
    or      t0, t0, t1
    lw      t1, ENTRY_QUICK_ENDS(s0)
    addi    t1, t1, 1
    bnez    t0, 1f
    li      t1, 0
1:  sw      t1, ENTRY_QUICK_ENDS(s0)
    li      a0, 0
    li      t0, QUICK_ENDS
    bltu    t1, t0, 3f
    sw      zero, ENTRY_QUICK_ENDS(s0)
    lw      t0, ENTRY_ID(s0)
    warn    "", t0, " ends again and again: waiting before it is started once more", zero
    li      a0, RESPAWN_PAUSE
3:  li      a1, 0
    addi    a2, s0, ENTRY_DEADLINE
    call    set_deadline
2:  leave

# start_due() -> a0 = deadline of the entry to be started next, or 0; starts daemons again whose time has come
start_due:
    enter   2, TIMESPEC_BYTES
    lw      s0, inittab
    li      s1, 0                   # the entry whose time comes next
.Ldue_next:
    beqz    s0, .Ldue_done
    lw      t0, ENTRY_ACTION(s0)
    li      t1, ACTION_RESPAWN
    bne     t0, t1, 3f
    lw      t0, ENTRY_PROCESS(s0)
    bnez    t0, 3f
    addi    a0, s0, ENTRY_DEADLINE
    mv      a1, sp
    call    time_left
    lw      t0, TIMESPEC_SEC(sp)
    lw      t1, TIMESPEC_NSEC(sp)
    or      t0, t0, t1
    bnez    t0, 1f
    mv      a0, s0
    call    start_entry
    j       3f
1:  beqz    s1, 2f
    lw      t0, ENTRY_DEADLINE + TIMESPEC_SEC(s0)
    lw      t1, ENTRY_DEADLINE + TIMESPEC_SEC(s1)
    bltu    t1, t0, 3f
    bltu    t0, t1, 2f
    lw      t0, ENTRY_DEADLINE + TIMESPEC_NSEC(s0)
    lw      t1, ENTRY_DEADLINE + TIMESPEC_NSEC(s1)
    bltu    t1, t0, 3f
2:  mv      s1, s0
3:  lw      s0, ENTRY_NEXT(s0)
    j       .Ldue_next
.Ldue_done:
    mv      a0, s1
    beqz    s1, 4f
    addi    a0, s1, ENTRY_DEADLINE
4:  leave

# shut_down(a0 = exit status) - end every process, then this one. Does not return.
shut_down:
    mv      s0, a0
    lw      t0, inittab
    beqz    t0, .Ldown              # nothing but the session: what it left goes with the computer
    li      a0, SIGTERM
    call    signal_everybody
    li      a0, SIGCONT             # stopped processes have to run to end
    call    signal_everybody
    li      a0, GRACE
    li      a1, 0
    la      a2, deadline
    call    set_deadline
1:  call    collect_all
    bltz    a0, .Ldown              # no child is left
    la      a0, child_signal
    la      a1, deadline
    call    await_signal
    bgez    a0, 1b
    li      a0, SIGKILL
    call    signal_everybody
    li      a0, GRACE
    li      a1, 0
    la      a2, deadline
    call    set_deadline
2:  call    collect_all
    bltz    a0, .Ldown
    la      a0, child_signal
    la      a1, deadline
    call    await_signal
    bgez    a0, 2b
.Ldown:
    mv      a0, s0
    j       exit

# collect_all() -> a0 = 0, or -ECHILD when there is no child any more; waits for all that have ended
collect_all:
    enter   0, SIGINFO_BYTES
1:  li      a0, P_ALL
    li      a1, 0
    mv      a2, sp
    sw      zero, SIGINFO_PID(sp)
    li      a3, WEXITED | WNOHANG
    li      a4, 0
    syscall waitid
    bltz    a0, 2f
    lw      t0, SIGINFO_PID(sp)
    bnez    t0, 1b
2:  leave

# signal_everybody(a0 = signal) - process 1 reaches every process; any other one those that it has started
signal_everybody:
    enter   2
    mv      s0, a0
    syscall getpid
    addi    a0, a0, -1
    bnez    a0, 1f
    li      a0, -1
    mv      a1, s0
    syscall kill
    leave
1:  lw      s1, inittab
2:  beqz    s1, 3f
    lw      a0, ENTRY_PROCESS(s1)
    lw      s1, ENTRY_NEXT(s1)
    beqz    a0, 2b
    neg     a0, a0                  # its whole group
    mv      a1, s0
    syscall kill
    j       2b
3:  lw      a0, console + ENTRY_PROCESS
    beqz    a0, 4f
    neg     a0, a0
    mv      a1, s0
    syscall kill
4:  leave

# ensure_descriptors() - open the console for those of 0, 1 and 2 that init was not given
# Each open takes the lowest free number, so one after the other is filled.
ensure_descriptors:
    enter   1
    li      s0, STDIN
1:  mv      a0, s0
    li      a1, F_GETFD
    syscall fcntl64
    bgez    a0, 2f
    li      a0, AT_FDCWD
    la_string a1, "/dev/console"
    li      a2, O_RDWR | O_NOCTTY
    li      a3, 0
    syscall openat
    bgez    a0, 2f
    li      a0, AT_FDCWD
    la_string a1, "/dev/null"
    li      a2, O_RDWR
    li      a3, 0
    syscall openat
2:  addi    s0, s0, 1
    li      t0, STDERR
    bleu    s0, t0, 1b
    leave

    .section .rodata.tables, "a"
    .balign 8
signals:                            # what init waits for
    .word   1 << (SIGCHLD - 1) | 1 << (SIGTERM - 1), 0
child_signal:
    .word   1 << (SIGCHLD - 1), 0

    .bss
    .balign 8
deadline:       .zero TIMESPEC_BYTES
