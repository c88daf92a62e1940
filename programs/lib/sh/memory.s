# memory.s: the arena and growable buffers
#
# The arena holds what lives as long as one command: words, nodes, expanded arguments. It grows upwards through a
# chain of chunks and is given back to a mark, all at once, so nothing in it is freed piece by piece:
#
#   ARENA_CHUNK --> | previous | limit | used ....... | free ..... |
#                                                     ^ ARENA_TOP  ^ limit
#
# A function's tree must outlive the command that defines it: arena_keep raises the floor, below which no mark reaches.

.equ ARENA_CHUNK,       0               # the newest chunk, or 0
.equ ARENA_TOP,         4
.equ ARENA_FLOOR_CHUNK, 8
.equ ARENA_FLOOR_TOP,  12
.equ ARENA_BYTES,      16

.equ CHUNK_PREVIOUS, 0
.equ CHUNK_LIMIT,    4
.equ CHUNK_DATA,     8
.equ CHUNK_BYTES, 4080                  # of an ordinary chunk; larger requests get a chunk of their own

    .bss
    .balign 4
arena:        .zero ARENA_BYTES

    .text

# arena_alloc(a0 = bytes) -> a0 = its address
# Memory filled with zeros, aligned to words, until its command has ended.
arena_alloc:
    addi    a0, a0, 3
    andi    a0, a0, -4
    la      t0, arena
    lw      t1, 0(t0)
    beqz    t1, .Lnew_chunk
    lw      t2, ARENA_TOP(t0)
    add     t3, t2, a0
    lw      t4, CHUNK_LIMIT(t1)
    bgtu    t3, t4, .Lnew_chunk
    sw      t3, ARENA_TOP(t0)
    mv      a0, t2
1:  bgeu    t2, t3, 2f
    sw      zero, 0(t2)
    addi    t2, t2, 4
    j       1b
2:  ret

.Lnew_chunk:
    enter   2
    mv      s0, a0
    addi    a0, a0, CHUNK_DATA
    li      s1, CHUNK_BYTES
    bgeu    s1, a0, 1f
    mv      s1, a0
1:  mv      a0, s1
    call    malloc
    add     s1, s1, a0              # the chunk's limit
    la      t0, arena
    lw      t1, 0(t0)
    sw      t1, CHUNK_PREVIOUS(a0)
    sw      s1, CHUNK_LIMIT(a0)
    sw      a0, 0(t0)
    addi    a0, a0, CHUNK_DATA
    sw      a0, ARENA_TOP(t0)
    mv      a0, s0
    unwind
    tail    arena_alloc

# arena_mark() -> a0 = chunk, a1 = top, both for arena_release
# Where the arena stands now.
arena_mark:
    lw      a0, arena + ARENA_CHUNK
    lw      a1, arena + ARENA_TOP
    ret

# arena_release(a0 = chunk, a1 = top) - give back all that was allocated since that mark, except what arena_keep keeps
arena_release:
    enter   3
    mv      s0, a0
    mv      s1, a1
1:  lw      s2, arena + ARENA_CHUNK
    beq     s2, s0, 2f
    lw      t0, arena + ARENA_FLOOR_CHUNK
    beq     s2, t0, 3f
    beqz    s2, 4f
    lw      t1, CHUNK_PREVIOUS(s2)
    sw      t1, arena + ARENA_CHUNK, t0
    mv      a0, s2
    call    free
    j       1b
2:  lw      t0, arena + ARENA_FLOOR_CHUNK  # the mark's own chunk: back to the mark or the floor
    bne     s2, t0, 4f
    lw      t1, arena + ARENA_FLOOR_TOP
    bgeu    s1, t1, 4f
3:  lw      s1, arena + ARENA_FLOOR_TOP  # the floor is above the mark
4:  sw      s1, arena + ARENA_TOP, t0
    leave

# arena_keep() - keep all that the arena holds now for ever
arena_keep:
    la      t0, arena
    lw      t1, 0(t0)
    sw      t1, ARENA_FLOOR_CHUNK(t0)
    lw      t1, ARENA_TOP(t0)
    sw      t1, ARENA_FLOOR_TOP(t0)
    ret

