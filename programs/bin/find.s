# find: look through folders for files
#
# Evaluates an expression for each file in the folders, the current one unless told. Without an action in it, the path of
# each file for which it holds is printed.
#
#   tests     -name PATTERN, -path PATTERN, -type b|c|d|f|l|p|s, -size [+-]N[ckMG], -newer FILE, -empty, -true, -false
#   actions   -print, -print0, -exec COMMAND... ; (in which {} stands for the path), -delete, -prune, -quit
#   together  ( A ), ! A, A B or A -a B (both), A -o B (either)
#   where     -maxdepth N, -mindepth N, -depth (what is in a folder before the folder itself)

.include "start.s"
.include "tree.s"
.include "run.s"
.include "decimal.s"

usage "find [PATH...] [EXPRESSION]"

# A primary of an expression
.equ PRIMARY_NAME,      0
.equ PRIMARY_ROUTINE,   4           # routine(a0 = argument) -> a0 = 1 or 0, for the file at hand
.equ PRIMARY_CHECK,     8           # routine(a0 = argument), called once before the first file; or 0
.equ PRIMARY_FLAGS,     12
.equ PRIMARY_BYTES,     16

.equ HAS_ARGUMENT,      1
.equ IS_ACTION,         2

    .text
main:
    enter   4
    addi    s0, a1, 4               # the paths, up to the first argument of an expression
    mv      s1, s0
1:  lw      a0, 0(s1)
    beqz    a0, 2f
    call    begins_expression
    bnez    a0, 2f
    addi    s1, s1, 4
    j       1b
2:  la      t0, expression
    sw      s1, 0(t0)
    call    check_expression
    bne     s0, s1, .Lnext_path
    la_string a0, "."
    li      a1, 0
    call    visit
    j       .Ldone
.Lnext_path:
    beq     s0, s1, .Ldone
    lw      a0, 0(s0)
    addi    s0, s0, 4
    li      a1, 0
    call    visit
    j       .Lnext_path
.Ldone:
    lw      a0, status
    leave

# begins_expression(a0 = argument) -> a0 = 1 if it is not a path, else 0
begins_expression:
    lbu     t0, 0(a0)
    lbu     t1, 1(a0)
    li      a0, 1
    li      t2, '-'
    beq     t0, t2, 2f
    li      t2, '('
    beq     t0, t2, 1f
    li      t2, '!'
    beq     t0, t2, 1f
    li      a0, 0
1:  beqz    t1, 2f
    li      a0, 0
2:  ret

# check_expression() - find errors in the expression, and see what it asks for
check_expression:
    enter   1
    lw      t0, expression
    lw      a0, 0(t0)
    beqz    a0, 1f
    la_string a1, "--help"
    call    strcmp
    beqz    a0, .Lhelp
    la      t0, is_checking
    li      t1, 1
    sw      t1, 0(t0)
    lw      t0, expression
    la      t1, cursor
    sw      t0, 0(t1)
    li      a0, 0
    call    evaluate_either
    lw      t0, cursor
    lw      s0, 0(t0)
    bnez    s0, .Lleft_over
    la      t0, is_checking
    sw      zero, 0(t0)
1:  leave
.Lleft_over:
    die     "unexpected '", s0, "' in the expression", zero
.Lhelp:
    la      a0, usage_text
    call    print_str
    li      a0, 0
    j       exit

# visit(a0 = path, a1 = depth) - the file, and what is in it if it is a folder
visit:
    enter   5
    mv      s0, a0
    mv      s1, a1
    la      a1, facts
    call    lstat
    bltz    a0, .Lcannot_visit
    la      t0, facts
    lhu     a0, STATX_MODE(t0)
    call    mode_is_directory
    mv      s2, a0                  # go into it?
    lw      t0, most_deep
    bltu    s1, t0, 1f
    li      s2, 0
1:  lw      t0, folder_last
    bnez    t0, .Lenter
    mv      a0, s0
    mv      a1, s1
    call    evaluate
    lw      t0, is_pruned
    bnez    t0, .Lvisited
.Lenter:
    beqz    s2, .Lleave
    call    alloc_mark
    mv      s4, a0
    mv      a0, s0
    call    read_directory
    beqz    a0, .Lcannot_read
    mv      s3, a0
