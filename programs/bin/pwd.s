# pwd: print the current folder

.include "start.s"
.include "options.s"

usage "pwd [-LP]"

    .text
main:
    enter
    call    options_start
.Lnext_option:
    options "LP"
    on_option 'L', .Lnext_option
    on_option 'P', .Lnext_option
    la      a0, path
    li      a1, PATH_MAX
    syscall getcwd
    bltz    a0, .Lfailed
    la      a0, path
    call    print_line
    li      a0, 0
    leave
.Lfailed:
    mv      a1, a0
    la_string a0, "cannot find the current folder"
    call    warn_file
    j       exit_failure

    .bss
path:           .zero PATH_MAX
