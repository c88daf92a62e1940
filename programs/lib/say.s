# say.s: lines that come out at once
#
# What print.s prints is collected in a buffer, which a fork would copy and threads would share. A `say` is one write.

.ifndef SAY_S
.equ SAY_S, 1
.include "macros.s"
.include "string.s"
.include "decimal.s"

# say "text" - write a literal text to standard output. Changes: a and t registers.
.macro say text:req
    la_string a0, "\text"
    call    say_text
.endm

# say_number "before", NUMBER, "after" - write the text before, the number in register NUMBER, and the text after, as one
# piece. Changes: a and t registers.
.macro say_number before, number:req, after
    mv      a1, \number
    la_string a0, "\before"
    la_string a2, "\after"
    call    say_about
.endm

# say_word "before", WORD, "after" - the same with the text in register WORD
.macro say_word before, word:req, after
    mv      a1, \word
    la_string a0, "\before"
    la_string a2, "\after"
    call    say_words
.endm

# say_named NAME, "text", NUMBER - write the text in register NAME, the literal text, the number, and a newline, as one
# piece. Changes: a and t registers.
.macro say_named name:req, text, number:req
    mv      a2, \number
    mv      a0, \name
    la_string a1, "\text"
    call    say_line
.endm

.equ SAY_SIZE, 256                  # of the longest line

    .text

# say_text(a0 = text)
say_text:
    enter   1
    mv      s0, a0
    call    strlen
    mv      a2, a0
    mv      a1, s0
    li      a0, STDOUT
    call    write_all
    leave

# say_words(a0 = text, a1 = text, a2 = text) - the three as one piece
say_words:
    enter   2, SAY_SIZE
    mv      s0, a1
    mv      s1, a2
    mv      a1, a0
    mv      a0, sp
    call    strcpy
    mv      a1, s0
    call    strcpy
    mv      a1, s1
    call    strcpy
    mv      a0, sp
    call    say_text
    leave

# say_line(a0 = text, a1 = text, a2 = signed number) - the three and a newline as one piece
say_line:
    enter   1, SAY_SIZE
    mv      s0, a2
    mv      t2, a1
    mv      a1, a0
    mv      a0, sp
    call    strcpy
    mv      a1, t2
    call    strcpy
    mv      a0, sp
    mv      a1, s0
    la_string a2, "\n"
    call    say_about
    leave

# say_about(a0 = text before, a1 = signed number, a2 = text after)
say_about:
    enter   2, SAY_SIZE
    mv      s0, a1
    mv      s1, a2
    mv      a1, a0
    mv      a0, sp
    call    strcpy
    bgez    s0, 1f
    neg     s0, s0
    li      t0, '-'
    sb      t0, 0(a0)
    addi    a0, a0, 1
1:  mv      a1, a0
    mv      a0, s0
    call    write_udec
    mv      a1, s1
    call    strcpy
    mv      a0, sp
    call    say_text
    leave

.endif
