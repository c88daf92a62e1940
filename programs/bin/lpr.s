# lpr: put files into the queue of the printer
#
# Each file, or standard input, becomes a job for lpd(1), which prints one after the other. -d FOLDER names another spool
# folder than /var/spool/lpd.

.include "start.s"
.include "options.s"
.include "submit.s"
.include "printer.s"

usage "lpr [-d FOLDER] [FILE...]"

    .text
main:
    enter
    call    options_start
.Lnext_option:
    options "d:"
    on_option 'd', .Lset_folder
    lw      a0, spool
    call    make_folder
    la      a0, print_file
    call    each_input
    leave
.Lset_folder:
    la      t0, spool
    sw      a1, 0(t0)
    j       .Lnext_option

# print_file(a0 = descriptor, a1 = name) -> a0 = 0 or -errno
print_file:
    enter
    mv      a2, a1
    mv      a1, a0
    lw      a0, spool
    call    submit_file
    bltz    a0, 1f
    li      a0, 0
1:  leave
