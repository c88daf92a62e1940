# functions.s: functions and their parameters

# The positional parameters of a caller, while a function or a sourced file has its own
.equ FRAME_NEXT,       0
.equ FRAME_PARAMETERS, 4
.equ FRAME_COUNT,      8
.equ FRAME_BLOCK,     12
.equ FRAME_LOOPS,     16
.equ FRAME_LOCALS,    20                # what its local variables hide: HIDDEN_..., on the heap
.equ FRAME_BYTES,     24

    .bss
    .balign 4
functions:    .zero 4
call_frames:  .zero 4               # the parameters of the callers: FRAME_...

    .text

# execute_function(a0 = node, a1 = flags) - define a function; its tree stays in the arena
execute_function:
    enter   2
    mv      s0, a0
    lw      a0, NODE_C(s0)
    call    function_find
    mv      s1, a0
    bnez    a0, 1f
    li      a0, FUNCTION_BYTES
    call    malloc
    mv      s1, a0
    la      t0, functions
    lw      t1, 0(t0)
    sw      t1, FUNCTION_NEXT(s1)
    sw      s1, 0(t0)
1:  lw      t0, NODE_C(s0)
    sw      t0, FUNCTION_NAME(s1)
    lw      t0, NODE_A(s0)
    sw      t0, FUNCTION_BODY(s1)
    call    arena_keep
    li      a0, 0
    leave

# function_find(a0 = name) -> a0 = record, or 0
function_find:
    enter   2
    mv      s0, a0
    lw      s1, functions
1:  beqz    s1, 2f
    mv      a0, s0
    lw      a1, FUNCTION_NAME(s1)
    call    strcmp
    beqz    a0, 2f
    lw      s1, FUNCTION_NEXT(s1)
    j       1b
2:  mv      a0, s1
    leave

# function_call(a0 = function, a1 = arguments) -> a0 = exit status
# Run a function; the arguments include its name.
function_call:
    enter   2
    mv      s0, a0
    addi    a0, a1, 4
    call    frame_push
    lw      a0, FUNCTION_BODY(s0)
    li      a1, 0
    call    execute
    mv      s1, a0
    lw      t0, escape
    li      t1, ESCAPE_RETURN
    bne     t0, t1, 1f
    sw      zero, escape, t0
    lw      s1, last_status
1:  call    frame_pop
    mv      a0, s1
    leave

# frame_push(a0 = parameters) - new positional parameters, until frame_pop
frame_push:
    enter   1
    mv      s0, a0
    li      a0, FRAME_BYTES
    call    arena_alloc
    la      t0, call_frames
    lw      t1, 0(t0)
    sw      t1, FRAME_NEXT(a0)
    sw      a0, 0(t0)
    lw      t0, parameters
    sw      t0, FRAME_PARAMETERS(a0)
    lw      t0, parameter_count
    sw      t0, FRAME_COUNT(a0)
    lw      t0, parameter_block
    sw      t0, FRAME_BLOCK(a0)
    lw      t0, loop_depth
    sw      t0, FRAME_LOOPS(a0)
    sw      zero, parameter_block, t0
    sw      zero, loop_depth, t0
    sw      s0, parameters, t0
    li      t1, 0
1:  lw      t0, 0(s0)
    beqz    t0, 2f
    addi    t1, t1, 1
    addi    s0, s0, 4
    j       1b
2:  sw      t1, parameter_count, t0
    leave

# frame_pop() - back to the parameters of the caller, and to the variables that local ones have hidden
frame_pop:
    enter   2
    lw      a0, parameter_block     # made by `set` in the function
    call    free
    lw      s0, call_frames
    lw      s1, FRAME_LOCALS(s0)
    mv      a0, s1
    call    restore_variables
1:  beqz    s1, 2f
    lw      a0, HIDDEN_NAME(s1)
    call    free
    lw      a0, HIDDEN_VALUE(s1)
    call    free
    mv      a0, s1
    lw      s1, HIDDEN_NEXT(s1)
    call    free
    j       1b
2:
    lw      t0, FRAME_NEXT(s0)
    sw      t0, call_frames, t1
    lw      t0, FRAME_PARAMETERS(s0)
    sw      t0, parameters, t1
    lw      t0, FRAME_COUNT(s0)
    sw      t0, parameter_count, t1
    lw      t0, FRAME_BLOCK(s0)
    sw      t0, parameter_block, t1
    lw      t0, FRAME_LOOPS(s0)
    sw      t0, loop_depth, t1
    leave
