# bound: one process is held up by its input and output, another one by its computing
#
# Each says at its end how often it gave up its hart to wait, and how often it was interrupted.

.include "start.s"
.include "children.s"
.include "nap.s"
.include "say.s"

usage "bound"

    .text
main:
    enter
    la      a0, io_bound
    call    start_child
    la      a0, cpu_bound
    call    start_child
    call    await_children
    li      a0, 0
    leave

# io_bound() - twenty times: wait a millisecond for a device, then compute for 2,000 cycles
io_bound:
    enter   1
    li      s0, 20
1:  li      a0, 1
    call    nap
    li      a0, 1000
    call    compute
    addi    s0, s0, -1
    bnez    s0, 1b
    la_string a0, "I/O-bound: "
    call    report
    leave

# cpu_bound() - twenty times: compute for 100,000 cycles
cpu_bound:
    enter   1
    li      s0, 20
1:  li      a0, 50000
    call    compute
    addi    s0, s0, -1
    bnez    s0, 1b
    la_string a0, "CPU-bound: "
    call    report
    leave

# report(a0 = name) -> a0 = 0
report:
    enter   2, RUSAGE_BYTES
    mv      s0, a0
    li      a0, RUSAGE_SELF
    mv      a1, sp
    syscall getrusage
    mv      a0, s0
    call    print_str
    print   "waited "
    lw      a0, RUSAGE_NVCSW(sp)
    call    print_udec
    print   " times, was interrupted "
    lw      a0, RUSAGE_NIVCSW(sp)
    call    print_udec
    print   " times\n"
    call    flush_stdout
    li      a0, 0
    leave
