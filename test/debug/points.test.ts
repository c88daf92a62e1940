import { describe, expect, test } from 'vitest';
import { assembleGuest } from '../system/guest.ts';
import { DebugSession } from './session.ts';

const LOOP = `
      li      s0, 0
  loop: addi  s0, s0, 1
      li      t0, 20
      blt     s0, t0, loop
      exit`;

test('a breakpoint stops before its instruction, each time, and going on passes it', () => {
  const debug = new DebugSession(LOOP);
  debug.do('break loop');
  const values = [0, 1, 2].map(() => {
    debug.do('continue');
    return debug.register('s0');
  });
  expect(values).toEqual([0, 1, 2]);
  expect(debug.do('info breakpoints')).toMatch(/1 +break +y +3 +loop/);
});

test('a condition is looked at, and a hit that it rules out does not count', () => {
  const debug = new DebugSession(LOOP);
  debug.all('break loop if $s0 == 7', 'continue');
  expect(debug.register('s0')).toBe(7);
  expect(debug.do('info breakpoints')).toMatch(/ 1 +loop/);
  expect(debug.do('continue')).toContain('ended with status 0');
});

test('an ignore count is used up, and continue N passes a breakpoint', () => {
  const debug = new DebugSession(LOOP);
  debug.all('break loop', 'ignore 1 5', 'continue');
  expect(debug.register('s0')).toBe(5);
  debug.do('continue 4');
  expect(debug.register('s0')).toBe(9);
});

test('a temporary breakpoint goes away, and a disabled one does not stop', () => {
  const debug = new DebugSession(LOOP);
  debug.all('tbreak loop', 'continue');
  expect(debug.do('info breakpoints')).toContain('there are no breakpoints');
  debug.all('break loop', 'disable 2', 'continue');
  expect(debug.do('continue')).toContain('ended');
});

test('going back stops at the hit before, then at the one before that', () => {
  const debug = new DebugSession(LOOP);
  debug.all('continue', 'break loop if $s0 > 3');
  const values = [19, 18, 17].map(() => {
    debug.do('reverse-continue');
    return debug.register('s0');
  });
  expect(values).toEqual([19, 18, 17]);
});

test('a breakpoint that is hit very often is found from behind', () => {
  const debug = new DebugSession('li s0, 20000\nloop: addi s0, s0, -1\nbnez s0, loop\nexit');
  debug.all('continue', 'break loop', 'reverse-continue');
  expect(debug.register('s0')).toBe(1);
  debug.do('reverse-continue');
  expect(debug.register('s0')).toBe(2);
});

test('a child inherits a breakpoint of its parent, and only it', () => {
  const debug = new DebugSession(`
      fork
      beqz    a0, both
      wait
      fork
      beqz    a0, both
      wait
      exit
  both: nop
      exit`);
  debug.do('break both process 2');
  expect(debug.do('continue')).toContain('3.1');
  expect(debug.do('continue')).toContain('4.1');
  expect(debug.do('continue')).toContain('ended');
  // Made for the first child only, it does not hold for the second.
  const other = new DebugSession('fork\nbeqz a0, both\nwait\nfork\nbeqz a0, both\nwait\nexit\nboth: nop\nexit');
  other.all('tcatch fork', 'continue', 'break both process 3');
  expect(other.do('continue')).toContain('3.1');
  expect(other.do('continue')).toContain('ended');
});

test('a breakpoint for a thread stops no other', () => {
  const debug = new DebugSession('fork\nboth: nop\nbeqz a0, 1f\nwait\n1: exit');
  debug.all('tcatch fork', 'continue', 'break both thread 3.1');
  expect(debug.do('continue')).toContain('3.1');
  expect(debug.do('continue')).toContain('ended');
});

const COUNTER = `
      la      s0, counter
      li      t0, 1
      sw      t0, (s0)
      sw      t0, (s0)
      li      t0, 2
      sw      t0, (s0)
      lw      t1, (s0)
      exit
      .data
      .balign 4
  counter: .word 0
`;

test('a watchpoint stops after a write that changes the value, and shows both', () => {
  const debug = new DebugSession(COUNTER);
  debug.do('watch counter');
  expect(debug.do('continue')).toContain('0x0 -> 0x1');
  expect(debug.do('continue')).toContain('0x1 -> 0x2');
  expect(debug.do('continue')).toContain('ended');
});

