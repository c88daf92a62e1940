# merge.s: sorting a list of words

.ifndef MERGE_S
.equ MERGE_S, 1
.include "macros.s"
.include "alloc.s"

    .text

# sort_words(a0 = words, a1 = how many, a2 = compare) - sort in place; equal elements keep their order
# compare(a0 = word, a1 = word) -> a0 < 0, = 0 or > 0, as the first sorts before, with or after the second.
sort_words:
    enter   3
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    slli    a0, a1, 2
    call    alloc                   # room for one half while merging
    mv      a3, a0
    mv      a0, s0
    mv      a1, s1
    mv      a2, s2
    unwind
    # falls into merge_sort

# merge_sort(a0 = words, a1 = how many, a2 = compare, a3 = room for as many words)
#
# Sorts both halves, then merges them from the left: the left half is moved to the room, and the
# place to fill never overtakes the right half.
#
#   room:   | left half ... |
#             ^s0  ^s4 end
#   words:  | merged ...    | right half ... |
#             ^s5             ^s1         ^s6 end
merge_sort:
    li      t0, 2
    bltu    a1, t0, 1f
    enter   7
    mv      s0, a0                  # words
    mv      s1, a1                  # how many
    mv      s2, a2
    mv      s3, a3
    srli    s4, a1, 1               # how many are in the left half
    mv      a1, s4
    call    merge_sort
    slli    t0, s4, 2
    add     a0, s0, t0
    sub     a1, s1, s4
    mv      a2, s2
    mv      a3, s3
    call    merge_sort

    mv      s5, s0
    slli    a2, s4, 2
    slli    s6, s1, 2
    add     s6, s6, s0
    add     s1, s0, a2
    mv      a1, s0
    mv      a0, s3
    mv      s0, s3
    add     s4, s3, a2
    call    memcpy
.Lmerge_next:
    beq     s0, s4, .Lmerge_done    # what remains of the right half is in its place
    beq     s1, s6, .Lmerge_left
    lw      a0, 0(s0)
    lw      a1, 0(s1)
    jalr    s2
    bgtz    a0, .Lmerge_right
.Lmerge_left:
    lw      t0, 0(s0)
    addi    s0, s0, 4
    j       .Lmerge_put
.Lmerge_right:
    lw      t0, 0(s1)
    addi    s1, s1, 4
.Lmerge_put:
    sw      t0, 0(s5)
    addi    s5, s5, 4
    j       .Lmerge_next
.Lmerge_done:
    leave
1:  ret

.endif