.Lnext_entry:
    lw      s2, 0(s3)
    beqz    s2, 2f
    addi    s3, s3, 4
    mv      a0, s2
    call    is_dot_name
    bnez    a0, .Lnext_entry
    mv      a0, s0
    mv      a1, s2
    call    join_path
    addi    a1, s1, 1
    call    visit
    j       .Lnext_entry
2:  mv      a0, s4
    call    alloc_release
.Lleave:
    lw      t0, folder_last
    beqz    t0, .Lvisited
    mv      a0, s0
    la      a1, facts
    call    lstat
    mv      a0, s0
    mv      a1, s1
    call    evaluate
.Lvisited:
    leave
.Lcannot_visit:
    mv      a1, a0
    j       3f
.Lcannot_read:
3:  warn    "'", s0, "'", a1
    la      t0, status
    li      t1, 1
    sw      t1, 0(t0)
    leave

# evaluate(a0 = path, a1 = depth) - the expression for this file, whose struct statx is in `facts`
evaluate:
    enter
    la      t0, is_pruned
    sw      zero, 0(t0)
    lw      t0, least_deep
    bltu    a1, t0, 2f
    la      t0, path
    sw      a0, 0(t0)
    lw      t0, expression
    la      t1, cursor
    sw      t0, 0(t1)
    li      a0, 1
    lw      t0, 0(t0)
    beqz    t0, 1f                  # an empty expression holds
    call    evaluate_either
1:  beqz    a0, 2f
    lw      t0, has_action
    bnez    t0, 2f
    lw      a0, path
    unwind
    j       print_line
2:  leave

# The expression is evaluated from left to right, as its grammar says, with a0 = 0 to pass over a part whose value
# does not matter: either = both { -o both }, both = one { [-a] one }, one = ! one | ( either ) | primary.

# evaluate_either(a0 = does it matter?) -> a0 = value
evaluate_either:
    enter   2
    mv      s0, a0
    call    evaluate_both
    mv      s1, a0
1:  la_string a0, "-o"
    call    accept
    beqz    a0, 2f
    seqz    a0, s1                  # the other one decides if this one does not hold
    and     a0, a0, s0
    call    evaluate_both
    or      s1, s1, a0
    j       1b
2:  mv      a0, s1
    leave

# evaluate_both(a0 = does it matter?) -> a0 = value
evaluate_both:
    enter   2
    mv      s0, a0
    call    evaluate_one
    mv      s1, a0
1:  la_string a0, "-a"
    call    accept
    bnez    a0, 2f
    lw      t0, cursor              # without -a as well, unless the part ends here
    lw      a0, 0(t0)
    beqz    a0, 3f
    la_string a1, "-o"
    call    strcmp
    beqz    a0, 3f
    lw      t0, cursor
    lw      a0, 0(t0)
    la_string a1, ")"
    call    strcmp
    beqz    a0, 3f
2:  and     a0, s0, s1
    call    evaluate_one
    and     s1, s1, a0
    j       1b
3:  mv      a0, s1
    leave

# evaluate_one(a0 = does it matter?) -> a0 = value
evaluate_one:
    enter   4
    mv      s0, a0
    la_string a0, "!"
    call    accept
    bnez    a0, .Lnot
    la_string a0, "("
    call    accept
    bnez    a0, .Lgroup
    lw      t0, cursor
    lw      s1, 0(t0)
    beqz    s1, .Lincomplete
    addi    t0, t0, 4
    la      t1, cursor
    sw      t0, 0(t1)
    la      s2, primaries
1:  lw      a0, PRIMARY_NAME(s2)
    beqz    a0, .Lunknown
    mv      a1, s1
    call    strcmp
    beqz    a0, 2f
    addi    s2, s2, PRIMARY_BYTES
    j       1b
2:  lw      t0, PRIMARY_FLAGS(s2)
    andi    t1, t0, HAS_ARGUMENT
    beqz    t1, 3f
    lw      t2, cursor
    lw      s3, 0(t2)
    beqz    s3, .Lno_argument
    addi    t2, t2, 4
    la      t3, cursor
    sw      t2, 0(t3)
3:  lw      t1, is_checking
    beqz    t1, 4f
    andi    t0, t0, IS_ACTION
    la      t1, has_action
    lw      t2, 0(t1)
    or      t2, t2, t0
    sw      t2, 0(t1)
    lw      t0, PRIMARY_CHECK(s2)
    beqz    t0, 5f
    mv      a0, s3
    jalr    t0
    j       5f
