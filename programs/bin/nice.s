# nice: run a program with another nice value
#
# The nice value says how far a process stands back behind others when it wants to run: from -20 (others stand back)
# to 19. -n ADJUSTMENT is added to the value of the shell, 10 unless given. Without a program, shows the value.

.include "start.s"
.include "options.s"
.include "run.s"

usage "nice [-n ADJUSTMENT] [PROGRAM [ARGUMENT...]]", 125

.equ DEFAULT_ADJUSTMENT, 10
.equ NICEST,            19
.equ LEAST_NICE,        -20

    .text
main:
    enter   2
    li      s1, DEFAULT_ADJUSTMENT
    call    options_start
.Lnext_option:
    options "+n:"
    on_option 'n', .Lset_adjustment
    li      a0, PRIO_PROCESS
    li      a1, 0
    syscall getpriority
    li      t0, 20                  # the kernel gives 20 - nice, which is never negative
    sub     t0, t0, a0
    lw      s0, operands
    lw      t1, 0(s0)
    bnez    t1, 1f
    lbu     t1, given + 'n'
    bnez    t1, .Lno_program
    mv      a0, t0
    call    print_dec
    li      a0, '\n'
    call    print_char
    li      a0, 0
    leave
1:  li      t1, NICEST - LEAST_NICE # what is further away than all values differ changes nothing more
    blt     s1, t1, 2f
    mv      s1, t1
2:  neg     t1, t1
    bgt     s1, t1, 3f
    mv      s1, t1
3:  add     a2, t0, s1              # the kernel cuts it off at both ends
    li      a0, PRIO_PROCESS
    li      a1, 0
    syscall setpriority
    bgez    a0, 4f
    mv      a1, a0
    la_string a0, "cannot set niceness"
    call    warn_file
4:  mv      a0, s0
    unwind
    j       run_program
.Lno_program:
    la_string a0, "a command must be given with an adjustment"
    call    warn_text
    j       usage_error
.Lset_adjustment:
    mv      s0, a1
    mv      a0, a1
    call    parse_integer
    mv      s1, a0
    beqz    a1, .Lnext_option
    die     "invalid adjustment '", s0, "'", zero
