/** square(a0) -> a0: takes a while that depends on the argument; and others. */
const TASKS = `
square:
    li      t0, 7
    remu    t0, a0, t0
    slli    t0, t0, 4
1:  addi    t0, t0, -1
    bgez    t0, 1b
    mul     a0, a0, a0
    ret
sleepy:                             # the same, after some sleep
    enter   1
    mv      s0, a0
    andi    a0, a0, 3
    call    nap
    mv      a0, s0
    call    square
    leave
`;

const program = (includes: readonly string[], body: string) => `
.include "start.s"
${includes.map((name) => `.include "${name}.s"\n`).join('')}
.include "nap.s"
.include "say.s"
usage "test"
.text
${TASKS}
${body}
    .bss
    .balign 4
a_pool: .zero 64
`;

/** Prints the sum of a list of words at s1, s0 of them; then ends with status 0. */
const SUM = `
    li      s3, 0
    mv      s4, s0
1:  lw      t0, 0(s1)
    add     s3, s3, t0
    addi    s1, s1, 4
    addi    s4, s4, -1
    bnez    s4, 1b
    say_number "sum ", s3, "\\n"
`;

const sumOfSquares = (count: number) => (count * (count + 1) * (2 * count + 1)) / 6;

const map = (open: string, count: number, workers: number, routine: string) =>
  program(
    ['pool'],
    `
main:
    enter   6
    la      a0, a_pool
    li      a1, ${workers}
    call    ${open}
    li      s0, ${count}
    slli    a0, s0, 2
    call    alloc
    mv      s1, a0
    li      t0, 1
1:  sw      t0, 0(a0)
    addi    a0, a0, 4
    addi    t0, t0, 1
    bleu    t0, s0, 1b
    la      a0, a_pool
    la      a1, ${routine}
    mv      a2, s1
    mv      a3, s0
    mv      a4, s1
    call    pool_map
    ${SUM}
    la      a0, a_pool
    call    pool_close
    la      a0, a_pool
    call    pool_join
    li      a0, 0
    leave
`,
  );

/** Five jobs with callbacks, which add what they get to a total. */
const callbacks = (notify: string, wait: string) =>
  program(
    ['pool'],
    `
main:
    enter   4
    la      a0, a_pool
    li      a1, 3
    call    pool_open
    ${notify}
    li      s0, 1
1:  la      a0, a_pool
    la      a1, sleepy
    mv      a2, s0
    la      a3, add_result
    call    pool_apply_async
    addi    s0, s0, 1
    li      t0, 5
    bleu    s0, t0, 1b
2:  lw      t0, finished
    li      t1, 5
    beq     t0, t1, 3f
    ${wait}
    j       2b
3:  lw      s0, total
    say_number "total ", s0, "\\n"
    la      a0, a_pool
    call    pool_close
    la      a0, a_pool
    call    pool_join
    li      a0, 0
    leave
add_result:
    la      t0, total
    lw      t1, 0(t0)
    add     t1, t1, a1
    sw      t1, 0(t0)
    la      t0, finished
    lw      t1, 0(t0)
    addi    t1, t1, 1
    sw      t1, 0(t0)
    ret
    .bss
    .balign 4
total:      .zero 4
finished:   .zero 4
    .text
`,
  );

/** Workers that never end are ended. */
const terminate = (open: string, busy: string) =>
  program(
    ['pool'],
    `
main:
    enter   2
    la      a0, a_pool
    li      a1, 3
    call    ${open}
    li      s0, 6
1:  la      a0, a_pool
    la      a1, ${busy}
    li      a2, 0
    li      a3, 0
    call    pool_apply_async
    addi    s0, s0, -1
    bnez    s0, 1b
    li      a0, 1
    call    nap
    la      a0, a_pool
    call    pool_terminate
    li      a0, P_ALL
    li      a1, 0
    li      a2, 0
    li      a3, WEXITED
    li      a4, 0
    syscall waitid
    mv      s0, a0
    li      t0, -ECHILD
    bne     s0, t0, 2f
    say     "no children\\n"
2:  li      a0, 0
    leave
for_ever:
    j       .
a_while:
    enter
    li      a0, 3
    call    nap
    leave
`,
  );

const executor = (open: string) =>
  program(
    ['executor'],
    `
main:
    enter   4
    la      a0, a_pool
    li      a1, 2
    call    ${open}
    la      a0, a_pool
    la      a1, sleepy
    li      a2, 7
    call    submit_task
    mv      s0, a0
    la      a0, a_pool
    la      a1, square
    li      a2, 9
    call    submit_task
    mv      s1, a0
    la      a1, tell
    call    future_when_done
    mv      a0, s0
    call    future_result
    mv      s2, a0
    say_number "first ", s2, "\\n"
1:  mv      a0, s1
    call    future_done
    beqz    a0, 1b
    mv      a0, s1
    call    future_result
    mv      s2, a0
    say_number "second ", s2, "\\n"
    mv      a0, s0
    la      a1, tell
    call    future_when_done
    mv      a0, s0
    call    future_free
    la      a0, a_pool
    call    executor_shutdown
    li      a0, 0
    leave
tell:
    enter   1
    mv      s0, a1
    la      t0, told
    lw      t1, 0(t0)
    add     t1, t1, a1
    sw      t1, 0(t0)
    lw      t0, told
    li      t1, 81 + 49
    bne     t0, t1, 1f
    say     "told of both\\n"
1:  leave
    .bss
    .balign 4
told: .zero 4
    .text
`,
  );