4:  la      t0, run_exec            # -exec has arguments of its own to pass over
    lw      t1, PRIMARY_ROUTINE(s2)
    bnez    s0, 6f
    bne     t0, t1, 5f
    call    exec_end
5:  li      a0, 0
    leave
6:  mv      a0, s3
    jalr    t1
    leave
.Lnot:
    mv      a0, s0
    call    evaluate_one
    xori    a0, a0, 1
    leave
.Lgroup:
    mv      a0, s0
    call    evaluate_either
    mv      s1, a0
    la_string a0, ")"
    call    accept
    beqz    a0, .Lopen
    mv      a0, s1
    leave
.Lopen:
    la_string a0, "missing ')' in the expression"
    call    warn_text
    j       exit_failure
.Lincomplete:
    la_string a0, "the expression ends too early"
    call    warn_text
    j       exit_failure
.Lunknown:
    die     "unknown predicate '", s1, "'", zero
.Lno_argument:
    die     "missing argument to '", s1, "'", zero

# accept(a0 = text) -> a0 = 1 when the next argument is this one, which is then passed over, else 0
accept:
    enter
    mv      a1, a0
    lw      t0, cursor
    lw      a0, 0(t0)
    beqz    a0, 2f
    call    strcmp
    seqz    a0, a0
    beqz    a0, 2f
    la      t1, cursor
    lw      t0, 0(t1)
    addi    t0, t0, 4
    sw      t0, 0(t1)
2:  leave

# The routines of the primaries: (a0 = argument) -> a0 = 1 or 0

test_true:
    li      a0, 1
    ret
test_false:
    li      a0, 0
    ret

test_name:
    enter   2, 256
    mv      s0, a0
    lw      a0, path
    call    basename
    mv      a1, a0
    lbu     t0, 0(a0)
    bnez    t0, 1f                  # a path such as "d/", or "/": its name without the slashes
    lw      a0, path
    call    strlen
    li      t0, 255
    bgtu    a0, t0, 1f
    mv      a0, sp
    lw      a1, path
    call    strcpy
    mv      a0, sp
    call    strip_slashes
    mv      a0, sp
    call    basename
    mv      a1, a0
    lbu     t0, 0(a0)
    bnez    t0, 1f
    la_string a1, "/"
1:  mv      a0, s0
    call    pattern_match
    leave

test_path:
    lw      a1, path
    j       pattern_match

test_type:
    lbu     t0, 0(a0)
    lhu     t1, facts + STATX_MODE
    srli    t1, t1, 12
    la      t2, type_letters
    add     t2, t2, t1
    lbu     t2, 0(t2)
    xor     a0, t0, t2
    seqz    a0, a0
    ret

check_type:
    enter   1
    mv      s0, a0
    lbu     a1, 0(a0)
    lbu     t0, 1(a0)
    beqz    a1, 1f
    bnez    t0, 1f
    la_string a0, "bcdflps"
    call    strchr
    beqz    a0, 1f
    leave
1:  die     "unknown type '", s0, "' (b, c, d, f, l, p or s)", zero

# The size is counted in units, and a part of one counts as a whole.
test_size:
    enter   1
    lbu     s0, 0(a0)
    call    parse_size
    lw      t0, facts + STATX_SIZE
    lw      t1, facts + STATX_SIZE + 4
    li      t2, 1
    sll     t2, t2, a1
    addi    t2, t2, -1
    add     t3, t0, t2              # + unit - 1
    sltu    t2, t3, t0
    add     t1, t1, t2
    srl     t3, t3, a1
    beqz    a1, 1f
    neg     t2, a1
    sll     t2, t1, t2
    or      t3, t3, t2              # files of 2^32 units and more do not occur
1:  li      t0, '+'
    beq     s0, t0, 2f
    li      t0, '-'
    beq     s0, t0, 3f
    xor     a0, a0, t3
    seqz    a0, a0
    leave
2:  sltu    a0, a0, t3
    leave
3:  sltu    a0, t3, a0
    leave

check_size:
    enter   1
    mv      s0, a0
    call    parse_size
    bnez    a2, 1f
    leave
1:  die     "invalid size '", s0, "'", zero