# arena_string(a0 = text, a1 = length) -> a0 = the copy
# A zero-terminated copy.
arena_string:
    enter   3
    mv      s0, a0
    mv      s1, a1
    addi    a0, a1, 1
    call    arena_alloc             # filled with zeros: the terminator is there
    mv      s2, a0
    mv      a1, s0
    mv      a2, s1
    call    memcpy
    mv      a0, s2
    leave

# heap_string(a0 = text) -> a0 = the copy, to be freed
# A copy on the heap, for what outlives its command.
heap_string:
    enter   3
    mv      s0, a0
    call    strlen
    addi    s1, a0, 1
    mv      a0, s1
    call    malloc
    mv      a1, s0
    mv      a2, s1
    unwind
    tail    memcpy                  # returns its destination

# ---- growable buffers ------------------------------------------------------------------------------------------------
#
# Three words each, in .bss; the bytes are on the heap and stay there for the next use.
.equ BUF_DATA,     0
.equ BUF_LENGTH,   4
.equ BUF_CAPACITY, 8
.equ BUF_BYTES,   12

# buf_reserve(a0 = buffer, a1 = more) - make room for that many bytes after the present ones
buf_reserve:
    lw      t0, BUF_LENGTH(a0)
    add     t0, t0, a1
    lw      t1, BUF_CAPACITY(a0)
    bgtu    t0, t1, 1f
    ret
1:  enter   3
    mv      s0, a0
    slli    s1, t1, 1               # at least double: appending stays cheap
    addi    t0, t0, 64
    bgeu    s1, t0, 2f
    mv      s1, t0
2:  mv      a0, s1
    call    malloc
    mv      s2, a0
    lw      a1, BUF_DATA(s0)
    lw      a2, BUF_LENGTH(s0)
    call    memcpy
    lw      a0, BUF_DATA(s0)
    call    free                    # the first time it is 0, which free accepts
    sw      s2, BUF_DATA(s0)
    sw      s1, BUF_CAPACITY(s0)
    leave

# buf_put(a0 = buffer, a1 = byte) - append one byte
buf_put:
    lw      t0, BUF_LENGTH(a0)
    lw      t1, BUF_CAPACITY(a0)
    bgeu    t0, t1, 1f
    lw      t1, BUF_DATA(a0)
    add     t1, t1, t0
    sb      a1, 0(t1)
    addi    t0, t0, 1
    sw      t0, BUF_LENGTH(a0)
    ret
1:  enter   2
    mv      s0, a0
    mv      s1, a1
    li      a1, 1
    call    buf_reserve
    mv      a0, s0
    mv      a1, s1
    unwind
    tail    buf_put

# buf_append(a0 = buffer, a1 = text, a2 = length)
buf_append:
    enter   3
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    mv      a1, a2
    call    buf_reserve
    lw      a0, BUF_DATA(s0)
    lw      t0, BUF_LENGTH(s0)
    add     a0, a0, t0
    add     t0, t0, s2
    sw      t0, BUF_LENGTH(s0)
    mv      a1, s1
    mv      a2, s2
    unwind
    tail    memcpy

# buf_text(a0 = buffer, a1 = text) - append a zero-terminated text, without its terminator
buf_text:
    enter   2
    mv      s0, a0
    mv      s1, a1
    mv      a0, a1
    call    strlen
    mv      a2, a0
    mv      a0, s0
    mv      a1, s1
    unwind
    tail    buf_append

# buf_word(a0 = buffer, a1 = word) - append a 32-bit word: a growable array of pointers
buf_word:
    enter   2
    mv      s0, a0
    mv      s1, a1
    li      a1, 4
    call    buf_reserve
    lw      t0, BUF_DATA(s0)
    lw      t1, BUF_LENGTH(s0)
    add     t0, t0, t1
    sw      s1, 0(t0)
    addi    t1, t1, 4
    sw      t1, BUF_LENGTH(s0)
    leave

# buf_take(a0 = buffer) -> a0 = the text, zero-terminated
# Move the contents to the arena and leave the buffer empty.
buf_take:
    lw      a1, BUF_LENGTH(a0)
    sw      zero, BUF_LENGTH(a0)
    lw      a0, BUF_DATA(a0)
    tail    arena_string
