# lpd: the daemon of the printer
#
# Takes the jobs that lpr(1) puts into the spool folder, one after the other in the order of their numbers, and prints them
# at the speed of a printer into FOLDER/printer.out, each after a line with its number and name. A job leaves the queue
# when it has been printed; one that was cut short by the daemon's end is printed again.
#
# -n stays in the foreground, as init wants it; -s SPEED sets how many bytes are printed in a second, 1000 unless told;
# -d FOLDER names another spool folder than /var/spool/lpd (in the background by its absolute path).

.include "start.s"
.include "options.s"
.include "duration.s"
.include "daemonize.s"
.include "spool.s"
.include "printer.s"

usage "lpd [-n] [-d FOLDER] [-s SPEED]"

.equ BLOCK,         4096
.equ STEPS,         10              # parts of a second in which bytes are printed together

    .text

# s0 = pipe to wait on, s1 = numbers of the jobs, s2 = how many
main:
    enter   3
    call    options_start
.Lnext_option:
    options "d:ns:"
    on_option 'd', .Lset_folder
    on_option 's', .Lset_speed
    bnez    a0, .Lnext_option
    lw      t0, operands
    lw      a1, 0(t0)
    bnez    a1, .Lextra
    lw      a0, spool
    call    spool_open
    mv      s0, a0
    bltz    a0, .Lfolder_failed
    call    open_printer
    lbu     t0, given + 'n'
    bnez    t0, .Llook
    call    daemonize
    call    open_printer            # daemonize has put /dev/null into its place
.Llook:
    call    alloc_mark
    mv      s2, a0
    call    next_job
    beqz    a0, .Lidle
    call    print_job
    mv      a0, s2
    call    alloc_release
    j       .Llook
.Lidle:
    mv      a0, s2
    call    alloc_release
    mv      a0, s0
    call    spool_wait
    j       .Llook
.Lextra:
    j       extra_operand
.Lset_folder:
    la      t0, spool
    sw      a1, 0(t0)
    j       .Lnext_option
.Lset_speed:
    mv      s0, a1
    mv      a0, a1
    call    parse_number
    la      t0, speed
    sw      a0, 0(t0)
    bnez    a1, 1f
    bnez    a0, .Lnext_option
1:  die     "invalid speed '", s0, "'", zero
.Lfolder_failed:
    mv      a1, a0
    lw      a0, spool
    call    warn_file
    j       exit_failure

# open_printer() - let standard output be the paper
open_printer:
    enter   1
    lw      a0, spool
    la_string a1, "printer.out"
    call    join_path
    mv      s0, a0
    li      a1, O_APPEND
    call    open_write
    bltz    a0, 1f
    li      a1, STDOUT
    unwind
    j       move_descriptor
1:  die     "", s0, "", a0

# next_job() -> a0 = the first job of the queue, or 0
next_job:
    enter   3
    lw      a0, spool
    call    spool_numbers
    beqz    a0, 2f
    mv      s0, a0
    mv      s1, a1
1:  li      a0, 0
    beqz    s1, 2f
    lw      s2, 0(s0)
    addi    s0, s0, 4
    addi    s1, s1, -1
    lw      a0, spool
    mv      a1, s2
    la      a2, job_content
    call    spool_has
    beqz    a0, 1b                  # not complete yet
    mv      a0, s2
2:  leave

# print_job(a0 = number) - print it, then remove it from the queue
print_job:
    enter   2
    mv      s0, a0
    print   "--- job "
    mv      a0, s0
    call    print_udec
    print   ": "
    lw      a0, spool
    mv      a1, s0
    la      a2, job_name
    call    spool_read
    call    print_str
    print   " ---\n"
    call    flush_stdout
    lw      a0, spool
    mv      a1, s0
    la      a2, job_content
    call    spool_path
    call    open_read
    bltz    a0, 1f
    mv      s1, a0
    call    print_slowly
    mv      a0, s1
    syscall close
1:  lw      a0, spool
    mv      a1, s0
    li      a2, 0
    call    spool_path
    unwind
    j       remove_tree

# print_slowly(a0 = descriptor) - print what is read from it, in steps, each as long as the printer takes for it
print_slowly:
    enter   2
    mv      s0, a0
    lw      s1, speed
    li      t0, STEPS
    divu    s1, s1, t0              # bytes of a step
    bnez    s1, 1f
    li      s1, 1
1:  li      t0, BLOCK
    bleu    s1, t0, 2f
    mv      s1, t0
2:  mv      a0, s0
    la      a1, block
    mv      a2, s1
    call    read_some
    blez    a0, 3f
    mv      s1, a0
    mv      a1, a0
    la      a0, block
    call    print_bytes
    call    flush_stdout
    li      t0, 1000000             # the time for that many bytes, by microseconds
    lw      t1, speed
    mul     a1, s1, t0
    divu    a1, a1, t1
    li      t0, 1000000
    divu    a0, a1, t0
    remu    a1, a1, t0
    li      t0, 1000
    mul     a1, a1, t0
    call    pause
    j       2b
3:  leave

    .data
    .balign 4
speed:          .word 1000          # bytes a second

    .bss
block:          .zero BLOCK