# parse_size(a0 = text) -> a0 = number, a1 = shift that stands for the unit, a2 = 0 or EINVAL
parse_size:
    enter
    lbu     t0, 0(a0)
    li      t1, '+'
    beq     t0, t1, 1f
    li      t1, '-'
    bne     t0, t1, 2f
1:  addi    a0, a0, 1
2:  call    parse_udec
    bnez    a2, 5f
    lbu     t0, 0(a1)
    li      t2, 9                   # blocks of 512 bytes
    beqz    t0, 4f
    la      t1, size_units
3:  lbu     t3, 0(t1)
    beqz    t3, 5f
    lbu     t2, 1(t1)
    addi    t1, t1, 2
    bne     t0, t3, 3b
    lbu     t0, 1(a1)
    bnez    t0, 5f
4:  mv      a1, t2
    li      a2, 0
    leave
5:  li      a2, EINVAL
    leave

test_newer:
    la      t0, reference
    lw      t1, facts + STATX_MTIME
    lw      t2, STATX_MTIME(t0)
    bne     t1, t2, 1f
    lw      t1, facts + STATX_MTIME + 8
    lw      t2, STATX_MTIME + 8(t0)
1:  sltu    a0, t2, t1
    ret

check_newer:
    enter   1
    mv      s0, a0
    la      a1, reference
    call    lstat
    bnez    a0, 1f
    leave
1:  die     "'", s0, "'", a0

test_empty:
    enter   2
    lhu     t0, facts + STATX_MODE
    li      t1, S_IFMT
    and     t0, t0, t1
    li      t1, S_IFREG
    beq     t0, t1, 1f
    li      t1, S_IFDIR
    li      a0, 0
    bne     t0, t1, 2f
    call    alloc_mark
    mv      s0, a0
    lw      a0, path
    call    read_directory
    addi    s1, a1, -2              # "." and ".."
    mv      a0, s0
    call    alloc_release
    seqz    a0, s1
    leave
1:  lw      t0, facts + STATX_SIZE
    lw      t1, facts + STATX_SIZE + 4
    or      t0, t0, t1
    seqz    a0, t0
2:  leave

print_path:
    enter
    lw      a0, path
    call    print_line
    li      a0, 1
    leave

print_path_zero:
    enter
    lw      a0, path
    call    print_str
    li      a0, 0
    call    print_char
    li      a0, 1
    leave

prune:
    la      t0, is_pruned
    li      a0, 1
    sw      a0, 0(t0)
    ret

quit:
    lw      a0, status
    j       exit

delete:
    enter   1
    lw      s0, path
    mv      a0, s0
    la_string a1, "."
    call    strcmp
    beqz    a0, 2f
    lhu     a0, facts + STATX_MODE
    call    mode_is_directory
    bnez    a0, 1f
    mv      a0, s0
    call    unlink
    j       2f
1:  mv      a0, s0
    call    remove_directory
2:  bltz    a0, 3f
    li      a0, 1
    leave
3:  warn    "cannot delete '", s0, "'", a0
    la      t0, status
    li      t1, 1
    sw      t1, 0(t0)
    li      a0, 0
    leave

check_delete:
    la      t0, folder_last
    li      t1, 1
    sw      t1, 0(t0)
    ret

check_most_deep:
    enter
    call    depth_number
    la      t0, most_deep
    sw      a0, 0(t0)
    leave

check_least_deep:
    enter
    call    depth_number
    la      t0, least_deep
    sw      a0, 0(t0)
    leave

# depth_number(a0 = text) -> a0 = its value; ends the program when it is not a number
depth_number:
    enter   1
    mv      s0, a0
    call    parse_number
    bnez    a1, 1f
    leave
1:  die     "invalid depth '", s0, "'", zero

# run_exec() -> a0 = 1 when the command, from the cursor to `;`, succeeds
run_exec:
    enter   4
    call    flush_stdout
    call    alloc_mark
    mv      s3, a0
    lw      s0, cursor
    call    exec_end
    lw      t0, cursor
    sub     a0, t0, s0
    call    alloc
    mv      s1, a0
    mv      s2, a0
1:  lw      a0, cursor
    addi    a0, a0, -4
    beq     s0, a0, 2f
    lw      a0, 0(s0)
    addi    s0, s0, 4
    call    substitute
    sw      a0, 0(s2)
    addi    s2, s2, 4
    j       1b