test('going back, a watchpoint stops before the write', () => {
  const debug = new DebugSession(COUNTER);
  debug.all('watch counter', 'continue', 'continue', 'reverse-continue');
  expect(debug.do('x/i $pc')).toContain('sw');
  expect(debug.do('print *counter')).toContain('= 1');
});

test('rwatch stops at a read, awatch at both', () => {
  const debug = new DebugSession(COUNTER);
  debug.all('rwatch counter', 'continue');
  expect(debug.register('t1')).toBe(2);
  const other = new DebugSession(COUNTER);
  other.do('awatch counter');
  for (const expected of [1, 1, 2]) {
    other.do('continue');
    expect(other.do('print *counter')).toContain(`= ${expected}`);
  }
});

test('a write of the kernel in a call counts', () => {
  const debug = new DebugSession(`
      li      a0, CLOCK_MONOTONIC
      la      a1, time
      syscall clock_gettime64
      exit
      .bss
      .balign 8
  time: .zero 16`);
  debug.all('watch *(time + 8)', 'continue');
  expect(debug.session.stop.reason).toMatchObject({ kind: 'watchpoint', byKernel: true });
});

test('a register is watched instruction by instruction, forwards and back', () => {
  const debug = new DebugSession(LOOP);
  debug.all('watch $s0', 'continue', 'continue');
  expect(debug.register('s0')).toBe(2);
  debug.do('reverse-continue');
  expect(debug.register('s0')).toBe(1);
});

test('lastwrite goes to the instruction that gave a word its value', () => {
  const debug = new DebugSession(COUNTER);
  debug.all('break *_start+28', 'continue', 'lastwrite counter');
  expect(debug.do('x/i $pc')).toContain('sw');
  expect(debug.register('t0')).toBe(2);
  expect(debug.do('info breakpoints').split('\n')).toHaveLength(3);
});

describe('lastwrite of what was never written', () => {
  const debug = new DebugSession(`
        la      t0, counter
        li      t1, 1
        sw      t1, (t0)
        fork
        beqz    a0, child
        la      t2, mine
        sw      t1, (t2)
        exit
child:  la      t2, other
        nop
        exit
        .data
counter: .word  0
mine:   .word   5
other:  .word   6
        .bss
zeros:  .zero   64`);
  debug.all('break child', 'continue');
  const place = debug.do('when');

  test.each([
    ['other', 'other> was never written: it comes from .data of /bin/guest'],
    ['mine', 'mine> was never written: it comes from .data of /bin/guest'],
    ['zeros', 'zeros> was never written: it is still zero'],
    ['$sp', 'was never written: it was there at the start'],
  ])('says where %s comes from, and stays', (what, said) => {
    expect(debug.do(`lastwrite ${what}`)).toContain(said);
    expect(debug.do('when')).toBe(place);
  });

  test('finds what the parent wrote before the fork', () => {
    const stop = debug.do('lastwrite counter');
    expect(debug.do('x/i $pc')).toMatch(/sw t1, 0?\(t0\)/);
    expect(stop).toContain(' 2.1 ');
    expect(debug.do('back')).toContain(' 3.1 ');
    expect(debug.do('when')).toBe(place);
  });
});

test('commands of a breakpoint are carried out by who shows its stop', () => {
  const debug = new DebugSession(LOOP);
  debug.all('break loop', 'commands 1 silent; print $s0', 'continue');
  expect(debug.commands.commandsAt(debug.session.stop)).toEqual({ lines: ['print $s0'], isSilent: true });
});

const LIFE = `
      fork
      beqz    a0, child
      wait
      exit
  child:
      la      a0, path
      la      a1, args
      li      a2, 0
      syscall execve
      .data
  path: .asciz "/bin/other"
      .balign 4
  args: .word path, 0
`;

test.each([
  ['fork', '2.1 made process 3.1'],
  ['exec', '3.1 runs /bin/other'],
  ['exit', '3.1 has exited with 5'],
  ['syscall waitid', '2.1 calls waitid'],
  ['syscall 95', '2.1 calls waitid'],
  ['fault minor', 'page fault of 2.1'],
  ['switch', 'hart 1 has switched to 3.1'],
])('catch %s', (event, shown) => {
  const debug = new DebugSession(LIFE, { files: { '/bin/other': assembleGuest('exit 5') } });
  debug.do(`catch ${event}`);
  expect(debug.do('continue')).toContain(shown);
});

