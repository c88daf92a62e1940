# pgrep: find processes by their names
#
# Prints the ids of the processes whose name contains NAME; -x: is NAME; -f: whose command line contains it. -l shows the
# name as well, -P PARENT takes only children of this process (NAME may then be left out), -n only the newest one. The
# exit status is 1 when there is none. pgrep never finds itself.

.include "start.s"
.include "options.s"
.include "proc.s"

usage "pgrep [-flnx] [-P PARENT] [NAME]", 2

    .text

# s0 = processes, s1 = the process, s2 = name, s3 = own id, s4 = the newest that was found, s5 = exit status
main:
    enter   6
    call    options_start
.Lnext_option:
    options "flnP:x"
    on_option 'P', .Lset_parent
    bnez    a0, .Lnext_option       # they are looked up in `given`
    lw      t0, operands
    lw      s2, 0(t0)
    beqz    s2, .Lno_name
    lw      a1, 4(t0)
    bnez    a1, .Lextra
.Lsearch:
    syscall getpid
    mv      s3, a0
    li      s4, 0
    li      s5, 1
    call    all_processes
    mv      s0, a0
.Lnext_process:
    lw      s1, 0(s0)
    beqz    s1, .Ldone
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
    call    print_found
    j       .Lnext_process
2:  beqz    s4, 3f
    lw      t0, PROCESS_START(s1)
    lw      t1, PROCESS_START(s4)
    bltu    t0, t1, .Lnext_process
3:  mv      s4, s1
    j       .Lnext_process
.Ldone:
    beqz    s4, 4f
    mv      a0, s4
    call    print_found
4:  mv      a0, s5
    leave
.Lset_parent:
    mv      s0, a1
    mv      a0, a1
    call    parse_number
    la      t0, parent
    sw      a0, 0(t0)
    beqz    a1, .Lnext_option
    die     "invalid process id '", s0, "'", zero
.Lno_name:
    la_string s2, ""                # which every name contains
    lbu     t0, given + 'P'
    bnez    t0, .Lsearch
    j       missing_operand
.Lextra:
    j       extra_operand

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

# print_found(a0 = PROCESS structure)
print_found:
    enter   1
    mv      s0, a0
    lw      a0, PROCESS_ID(s0)
    call    print_udec
    lbu     t0, given + 'l'
    beqz    t0, 1f
    li      a0, ' '
    call    print_char
    addi    a0, s0, PROCESS_NAME
    call    print_str
1:  li      a0, '\n'
    unwind
    j       print_char

    .bss
    .balign 4
parent:         .zero 4             # what -P said
