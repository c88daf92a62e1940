import { describe, expect, test } from 'vitest';
import { assignmentOf, grade, messageOf, program, testOne } from './submissions.ts';

const HELLO = program('    say "hello\\n"');
const FORKS = program(`
    call fork
    beqz a0, 1f
    li a1, 0
    call wait_for
    say "parent\\n"
    li a0, 0
    j exit
1:  say "child\\n"`);
const SLEEPS = program('    li a0, 0\n    li a1, 0\n    li a2, 0\n    li a3, 0\n    syscall ppoll_time64');

/** Each check with a program that passes it, one that does not, and what is then said. */
describe.each([
  ['stdout, exactly', 'stdout: "hello\\n"', HELLO, program('say "hello"'), 'standard output is wrong in line 2'],
  [
    'stdout, normalised',
    'stdout: { normalised: "hello" }',
    program('say "  hello \\n\\n"'),
    program('say "hell o"'),
    'standard output is wrong in line 1',
  ],
  [
    'stdout, in any order',
    'stdout: { unordered: "a\\nb\\n" }',
    program('say "b\\na\\n"'),
    program('say "b\\nb\\n"'),
    'standard output has not the lines it should have',
  ],
  [
    'stdout, by a pattern',
    "stdout: { regex: '^h.*o$' }",
    HELLO,
    program('say "oh\\n"'),
    'standard output does not match the pattern',
  ],
  [
    'stdout, by parts',
    'stdout: { contains: [he, lo], lacks: x }',
    HELLO,
    program('say "hello x"'),
    'standard output has a text that must not be there: x',
  ],
  ['stderr', 'stderr: { contains: oh }', program('eprint "oh"'), HELLO, 'standard error lacks a text'],
  ['the exit status', 'exit: 3', program('li a0, 3\n    j exit'), HELLO, 'the exit status is wrong'],
  ['an end by a signal', 'exit: { signal: SIGSEGV }', program('lw a0, 0(zero)'), HELLO, 'it ended in another way'],
  ['a deadlock', 'exit: deadlock', SLEEPS, HELLO, 'it ended'],
  [
    'no crash',
    'exit: any',
    program('li a0, 9\n    j exit'),
    program('lw a0, 0(zero)'),
    'it was ended by SIGSEGV at `main`, which touched address 0x0',
  ],
  ['output of processes', 'output_of: [{ process: 2, stdout: "child\\n" }]', FORKS, HELLO, 'process 2 never existed'],
  ['calls that are needed', 'calls: [{ required: [clone] }]', FORKS, HELLO, 'the program never calls clone'],
  [
    'calls that are forbidden',
    'calls: [{ forbidden: [clone] }]',
    HELLO,
    FORKS,
    'the program calls clone, which is forbidden here',
  ],
  [
    'the number of calls',
    'calls: [{ process: 1, counts: { write: { max: 1 } } }]',
    HELLO,
    program('say "a"\n    say "b"'),
    'how often process 1 calls write is wrong',
  ],
  [
    'files',
    'files_after: { /tmp/a: "hi" }',
    program(
      'la_string a0, "/tmp/a"\n    li a1, O_TRUNC\n    call open_write\n    la_string a1, "hi"\n    li a2, 2\n    call write_all',
    ),
    HELLO,
    'the file /tmp/a is not there',
  ],
  [
    'files that must go',
    'files: { /tmp/a: x }\nfiles_after: { /tmp/a: absent }',
    program('la_string a1, "/tmp/a"\n    li a0, AT_FDCWD\n    li a2, 0\n    syscall unlinkat'),
    HELLO,
    'the file /tmp/a is there, and should not be',
  ],
  [
    'registers at the end',
    'state: [{ registers: { s5: 42 } }]',
    program('li s5, 42'),
    program('li s5, 41'),
    's5 at the end is wrong',
  ],
  [
    'registers at a breakpoint',
    'state: [{ at: { symbol: spot, hit: 2 }, registers: { s5: { min: 7, max: 7 } } }]',
    program('li s5, 5\n1:  addi s5, s5, 1\nspot: li t0, 9\n    bne s5, t0, 1b'),
    program('li s5, 6\n1:  addi s5, s5, 1\nspot: li t0, 9\n    bne s5, t0, 1b'),
    's5 at `spot` is wrong',
  ],
  [
    'a breakpoint',
    'state: [{ at: { symbol: spot }, zombies: 0 }]',
    program('spot: nop'),
    program('j 1f\nspot: nop\n1:'),
    '`spot` was never reached',
  ],
  [
    'a symbol',
    'state: [{ at: { symbol: spot }, zombies: 0 }]',
    program('spot: nop'),
    HELLO,
    'the program has no symbol `spot`',
  ],
  [
    'words in memory',
    'state: [{ memory: [{ at: value, word: 7 }] }]',
    program('li t0, 7\n    sw t0, value, t1\n    .data\nvalue: .word 0\n    .text'),
    program('.data\nvalue: .word -7\n    .text'),
    '`value` at the end is wrong',
  ],
  [
    'bytes and texts in memory',
    'state: [{ memory: [{ at: value+1, text: bc }, { at: value, bytes: [97, 98] }] }]',
    program('.data\nvalue: .asciz "abc"\n    .text'),
    program('.data\nvalue: .asciz "abd"\n    .text'),
    '`value+1` at the end is wrong',
  ],
  [
    'the tree of processes',
    'state: [{ at: end, process: 2, tree: "prog(prog)" }]',
    FORKS,
    program('call fork\n    beqz a0, 1f\n    j 2f\n1:  call fork\n    beqz a0, 2f\n2:'),
    'the tree of processes at the end is wrong',
  ],
  [
    'pages that are shared',
    'state: [{ at: { symbol: spot, process: 2 }, sharing: [{ processes: [1, 2], at: value, shared: true }] }]',
    program(
      'lw t0, value\n    call fork\n    bnez a0, 1f\nspot: nop\n1:  .data\n    .balign 4096\nvalue: .word 1\n    .text',
    ),
    program(
      'sw zero, value, t1\n    call fork\n    bnez a0, 1f\n    sw zero, value, t1\nspot: nop\n1:  .data\n    .balign 4096\nvalue: .word 1\n    .text',
    ),
    'at `value` processes 1 and 2 have the wrong memory at `spot`',
  ],
  ['metrics', 'metrics: { processes: { max: 1 } }', HELLO, FORKS, 'the number of processes is wrong'],
  ['copied frames', 'metrics: { copied: 0 }', HELLO, FORKS, 'the number of frames copied on write is wrong'],
  [
    'metrics of processes',
    'process_metrics: [{ process: 1, turnaround: { max: 3000 }, response: 0 }]',
    HELLO,
    program('li t0, 5000\n1:  addi t0, t0, -1\n    bnez t0, 1b'),
    'the turnaround time in cycles of process 1 is wrong',
  ],
  [
    'zombies',
    'no_leaks: [zombies]',
    FORKS,
    program('call fork\n    beqz a0, 2f\n    li t0, 9000\n1:  addi t0, t0, -1\n    bnez t0, 1b\n2:'),
    '1 zombies are left when the program ends: nobody waited for them',
  ],
  [
    'descriptors',
    'no_leaks: [descriptors]',
    HELLO,
    program('la a0, pair\n    li a1, 0\n    syscall pipe2\n    .bss\npair: .zero 8\n    .text'),
    'process 1 (prog) ends with open descriptors: 3, 4',
  ],
  [
    'memory',
    'no_leaks: [memory]',
    HELLO,
    program(
      'li a0, 0\n    li a1, 8192\n    li a2, 3\n    li a3, MAP_PRIVATE | MAP_ANONYMOUS\n    li a4, -1\n    li a5, 0\n    syscall mmap2',
    ),
    'process 1 (prog) ends without giving back 2 pages',
  ],
  [
    'the terminal',
    'terminal: [{ expect: "> " }, { send: "abc\\n" }, { expect: { regex: "^c" } }]',
    program(
      'say "> "\n    li a0, 0\n    la a1, line\n    li a2, 9\n    syscall read\n    say "c"\n    .bss\nline: .zero 9\n    .text',
    ),
    program('say "? "'),
    'step 1 at the terminal: the screen never showed it',
  ],
  [
    'the screen',
    'terminal: [{ resize: [10, 20] }]\nscreen: "hello\\n"',
    HELLO,
    program('say "hullo"'),
    'the screen is wrong in line 1',
  ],
  [
    'the limit of cycles',
    'machine: { limits: { cycles: 5000 } }',
    HELLO,
    program('1:  j 1b'),
    'it did not end within 5000 cycles',
  ],
  [
    'the limit of output',
    'machine: { limits: { output: 10 } }',
    HELLO,
    program('say "hello"\n    say "hello"\n    say "hello"'),
    'it wrote more than 10 bytes',
  ],
  [
    'no deadlock',
    'exit: 0',
    HELLO,
    SLEEPS,
    'deadlock: nothing can happen any more\n  process 2 (prog) waits for a descriptor to become ready',
  ],
])('the check of %s', (_, keys, right, wrong, message) => {
  test('passes what is right, and says what is wrong', async () => {
    const good = await testOne(keys, right);
    expect([good.status, good.problems]).toEqual(['passed', []]);
    const bad = await testOne(keys, wrong);
    expect(bad.status).not.toBe('passed');
    expect(messageOf(bad)).toBe(message);
    expect(bad.score).toBe(0);
  });
});

