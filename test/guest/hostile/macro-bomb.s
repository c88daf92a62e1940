# Each level calls itself four times.
.macro  tree depth
.if     \depth
    tree    \depth-1
    tree    \depth-1
    tree    \depth-1
    tree    \depth-1
.endif
.endm
.globl _start
_start:
    tree    60
