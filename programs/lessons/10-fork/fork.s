# fork: what a child gets from its parent, and what the two share afterwards

.include "start.s"
.include "children.s"
.include "share.s"
.include "say.s"

usage "fork"

.equ PAGE,  4096
.equ PAGES, 8

    .text
main:
    enter   3
    li      t0, 1                   # the memory image: a variable ...
    sw      t0, variable, t1
    li      a0, PAGE * PAGES        # ... and eight pages, each of which has been written
    call    map_private
    mv      s0, a0
    li      t0, PAGES
1:  sw      t0, 0(a0)
    li      t1, PAGE
    add     a0, a0, t1
    addi    t0, t0, -1
    bnez    t0, 1b

    la_string a0, "/tmp/letters"    # an open file, of which we have read three letters
    li      a1, O_TRUNC
    call    open_write
    mv      s1, a0
    la_string a1, "abcdefghi"
    li      a2, 9
    call    write_all
    mv      a0, s1
    syscall close
    la_string a0, "/tmp/letters"
    call    open_read
    mv      s1, a0
    la_string a0, "parent"
    mv      a1, s1
    call    read_three

    call    flush_stdout
    call    fork
    beqz    a0, child
    li      a1, 0
    call    wait_for

    la_string a0, "parent"
    mv      a1, s1
    call    read_three              # the offset is shared: it goes on behind the child
    lw      s2, variable
    say_number "parent: the variable is ", s2, "\n"
    lw      s2, 0(s0)
    say_number "parent: the first page has ", s2, "\n"
    li      a0, 0
    leave

child:
    la_string a0, "LESSON"
    call    getenv
    mv      s2, a0
    bnez    s2, 1f
    la_string s2, "not there"
1:  say_word "child: in the environment LESSON is ", s2, "\n"
    lw      s2, variable
    say_number "child: the variable is ", s2, "\n"
    li      t0, 2
    sw      t0, variable, t1
    lw      s2, variable
    say_number "child: the variable is now ", s2, "\n"
    li      s2, 3                   # how many of the pages the child writes to
2:  beqz    s2, 3f
    sw      zero, 0(s0)
    li      t1, PAGE
    add     s0, s0, t1
    addi    s2, s2, -1
    j       2b
3:  la_string a0, "child"
    mv      a1, s1
    call    read_three
    li      a0, 0
    leave

# read_three(a0 = who, a1 = descriptor) - "WHO reads abc"
read_three:
    enter   1, 16
    mv      s0, a0
    mv      a0, a1
    mv      a1, sp
    li      a2, 3
    call    read_some
    sb      zero, 3(sp)
    mv      a0, s0
    call    print_str
    print   " reads "
    mv      a0, sp
    call    print_line
    call    flush_stdout
    leave

    .data
    .balign 4
variable:   .word 0
