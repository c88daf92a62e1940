# grep: print the lines that match a pattern
#
#   -E, -F  extended regular expressions; fixed texts          -c  only count the lines
#   -e      a pattern, for more than one                       -l, -L  only name the files with, without a match
#   -i      capital and small letters are the same             -q  print nothing; stop at the first match
#   -v      the lines that do not match                        -n  print line numbers
#   -x, -w  the whole line, whole words must match             -h, -H  never, always print file names
#   -o      print only the parts that match                    -s  no messages about files that cannot be read
#   -m N    stop after N lines of a file
#
# The exit status is 0 when a line was found, 1 when none was, and 2 after an error.

.include "start.s"
.include "inputs.s"
.include "lines.s"
.include "regex.s"

usage "grep [-EFGchiLlnoqsvwx] [-m LINES] {PATTERN | -e PATTERN}... [FILE...]", 2


    .text
main:
    enter   4
    call    options_start
.Lnext_option:
    options "EFGHLchilnoqsvwxye:m:"
    on_option 'e', .Ladd_pattern
    on_option 'm', .Lset_limit
    bnez    a0, .Lnext_option       # the others are looked up in `given`

    lw      s0, operands            # without -e the first operand is the pattern
    lw      s1, pattern_count
    bnez    s1, .Lcompile
    lw      a0, 0(s0)
    beqz    a0, .Lno_pattern
    addi    s0, s0, 4
    la      t0, operands
    sw      s0, 0(t0)
    call    keep_pattern
.Lcompile:
    call    choose_flags
    lw      s1, patterns
    lw      s2, pattern_count
1:  lw      a0, 0(s1)
    call    add_patterns
    addi    s1, s1, 4
    addi    s2, s2, -1
    bnez    s2, 1b

    lbu     t0, given + 'h'         # file names: when there are several, unless told otherwise
    bnez    t0, 3f
    lbu     t1, given + 'H'
    lw      t0, 0(s0)
    beqz    t0, 2f
    lw      t0, 4(s0)
    snez    t0, t0
    or      t1, t1, t0
2:  la      t0, show_names
    sw      t1, 0(t0)

3:  call    inputs
    mv      s0, a0
    li      s1, 1                   # exit status without errors
    li      s2, 0                   # has there been an error?
.Lnext_file:
    lw      s3, 0(s0)
    beqz    s3, .Ldone
    addi    s0, s0, 4
    mv      a0, s3
    call    open_input
    bltz    a0, .Lfile_failed
    mv      a1, s3
    call    grep_file
    and     s1, s1, a0
    mv      a0, a1
    beqz    a0, .Lnext_file
.Lfile_failed:
    li      s2, 1
    lbu     t0, given + 's'
    bnez    t0, .Lnext_file
    mv      a1, a0
    mv      a0, s3
    call    warn_file
    j       .Lnext_file
.Ldone:
    mv      a0, s1
    beqz    s2, 4f
    li      a0, 2
4:  leave

.Ladd_pattern:
    mv      a0, a1
    call    keep_pattern
    j       .Lnext_option
.Lset_limit:
    mv      a0, a1
    call    parse_number
    bnez    a1, .Lbad_limit
    la      t0, limit
    sw      a0, 0(t0)
    j       .Lnext_option
.Lbad_limit:
    die_text "invalid max count"
.Lno_pattern:
    j       usage_error

# keep_pattern(a0 = pattern) - add it to the list
keep_pattern:
    enter   1
    mv      s0, a0
    lw      a0, patterns
    lw      a1, pattern_count
    slli    a1, a1, 2
    addi    a2, a1, 4
    call    resize
    la      t0, patterns
    sw      a0, 0(t0)
    la      t0, pattern_count
    lw      t1, 0(t0)
    slli    t2, t1, 2
    add     t2, t2, a0
    sw      s0, 0(t2)
    addi    t1, t1, 1
    sw      t1, 0(t0)
    leave

# choose_flags() - set regex_flags after the options
choose_flags:
    li      t0, 0
    lbu     t1, given + 'E'
    beqz    t1, 1f
    ori     t0, t0, REGEX_EXTENDED
1:  lbu     t1, given + 'F'
    beqz    t1, 2f
    ori     t0, t0, REGEX_FIXED
2:  lbu     t1, given + 'i'
    lbu     t2, given + 'y'
    or      t1, t1, t2
    beqz    t1, 3f
    ori     t0, t0, REGEX_FOLD
3:  lbu     t1, given + 'x'
    beqz    t1, 4f
    ori     t0, t0, REGEX_LINE
4:  lbu     t1, given + 'w'
    beqz    t1, 5f
    ori     t0, t0, REGEX_WORD
5:  la      t1, regex_flags
    sw      t0, 0(t1)
    ret

