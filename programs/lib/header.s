# header.s: the headers of head and tail

.ifndef HEADER_S
.equ HEADER_S, 1
.include "macros.s"
.include "print.s"

    .text

# print_header(a0 = file name) - "==> NAME <==", with an empty line before all but the first
print_header:
    enter   1
    mv      s0, a0
    la      t0, .Lheaders
    lw      t1, 0(t0)
    li      t2, 1
    sw      t2, 0(t0)
    beqz    t1, 1f
    print   "\n"
1:  print   "==> "
    la_string a1, "-"
    mv      a0, s0
    call    strcmp
    bnez    a0, 2f
    la_string s0, "standard input"
2:  mv      a0, s0
    call    print_str
    print   " <==\n"
    leave

    .bss
    .balign 4
.Lheaders:      .zero 4             # has a header been printed?

.endif
