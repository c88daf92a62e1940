# inittab.s: the table of what init starts
#
#   # a comment
#   log:respawn:/bin/syslogd -n
#
# A line has a name, an action and a command. The actions:
#
#   sysinit   before everything else; init waits for its end
#   wait      the same, after all lines with sysinit
#   once      in the background
#   respawn   in the background; started again when it ends
#   console   the session on the terminal: when it ends, the computer does (one line; /bin/sh when there is none)
#
# A command is split at blanks; one with special characters of the shell is given to the shell.

.ifndef INITTAB_S
.equ INITTAB_S, 1
.include "macros.s"
.include "string.s"
.include "lines.s"
.include "errors.s"
.include "decimal.s"
.include "run.s"

.equ ACTION_SYSINIT,    0
.equ ACTION_WAIT,       1
.equ ACTION_ONCE,       2
.equ ACTION_RESPAWN,    3
.equ ACTION_CONSOLE,    4

# An entry
.equ ENTRY_NEXT,        0           # the entry after it, or 0
.equ ENTRY_ID,          4
.equ ENTRY_ACTION,      8
.equ ENTRY_ARGUMENTS,   12
.equ ENTRY_PROCESS,     16          # 0 when it does not run
.equ ENTRY_QUICK_ENDS,  20          # how often in a row it ended soon after its start
.equ ENTRY_DEADLINE,    24          # struct timespec: how long its life is short; then, when to start it again
.equ ENTRY_BYTES,       24 + TIMESPEC_BYTES

    .text

# read_inittab(a0 = path) -> a0 = 0 or -errno; makes the list `inittab` and the entry `console`
# A line that cannot be understood is reported and left out.
read_inittab:
    enter   4
    la      t0, .Linittab_path
    sw      a0, 0(t0)
    call    open_read
    bltz    a0, .Linittab_done
    mv      s0, a0
    call    read_whole
    mv      s1, a0
    mv      s2, a1
    mv      a0, s0
    syscall close
    mv      a0, s2
    beqz    s1, .Linittab_done
    li      a0, 4                   # room for a zero behind the last line
    call    alloc
    add     t0, s1, s2
    sb      zero, 0(t0)
    la      s3, inittab             # where the next entry is to be linked
    li      s2, 0                   # number of the line
.Linittab_line:
    lbu     t0, 0(s1)
    li      a0, 0
    beqz    t0, .Linittab_done
    addi    s2, s2, 1
    mv      a0, s1
    li      a1, '\n'
    call    strchr_or_end
    mv      s0, a0
    lbu     t0, 0(a0)
    sb      zero, 0(a0)
    snez    t0, t0
    add     s0, s0, t0              # the next line
    mv      a0, s1
    mv      a1, s2
    call    .Linittab_entry
    mv      s1, s0
    beqz    a0, .Linittab_line
    lw      t0, ENTRY_ACTION(a0)
    li      t1, ACTION_CONSOLE
    beq     t0, t1, 1f
    sw      a0, 0(s3)
    addi    s3, a0, ENTRY_NEXT
    j       .Linittab_line
1:  lw      t0, ENTRY_ARGUMENTS(a0)
    la      t1, console
    sw      t0, ENTRY_ARGUMENTS(t1)
    j       .Linittab_line
.Linittab_done:
    leave

# (a0 = line, a1 = its number) -> a0 = a new entry, or 0: a comment, an empty line, or one that is wrong
.Linittab_entry:
    enter   5
    mv      s0, a0
    mv      s1, a1
1:  lbu     a0, 0(s0)               # blanks in front
    beqz    a0, .Linittab_nothing
    mv      s2, a0
    call    is_space
    beqz    a0, 2f
    addi    s0, s0, 1
    j       1b
2:  li      t0, '#'
    beq     s2, t0, .Linittab_nothing
    mv      a0, s0
    li      a1, ':'
    call    strchr
    beqz    a0, .Linittab_short
    mv      s2, a0
    addi    s3, a0, 1               # action
    mv      a0, s3
    li      a1, ':'
    call    strchr
    beqz    a0, .Linittab_short
    sb      zero, 0(s2)
    sb      zero, 0(a0)
    addi    s4, a0, 1               # command
    li      a0, ENTRY_BYTES
    call    alloc
    li      a1, 0
    li      a2, ENTRY_BYTES
    call    memset
    mv      s2, a0
    sw      s0, ENTRY_ID(s2)
    mv      a0, s3
    call    .Linittab_action
    bltz    a0, .Linittab_bad_action
    sw      a0, ENTRY_ACTION(s2)
    mv      a0, s4
    call    command_arguments
    sw      a0, ENTRY_ARGUMENTS(s2)
    lw      t0, 0(a0)
    beqz    t0, .Linittab_empty
    mv      a0, s2
    leave
