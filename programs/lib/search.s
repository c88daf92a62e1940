# search.s: finding processes by their names, for pgrep and pkill
#
# The program has read its options (options.s): -x takes the name as it is, -f looks in the command line, -n takes only the
# newest process, and -P only children of `parent`.

.ifndef SEARCH_S
.equ SEARCH_S, 1
.include "macros.s"
.include "options.s"
.include "proc.s"

    .text

# search(a0 = name, or 0 for every name, which needs -P; a1 = routine) -> a0 = exit status: 1 when there is none
# Calls the routine (a0 = PROCESS structure) for each process that is found. A program never finds itself.
#
# s0 = processes, s1 = the process, s2 = name, s3 = own id, s4 = the newest that was found, s5 = exit status, s6 = routine
search:
    enter   7
    mv      s2, a0
    mv      s6, a1
    bnez    a0, 1f
    la_string s2, ""                # which every name contains
    lbu     t0, given + 'P'
    bnez    t0, 1f
    j       missing_operand
1:  syscall getpid
    mv      s3, a0
    li      s4, 0
    li      s5, 1
    call    all_processes
    mv      s0, a0
.Lnext_process:
    lw      s1, 0(s0)
    beqz    s1, .Lsearched
    addi    s0, s0, 4
    lw      t0, PROCESS_ID(s1)
    beq     t0, s3, .Lnext_process
    lbu     t0, given + 'P'
    beqz    t0, 1f
    lw      t0, parent
    lw      t1, PROCESS_PARENT(s1)
    bne     t0, t1, .Lnext_process
1:  mv      a0, s1
    mv      a1, s2
    call    matches
    beqz    a0, .Lnext_process
    li      s5, 0
    lbu     t0, given + 'n'
    bnez    t0, 2f
    mv      a0, s1
    jalr    s6
    j       .Lnext_process
2:  beqz    s4, 3f
    lw      t0, PROCESS_START(s1)
    lw      t1, PROCESS_START(s4)
    bltu    t0, t1, .Lnext_process
3:  mv      s4, s1
    j       .Lnext_process
.Lsearched:
    beqz    s4, 4f
    mv      a0, s4
    jalr    s6
4:  mv      a0, s5
    leave

# set_parent(a0 = text) - the operand of -P
set_parent:
    enter   1
    mv      s0, a0
    call    parse_number
    sw      a0, parent, t0
    bnez    a1, 1f
    leave
1:  die     "invalid process id '", s0, "'", zero

# matches(a0 = PROCESS structure, a1 = name) -> a0 = 1 or 0
matches:
    enter   2
    mv      s0, a1
    addi    s1, a0, PROCESS_NAME
    lbu     t0, given + 'f'
    beqz    t0, 1f
    call    command_line
    mv      s1, a0
    add     t0, a0, a1
    sb      zero, 0(t0)
1:  mv      a0, s1
    mv      a1, s0
    lbu     t0, given + 'x'
    beqz    t0, 2f
    call    strcmp
    seqz    a0, a0
    leave
2:  mv      a0, s0                  # is it somewhere in the text?
    call    strlen
    mv      a2, a0
    mv      a0, s1
    mv      a1, s0
    call    strncmp
    seqz    a0, a0
    bnez    a0, 3f
    lbu     t0, 0(s1)
    beqz    t0, 3f
    addi    s1, s1, 1
    j       2b
3:  leave

    .bss
    .balign 4
parent:         .zero 4

.endif