test('a signal is caught when it is taken', () => {
  const debug = new DebugSession('syscall getpid\nli a1, SIGTERM\nsyscall kill\nexit');
  debug.do('catch signal term');
  expect(debug.do('continue')).toContain('2.1 has taken SIGTERM');
});

test('the copy of a shared frame is caught', () => {
  const debug = new DebugSession('la s0, word\nsw s0, (s0)\nfork\nsw zero, (s0)\nexit\n.data\nword: .word 1');
  debug.do('catch cow');
  expect(debug.do('continue')).toContain('got its own copy of the page');
});

test('a call is caught when it is made and when it returns, with its result', () => {
  const debug = new DebugSession('syscall getpid\nexit');
  debug.do('catch syscall getpid');
  expect(debug.do('continue')).toContain('calls getpid');
  expect(debug.do('continue')).toContain('returns from getpid with 2');
});

test('a deadlock stops the run, and why says who waits for whom', () => {
  const debug = new DebugSession(`
      la      a0, ends
      li      a1, 0
      syscall pipe2
      fork
      lw      a0, ends
      la      a1, ends
      li      a2, 1
      syscall read
      exit
      .bss
  ends: .zero 8`);
  expect(debug.do('continue')).toContain('deadlock');
  const why = debug.do('why 2');
  expect(why).toContain('something to read');
  expect(why).toContain('<- 3.1 guest');
  expect(why).toContain('this is a deadlock');
});

test('a circle of two is caught while others go on', () => {
  const debug = new DebugSession(`
      fork
      beqz    a0, busy
      la      a0, ends
      li      a1, 0
      syscall pipe2
      fork
      lw      a0, ends
      la      a1, ends
      li      a2, 1
      syscall read
      exit
  busy: j     busy
      .bss
  ends: .zero 8`);
  debug.do('catch deadlock');
  expect(debug.do('continue')).toContain('has closed a circle');
  expect(debug.do('ps')).toContain('running');
  expect(debug.do('why')).toContain('this is a deadlock');
});

test('after a fork the child is followed if that is wanted', () => {
  const debug = new DebugSession('fork\nnop\nbeqz a0, 1f\nwait\n1: exit');
  debug.all('set follow-fork-mode child', 'break *_start+12', 'continue');
  expect(debug.do('stepi')).toContain('3.1');
  expect(debug.do('stepi')).toContain('3.1');
});

test.each([
  ['break nowhere+', 'cannot read the place'],
  ['break 5:', 'cannot read the place'],
  ['watch 1 +', 'the expression ends too early'],
  ['watch counter, 9999999', 'expected a length'],
  ['rwatch $a0', 'only memory can be watched for reading'],
  ['catch nothing', 'catch what?'],
  ['catch syscall frobnicate', "there is no system call 'frobnicate'"],
  ['catch signal 99', "there is no signal '99'"],
  ['catch fork 3', 'catch fork takes no names'],
  ['condition 9 1', 'there is no breakpoint 9 (info breakpoints)'],
  ['condition', 'say which breakpoint'],
  ['ignore 1', 'say which and how often'],
  ['delete 77', 'there is no breakpoint 77'],
  ['break loop thread 9.9', "there is no thread '9.9'"],
  ['break loop if (', 'condition: the expression ends too early'],
])('%s is refused with a reason', (line, reason) => {
  const debug = new DebugSession(COUNTER);
  expect(debug.do(line)).toContain(reason);
});

test.each(['catch signal SIGILL', 'catch fault signal'])(
  '%s stops before the instruction in question has had its answer',
  (line) => {
    const fault = line.includes('SIGILL') ? '.word 0' : 'lw t0, (zero)';
    const debug = new DebugSession(`
      la      a1, action
      li      a0, ${line.includes('SIGILL') ? 'SIGILL' : 'SIGSEGV'}
      li      a2, 0
      li      a3, 8
      syscall rt_sigaction
      here:
      ${fault}
  handler: exit 9
      .data
      .balign 4
  action: .word handler, 0, 0, 0`);
    debug.all(line, 'continue');
    expect(debug.pc).toBe(debug.symbol('here'));
    debug.do('stepi');
    expect(debug.pc).toBe(debug.symbol('handler'));
  },
);