# add_patterns(a0 = text) - compile each line of it as a pattern
add_patterns:
    enter   2
    mv      s0, a0
1:  mv      a0, s0
    li      a1, '\n'
    call    strchr_or_end
    mv      s1, a0
    sub     a1, a0, s0
    mv      a0, s0
    call    regex_add
    bnez    a0, 2f
    addi    s0, s1, 1
    lbu     t0, 0(s1)
    bnez    t0, 1b
    leave
2:  call    warn_text
    j       exit_failure

# grep_file(a0 = descriptor, a1 = name) -> a0 = 0 when a line was selected, else 1; a1 = 0 or errno
# Closes the descriptor.
grep_file:
    enter   9
    mv      s0, a0
    mv      s1, a1
    la_string a1, "-"
    mv      a0, s1
    call    strcmp
    bnez    a0, 1f
    la_string s1, "(standard input)"
1:  la      a0, reader
    mv      a1, s0
    call    reader_open
    li      s2, 0                   # lines selected
    li      s3, 0                   # line number
    lbu     s4, given + 'v'
    lbu     s5, given + 'c'         # is nothing to be printed line by line?
    lbu     t0, given + 'l'
    or      s5, s5, t0
    lbu     t0, given + 'L'
    or      s5, s5, t0
.Lnext_line:
    lw      t0, limit
    beq     s2, t0, .Lend_of_file
    la      a0, reader
    call    read_line
    beqz    a0, .Lend_of_file
    mv      s6, a0
    mv      s7, a1
    addi    s3, s3, 1
    call    regex_search
    beq     a0, s4, .Lnext_line
    addi    s2, s2, 1
    lbu     t0, given + 'q'
    bnez    t0, .Lfound
    lbu     t0, given + 'l'
    lbu     t1, given + 'L'
    or      t0, t0, t1
    bnez    t0, .Lend_of_file
    bnez    s5, .Lnext_line
    lbu     t0, given + 'o'
    bnez    t0, .Lparts
    mv      a0, s1
    mv      a1, s3
    call    print_prefix
    mv      a0, s6
    mv      a1, s7
    call    print_bytes
    li      a0, '\n'
    call    print_char
    j       .Lnext_line
.Lparts:
    bnez    s4, .Lnext_line         # -o -v: there is no part to print
    mv      a0, s6
    mv      a1, s7
    mv      a2, s1
    mv      a3, s3
    call    print_matches
    j       .Lnext_line

.Lend_of_file:
    lbu     t0, given + 'q'
    bnez    t0, .Lclose
    lbu     t0, given + 'c'
    beqz    t0, 2f
    mv      a0, s1
    li      a1, -1
    call    print_prefix
    mv      a0, s2
    call    print_udec
    li      a0, '\n'
    call    print_char
2:  snez    t0, s2                  # -l: print the name if there was a line; -L: if there was none
    lbu     t1, given + 'l'
    and     t1, t1, t0
    lbu     t2, given + 'L'
    xori    t0, t0, 1
    and     t2, t2, t0
    or      t1, t1, t2
    beqz    t1, .Lclose
    mv      a0, s1
    call    print_line
.Lclose:
    mv      a0, s0
    call    close_input
    seqz    a0, s2
    lw      a1, reader + READER_ERROR
    leave
.Lfound:                            # -q: that is all we want to know
    li      a0, 0
    j       exit

# print_prefix(a0 = file name, a1 = line number, or -1 for none) - what comes before a line
print_prefix:
    enter   1
    mv      s0, a1
    lw      t0, show_names
    beqz    t0, 1f
    call    print_str
    li      a0, ':'
    call    print_char
1:  lbu     t0, given + 'n'
    beqz    t0, 2f
    bltz    s0, 2f
    mv      a0, s0
    call    print_udec
    li      a0, ':'
    call    print_char
2:  leave

# print_matches(a0 = line, a1 = length, a2 = file name, a3 = line number) - print each part that matches
print_matches:
    enter   6
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    mv      s3, a3
    li      s4, 0                   # place
1:  bgtu    s4, s1, 3f
    mv      a0, s0
    mv      a1, s1
    mv      a2, s4
    call    regex_match_at
    bgt     a0, s4, 2f
    addi    s4, s4, 1               # no match, or an empty one
    j       1b
2:  mv      s5, a0
    mv      a0, s2
    mv      a1, s3
    call    print_prefix
    add     a0, s0, s4
    sub     a1, s5, s4
    call    print_bytes
    li      a0, '\n'
    call    print_char
    mv      s4, s5
    j       1b
3:  leave

    .data
    .balign 4
limit:          .word -1            # most lines to select in a file

    .bss
    .balign 4
patterns:       .zero 4             # list of pointers
pattern_count:  .zero 4
show_names:     .zero 4
reader:         .zero READER_BYTES