2:  sw      zero, 0(s2)
    call    fork
    bltz    a0, .Lno_process
    beqz    a0, .Lchild
    li      a1, 0
    call    wait_for
    mv      s0, a0
    mv      a0, s3
    call    alloc_release
    seqz    a0, s0
    leave
.Lno_process:
    j       cannot_fork
.Lchild:
    mv      a0, s1
    j       run_program

check_exec:
    enter   1
    lw      s0, cursor
    call    exec_end
    lw      t0, cursor
    addi    t0, t0, -4
    beq     s0, t0, 1f
    leave
1:  la_string a0, "-exec without a command"
    call    warn_text
    j       exit_failure

# exec_end() - move the cursor behind the `;` that ends a command
exec_end:
    enter
1:  lw      t0, cursor
    lw      a0, 0(t0)
    beqz    a0, 2f
    addi    t0, t0, 4
    la      t1, cursor
    sw      t0, 0(t1)
    la_string a1, ";"
    call    strcmp
    bnez    a0, 1b
    leave
2:  la_string a0, "-exec without ';' at its end"
    call    warn_text
    j       exit_failure

# substitute(a0 = text) -> a0 = the text with the path in place of each {}
substitute:
    enter   3
    mv      s0, a0
    lw      a0, path
    call    strlen
    mv      s1, a0
    mv      a0, s0
    call    strlen
    addi    s1, s1, 1
    mul     a0, a0, s1
    addi    a0, a0, 1
    call    alloc
    mv      s1, a0
    mv      s2, a0
    li      t2, '{'
    li      t3, '}'
1:  lbu     t0, 0(s0)
    lbu     t1, 1(s0)
    addi    s0, s0, 1
    bne     t0, t2, 2f
    bne     t1, t3, 2f
    addi    s0, s0, 1
    mv      a0, s2
    lw      a1, path
    call    strcpy
    mv      s2, a0
    li      t2, '{'
    li      t3, '}'
    j       1b
2:  sb      t0, 0(s2)
    addi    s2, s2, 1
    bnez    t0, 1b
    mv      a0, s1
    leave

# primary "-name", ROUTINE, CHECK, FLAGS - an entry of the table
.macro primary name:req, routine:req, check:req, flags=0
    .pushsection .rodata
.Lprimary\@: .asciz "\name"
    .popsection
    .word   .Lprimary\@, \routine, \check, \flags
.endm

    .section .rodata.tables, "a"
    .balign 4
primaries:
    primary "-name",     test_name,       0,                HAS_ARGUMENT
    primary "-path",     test_path,       0,                HAS_ARGUMENT
    primary "-type",     test_type,       check_type,       HAS_ARGUMENT
    primary "-size",     test_size,       check_size,       HAS_ARGUMENT
    primary "-newer",    test_newer,      check_newer,      HAS_ARGUMENT
    primary "-empty",    test_empty,      0
    primary "-true",     test_true,       0
    primary "-false",    test_false,      0
    primary "-print",    print_path,      0,                IS_ACTION
    primary "-print0",   print_path_zero, 0,                IS_ACTION
    primary "-exec",     run_exec,        check_exec,       IS_ACTION
    primary "-delete",   delete,          check_delete,     IS_ACTION
    primary "-prune",    prune,           0
    primary "-quit",     quit,            0,                IS_ACTION
    primary "-depth",    test_true,       check_delete
    primary "-maxdepth", test_true,       check_most_deep,  HAS_ARGUMENT
    primary "-mindepth", test_true,       check_least_deep, HAS_ARGUMENT
    .word   0

    .section .rodata
type_letters:   .ascii "?pc?d?b?f?l?s???"       # by the upper four bits of the mode
size_units:     .byte 'c', 0, 'k', 10, 'M', 20, 'G', 30, 0

    .data
    .balign 4
most_deep:      .word -1            # -maxdepth

    .bss
    .balign 8
facts:          .zero STATX_BYTES   # the struct statx of the file at hand
reference:      .zero STATX_BYTES   # of the file that -newer names
path:           .zero 4             # of the file at hand
expression:     .zero 4             # its arguments
cursor:         .zero 4             # the next one to evaluate
is_checking:    .zero 4             # before the first file
has_action:     .zero 4
least_deep:     .zero 4             # -mindepth
folder_last:    .zero 4             # -depth
is_pruned:      .zero 4             # do not go into this folder
status:         .zero 4             # exit status

    .text
.include "sh/pattern.s"
