# Only the instructor has this.
.equ SECRET, 42
