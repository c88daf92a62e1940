# show.s: a look at the processes, as ps lists them

.ifndef SHOW_S
.equ SHOW_S, 1
.include "macros.s"
.include "popen.s"

    .text

# show_processes(a0 = columns, as ps -o wants them) - run ps, and wait until it has ended
show_processes:
    enter
    la      a1, .Lshow_words
    sw      a0, 8(a1)
    la      a0, .Lshow_ps
    li      a2, 0
    call    popen
    bltz    a0, 1f
    la      a0, .Lshow_ps
    call    popen_wait
1:  leave

    .data
    .balign 4
.Lshow_words:   .word .Lshow_name, .Lshow_option, 0, 0
.Lshow_name:    .asciz "ps"
.Lshow_option:  .asciz "-o"

    .bss
    .balign 4
.Lshow_ps:      .zero POPEN_BYTES

.endif
