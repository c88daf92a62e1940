# pstree: the processes as a tree
#
#   init-+-batchd
#        |-lpd
#        `-sh-+-pstree
#             `-2*[sleep]
#
# Begins with process PID, or 1. -p shows the process ids; otherwise children that have the same name and no children of
# their own are counted. Children are in the order of their names, with -n in that of their ids. -A is accepted.

.include "start.s"
.include "options.s"
.include "proc.s"

usage "pstree [-Anp] [PID]"

.equ PREFIX_SIZE,   8192            # bytes of a line before a process; deeper trees are cut
.equ PREFIX_STEP,   PROCESS_NAME_SIZE + 16      # bytes that one level adds at most

    .text
main:
    enter   4
    call    options_start
.Lnext_option:
    options "Anp"
    bnez    a0, .Lnext_option       # they are looked up in `given`
    lw      s0, operands
    la_string s1, "1"
    lw      t0, 0(s0)
    beqz    t0, 1f
    mv      s1, t0
    lw      a1, 4(s0)
    bnez    a1, .Lextra
1:  mv      a0, s1
    call    parse_number
    bnez    a1, .Linvalid
    mv      s0, a0                  # the process to begin with
    call    all_processes
    mv      s2, a0
    mv      s3, a1
    la      t0, processes
    sw      a0, 0(t0)
    lbu     t0, given + 'n'
    bnez    t0, 2f
    la      a2, compare_names
    call    sort_words
2:  lw      a0, 0(s2)
    beqz    a0, .Lmissing
    addi    s2, s2, 4
    lw      t0, PROCESS_ID(a0)
    bne     t0, s0, 2b
    li      a1, 0
    call    print_tree
    li      a0, 0
    leave
.Lmissing:
    li      t0, ESRCH
    die     "", s1, "", t0
.Linvalid:
    die     "invalid process id '", s1, "'", zero
.Lextra:
    j       extra_operand

# compare_names(a0 = PROCESS structure, a1 = PROCESS structure) -> a0 < 0, = 0 or > 0
compare_names:
    addi    a0, a0, PROCESS_NAME
    addi    a1, a1, PROCESS_NAME
    j       strcmp

# print_tree(a0 = PROCESS structure, a1 = bytes of `prefix` in use) - the process and what descends from it
# Begins in an open line, behind the prefix; ends the line.
#
# s0 = bytes of the prefix, s1 = children to go, s2 = how many that are alike come next, s3 = the child behind them,
# or 0, s4 = is it the first time?
print_tree:
    enter   5
    mv      s0, a1
    mv      s1, a0
    call    print_process
    la      t0, prefix              # blanks below the name, and one more
    add     t0, t0, s0
    add     s0, s0, a0
    addi    s0, s0, 1
    li      t1, ' '
1:  sb      t1, 0(t0)
    addi    t0, t0, 1
    addi    a0, a0, -1
    bgez    a0, 1b
    mv      a0, s1
    call    children
    mv      s1, a0
    li      s4, 1
    lw      t0, 0(s1)
    bnez    t0, .Ltree_next
    li      a0, '\n'
    call    print_char
    leave
.Ltree_next:
    mv      a0, s1
    call    count_alike
    mv      s2, a0
    slli    t0, a0, 2
    add     t0, t0, s1
    lw      s3, 0(t0)
    bnez    s4, .Ltree_first
    la      a0, prefix
    mv      a1, s0
    call    print_bytes
    la_string a0, "|-"
    bnez    s3, 2f
    la_string a0, "`-"
    j       2f
.Ltree_first:
    la_string a0, "-+-"
    bnez    s3, 2f
    la_string a0, "---"
2:  call    print_str
    li      s4, 0
    li      t0, 1
    bne     s2, t0, .Ltree_several
    la      t0, prefix
    add     t0, t0, s0
    li      t1, ' '
    sb      t1, 1(t0)
    beqz    s3, 3f
    li      t1, '|'
3:  sb      t1, 0(t0)
    addi    a1, s0, 2
    li      t0, PREFIX_SIZE - PREFIX_STEP
    bgtu    a1, t0, .Ltree_too_deep
    lw      a0, 0(s1)
    call    print_tree
    j       .Ltree_printed
.Ltree_several:
    mv      a0, s2
    call    print_udec
    print   "*["
    lw      a0, 0(s1)
    call    print_process
    print   "]\n"
    j       .Ltree_printed
.Ltree_too_deep:
    print   "...\n"
.Ltree_printed:
    slli    t0, s2, 2
    add     s1, s1, t0
    bnez    s3, .Ltree_next
    leave

# print_process(a0 = PROCESS structure) -> a0 = how many bytes it printed: its name, with -p also its id
print_process:
    enter   2, PROCESS_NAME_SIZE + 16   # locals: the text
    mv      s0, a0
    addi    a1, a0, PROCESS_NAME
    mv      a0, sp
    call    strcpy
    lbu     t0, given + 'p'
    beqz    t0, 1f
    li      t0, '('
    sb      t0, 0(a0)
    addi    a1, a0, 1
    lw      a0, PROCESS_ID(s0)
    call    write_udec
    li      t0, ')'
    sb      t0, 0(a0)
    addi    a0, a0, 1
1:  sub     s1, a0, sp
    mv      a0, sp
    mv      a1, s1
    call    print_bytes
    mv      a0, s1
    leave

# children(a0 = PROCESS structure) -> a0 = list of pointers to its children, then 0
children:
    enter   3
    lw      s0, PROCESS_ID(a0)
    lw      s1, processes
    li      s2, 0
1:  lw      t0, 0(s1)               # count them
    addi    s1, s1, 4
    beqz    t0, 2f
    lw      t0, PROCESS_PARENT(t0)
    bne     t0, s0, 1b
    addi    s2, s2, 1
    j       1b
2:  slli    a0, s2, 2
    addi    a0, a0, 4
    call    alloc
    mv      t2, a0
    lw      s1, processes
3:  lw      t0, 0(s1)
    addi    s1, s1, 4
    beqz    t0, 4f
    lw      t1, PROCESS_PARENT(t0)
    bne     t1, s0, 3b
    sw      t0, 0(t2)
    addi    t2, t2, 4
    j       3b
4:  sw      zero, 0(t2)
    leave

# count_alike(a0 = list of children) -> a0 = how many at its start are to be shown as one
count_alike:
    enter   3
    mv      s0, a0
    li      s1, 1
    lbu     t0, given + 'p'
    bnez    t0, 3f
    lw      s2, 0(s0)
    mv      a0, s2
    call    children
    lw      t0, 0(a0)
    bnez    t0, 3f
1:  addi    s0, s0, 4
    lw      a0, 0(s0)
    beqz    a0, 3f
    mv      a1, s2
    call    compare_names
    bnez    a0, 3f
    lw      a0, 0(s0)
    call    children
    lw      t0, 0(a0)
    bnez    t0, 3f
    addi    s1, s1, 1
    j       1b
3:  mv      a0, s1
    leave

    .bss
    .balign 4
processes:      .zero 4             # every process, in the order in which children are shown
prefix:         .zero PREFIX_SIZE   # what stands before the names of the children
