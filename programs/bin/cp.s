# cp: copy files
#
# Copies one file to a new name, or several into a folder. -r copies folders with everything in them, and symbolic
# links as links.

.include "start.s"
.include "target.s"

usage "cp [-Rr] SOURCE TARGET | cp [-Rr] SOURCE... FOLDER"

    .text
main:
    enter
    call    options_start
.Lnext_option:
    options "rRf"
    on_option 'r', .Lset_recursive
    on_option 'R', .Lset_recursive
    on_option 'f', .Lnext_option
    la      a0, copy_one
    call    each_to_target
    leave
.Lset_recursive:
    la      t0, recursive
    li      t1, 1
    sw      t1, 0(t0)
    j       .Lnext_option

# copy_one(a0 = source, a1 = destination) -> a0 = 0 or 1
copy_one:
    lw      a2, recursive
    j       copy_tree

    .bss
    .balign 4
recursive:      .zero 4