test('a terminal whose program waits longer than anybody types is no deadlock, but has failed', async () => {
  const result = await testOne(
    'terminal: []',
    program('li a0, 0\n    la a1, line\n    li a2, 9\n    syscall read\n    .bss\nline: .zero 9\n    .text'),
  );
  expect(messageOf(result)).toBe('it waits for input at the terminal when nothing more is typed');
});

test('a test whose dependency has failed is skipped', async () => {
  const yaml = `assignment: a
build: { student: [prog.s] }
tests:
  - { name: one, points: 1, exit: 1 }
  - { name: two, points: 1, depends: [one] }
  - { name: three, points: 1 }`;
  const { tests, score, points } = await grade(assignmentOf(yaml), { 'prog.s': HELLO });
  expect(tests.map(({ status }) => status)).toEqual(['failed', 'skipped', 'passed']);
  expect([score, points]).toEqual([1, 3]);
});

test('a test with seeds is failed by the first that fails, which is named', async () => {
  const racy = program(`
    call fork
    beqz a0, 1f
    li t0, 100
2:  addi t0, t0, -1
    bnez t0, 2b
    say "parent\\n"
    j 3f
1:  li t0, 120
4:  addi t0, t0, -1
    bnez t0, 4b
    say "child\\n"
3:`);
  const result = await testOne(
    'seeds: 1..40\nmachine: { harts: 1, quantum: 60, round: 30 }\nstdout: "parent\\nchild\\n"',
    racy,
  );
  expect(result.status).toBe('failed');
  expect(result.seed).toBe(result.runs);
  expect(result.replay[0]).toContain(`--seed ${result.seed}`);
  const again = await testOne(
    `machine: { seed: ${result.seed}, harts: 1, quantum: 60, round: 30 }\nstdout: "parent\\nchild\\n"`,
    racy,
  );
  expect(again.problems).toEqual(result.problems);
  expect(again.cycles).toBe(result.cycles);
});

test('a hint is shown to who has failed, and to nobody else', async () => {
  expect((await testOne('hint: look closer\nexit: 1', HELLO)).hint).toBe('look closer');
  expect((await testOne('hint: look closer', HELLO)).hint).toBeUndefined();
});
