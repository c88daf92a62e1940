# run.s: becoming another program, for tools that change something and then run a command

.ifndef RUN_S
.equ RUN_S, 1
.include "macros.s"
.include "errors.s"
.include "process.s"

    .text

# run_program(a0 = argv) - execute it in this process, looked up in PATH. Does not return: when it cannot be executed
# the program ends with a message and status 127 (not found) or 126.
run_program:
    enter   2
    mv      s0, a0
    lw      a1, environ
    call    exec_search
    mv      s1, a0
    lw      s0, 0(s0)
    warn    "cannot run ", s0, "", s1
    mv      a0, s1
    call    exec_status
    j       exit

# cannot_fork(a0 = -errno) - say so and exit. Does not return.
cannot_fork:
    mv      a1, a0
    la_string a0, "cannot fork"
    call    warn_file
    j       exit_failure

.endif