/** sort gets more than a pipe holds, and its output comes back. */
const popen = program(
  ['popen', 'decimal'],
  `
main:
    enter   6
    la      a0, sorter
    la      a1, sort_arguments
    li      a2, PIPE_STDIN | PIPE_STDOUT
    call    popen
    la      s0, text                # 20000 numbers
    mv      a1, s0
    li      s1, 20000
1:  mv      a0, s1
    call    write_udec
    li      t0, '\\n'
    sb      t0, 0(a0)
    addi    a1, a0, 1
    addi    s1, s1, -1
    bnez    s1, 1b
    sub     a2, a1, s0
    mv      s2, a2
    la      a0, sorter
    la      a1, text
    la      a3, sorted
    li      a4, 131072
    call    popen_communicate
    sub     s3, a0, s2              # 0: as much as went in
    say_number "difference ", s3, "\\n"
    la      t0, sorted
    sb      zero, 4(t0)
    say_word "first ", t0, ""
    la      a0, sorter
    call    popen_wait
    mv      s3, a0
    say_number "status ", s3, "\\n"
    la      a0, sorter              # a program that reads only the beginning
    la      a1, head_arguments
    li      a2, PIPE_STDIN | PIPE_STDOUT
    call    popen
    la      a0, sorter
    la      a1, text
    li      a2, 100000
    la      a3, sorted
    li      a4, 131072
    call    popen_communicate
    mv      s3, a0
    say_number "head gave ", s3, " bytes\\n"
    la      a0, sorter
    call    popen_wait
    la      a0, sorter
    la      a1, missing_arguments
    li      a2, 0
    call    popen
    la      a0, sorter
    call    popen_wait
    mv      s3, a0
    say_number "status of what is not there ", s3, "\\n"
    la      a0, sorter
    la      a1, sleep_arguments
    li      a2, PIPE_STDOUT
    call    popen
    la      a0, sorter
    call    popen_poll
    addi    s3, a0, EAGAIN
    say_number "running ", s3, "\\n"
    lw      a0, sorter + POPEN_PID
    li      a1, SIGTERM
    syscall kill
    la      a0, sorter
    call    popen_wait
    mv      s3, a0
    say_number "terminated ", s3, "\\n"
    li      a0, 0
    leave
    .data
    .balign 4
sort_arguments:     .word word_sort, word_n, 0
head_arguments:     .word word_head, word_c, word_9, 0
missing_arguments:  .word word_nosuch, 0
sleep_arguments:    .word word_sleep, word_9, 0
word_sort:          .asciz "sort"
word_head:          .asciz "head"
word_c:             .asciz "-c"
word_n:             .asciz "-n"
word_nosuch:        .asciz "nosuch"
word_sleep:         .asciz "sleep"
word_9:             .asciz "9"
    .bss
    .balign 4
sorter: .zero POPEN_BYTES
text:   .zero 131072
sorted: .zero 131072
    .text
`,
);

/** All workers end within tasks: who waits for a result is told. */
const lost = program(
  ['pool'],
  `
main:
    enter   2
    la      a0, a_pool
    li      a1, 2
    call    pool_open
    li      s0, 2
1:  la      a0, a_pool
    la      a1, crash
    li      a3, 0
    call    pool_apply_async
    addi    s0, s0, -1
    bnez    s0, 1b
    call    job_get
    neg     s1, a1
    addi    s1, s1, -ECHILD
    say_number "lost ", s1, "\\n"
    la      a0, a_pool
    call    pool_close
    la      a0, a_pool
    call    pool_join
    li      a0, 0
    leave
crash:
    lw      t0, 0(zero)
    ret
`,
);

/** A program, and what it prints. */
interface PoolProgram {
  readonly text: string;
  readonly stdout: string;
  /** Whether it takes long; only then does it find the tools in /bin. */
  readonly isLarge?: true;
}

export const poolPrograms: Readonly<Record<string, PoolProgram>> = {
  map: { text: map('pool_open', 60, 3, 'square'), stdout: `sum ${sumOfSquares(60)}\n` },
  'map over threads': { text: map('pool_open_threads', 60, 3, 'square'), stdout: `sum ${sumOfSquares(60)}\n` },
  'more tasks than pipes hold': {
    text: map('pool_open', 7000, 2, 'square'),
    stdout: `sum ${sumOfSquares(7000) | 0}\n`,
    isLarge: true,
  },
  'callbacks by polling': {
    text: callbacks('', 'la a0, a_pool\ncall pool_poll\nli a0, 1\ncall nap'),
    stdout: 'total 55\n',
  },
  'callbacks by notification': {
    text: callbacks('la a0, a_pool\ncall pool_notify', 'li a0, 100\ncall compute'),
    stdout: 'total 55\n',
  },
  'terminate processes': { text: terminate('pool_open', 'for_ever'), stdout: 'no children\n' },
  'terminate threads': { text: terminate('pool_open_threads', 'a_while'), stdout: 'no children\n' },
  'an executor of processes': {
    text: executor('executor_of_processes'),
    stdout: 'first 49\nsecond 81\ntold of both\n',
  },
  'an executor of threads': { text: executor('executor_of_threads'), stdout: 'first 49\nsecond 81\ntold of both\n' },
  popen: {
    text: popen,
    stdout:
      'difference 0\nfirst 1\n2\nstatus 0\nhead gave 9 bytes\nstatus of what is not there 127\nrunning 0\nterminated 143\n',
    isLarge: true,
  },
  'workers that crash': { text: lost, stdout: 'lost 0\n' },
};