.Linittab_short:
    call    .Linittab_complain
    la_string a0, "a line has the form NAME:ACTION:COMMAND\n"
    call    eprint_str
    j       .Linittab_nothing
.Linittab_empty:
    call    .Linittab_complain
    la_string a0, "no command\n"
    call    eprint_str
    j       .Linittab_nothing
.Linittab_bad_action:
    call    .Linittab_complain
    la_string a0, "unknown action '"
    call    eprint_str
    mv      a0, s3
    call    eprint_str
    la_string a0, "' (sysinit, wait, once, respawn or console)\n"
    call    eprint_str
.Linittab_nothing:
    li      a0, 0
    leave

# "init: FILE:LINE: " on standard error (s1 = number of the line)
.Linittab_complain:
    enter   0, 16
    call    message_start
    lw      a0, .Linittab_path
    call    eprint_str
    la_string a0, ":"
    call    eprint_str
    mv      a0, s1
    mv      a1, sp
    call    write_udec
    mv      a0, sp
    call    eprint_str
    la_string a0, ": "
    call    eprint_str
    leave

# (a0 = name) -> a0 = number of the action, or -1
.Linittab_action:
    enter   3
    mv      s0, a0
    li      s1, 0
    la      s2, .Laction_names
1:  lw      a1, 0(s2)
    beqz    a1, 2f
    mv      a0, s0
    call    strcmp
    beqz    a0, 3f
    addi    s1, s1, 1
    addi    s2, s2, 4
    j       1b
2:  li      s1, -1
3:  mv      a0, s1
    leave

# command_arguments(a0 = command) -> a0 = its arguments, then 0; writes into the command
command_arguments:
    enter   3
    mv      s0, a0
    mv      s1, a0
1:  lbu     a1, 0(s1)
    beqz    a1, 2f
    addi    s1, s1, 1
    la_string a0, "`$&*()|\\{}[];\"'<>?~"
    call    strchr
    beqz    a0, 1b
    li      a0, 16                  # sh -c COMMAND
    call    alloc
    la_string t0, "/bin/sh"
    sw      t0, 0(a0)
    la_string t0, "-c"
    sw      t0, 4(a0)
    sw      s0, 8(a0)
    sw      zero, 12(a0)
    leave
2:  sub     a0, s1, s0              # every second byte could be an argument
    slli    a0, a0, 1
    addi    a0, a0, 8
    call    alloc
    mv      s2, a0
    mv      s1, a0
3:  lbu     a0, 0(s0)
    beqz    a0, 5f
    call    is_space
    beqz    a0, 4f
    sb      zero, 0(s0)
    addi    s0, s0, 1
    j       3b
4:  sw      s0, 0(s1)
    addi    s1, s1, 4
6:  addi    s0, s0, 1
    lbu     a0, 0(s0)
    beqz    a0, 5f
    call    is_space
    beqz    a0, 6b
    j       3b
5:  sw      zero, 0(s1)
    mv      a0, s2
    leave

    .section .rodata.tables, "a"
    .balign 4
default_command: .word .Lshell, 0
.Laction_names:                     # in the order of the ACTION_ numbers
    .word   .Lsysinit, .Lwait, .Lonce, .Lrespawn, .Lconsole, 0

    .section .rodata
.Lshell:        .asciz "/bin/sh"
.Lsysinit:      .asciz "sysinit"
.Lwait:         .asciz "wait"
.Lonce:         .asciz "once"
.Lrespawn:      .asciz "respawn"
.Lconsole:      .asciz "console"

    .data
    .balign 8
console:                            # the session on the terminal
    .word   0, .Lconsole, ACTION_CONSOLE, default_command, 0, 0
    .zero   TIMESPEC_BYTES

    .bss
    .balign 4
inittab:        .zero 4             # the first of the other entries, or 0
.Linittab_path: .zero 4

.endif
