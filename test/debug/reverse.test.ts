import { expect, test } from 'vitest';
import { DebugSession } from './session.ts';

/** Steps over what is to be undone, one instruction at a time, then back again: each state is met twice. */
function thereAndBack(debug: DebugSession, steps: number): void {
  // A catchpoint stops between the instruction before and the one that traps: here begins where a step would have arrived.
  debug.all('reverse-stepi', 'stepi');
  const states = [{ step: debug.step, pc: debug.pc, hash: debug.hash }];
  for (let count = 0; count < steps; count++) {
    debug.do('stepi');
    states.push({ step: debug.step, pc: debug.pc, hash: debug.hash });
  }
  for (const state of states.reverse().slice(1)) {
    debug.do('reverse-stepi');
    expect({ step: debug.step, pc: debug.pc, hash: debug.hash }).toEqual(state);
  }
}

test('going back over a taken jump lands on the jump', () => {
  const debug = new DebugSession(`
      li      t0, 1
      j       far
      li      t0, 2
  far: li     t1, 3
      exit`);
  debug.all('stepi', 'stepi');
  expect(debug.pc).toBe(debug.symbol('far'));
  debug.do('reverse-stepi');
  expect(debug.pc).toBe(debug.symbol('_start') + 4);
});

test('going back over a system call undoes what it did', () => {
  const debug = new DebugSession(`
      la      a0, ends
      li      a1, 0
      syscall pipe2
      lw      t0, ends
      exit
      .bss
  ends: .zero 8`);
  debug.all('tcatch syscall pipe2', 'continue');
  thereAndBack(debug, 2);
  expect(debug.do('print *ends')).toContain('= 0');
  expect(debug.do('info fds')).not.toContain('pipe');
});

test('going back over a fork takes the child away, and forward brings the same one', () => {
  const debug = new DebugSession('fork\nbeqz a0, child\nwait\nexit\nchild: exit 3');
  debug.all('tcatch syscall clone', 'continue');
  expect(debug.session.processes).toHaveLength(1);
  thereAndBack(debug, 3);
  expect(debug.session.processes).toHaveLength(1);
  debug.do('stepi');
  expect(debug.session.processes.map(({ pid }) => pid)).toEqual([2, 3]);
});

test('going back over a page fault that kills arrives at the instruction before it', () => {
  const debug = new DebugSession('li t0, 5\nlw t1, (zero)\nexit');
  expect(debug.do('continue')).toContain('SIGSEGV');
  expect(debug.pc).toBe(debug.symbol('_start') + 4);
  debug.do('reverse-stepi');
  expect(debug.pc).toBe(debug.symbol('_start'));
  debug.do('continue');
  expect(debug.do('continue')).toContain('killed by SIGSEGV');
  expect(debug.do('reverse-continue')).toContain('SIGSEGV');
});

test('going back over a fault that brings a page, and over a copy of a shared page', () => {
  const debug = new DebugSession(`
      la      s0, word
      sw      s0, (s0)
      fork
      bnez    a0, parent
      lw      t0, (s0)
      sw      zero, (s0)
      exit
  parent: wait
      exit
      .bss
  word: .zero 4`);
  debug.do('stepi');
  thereAndBack(debug, 4);
  debug.all('catch cow', 'continue');
  expect(debug.do('info events')).toContain('forks process 3');
  debug.do('thread 3');
  debug.do('reverse-stepi');
  expect(debug.do('cow $s0')).toContain('process 2');
});

test('going back over a switch to another thread of the same hart', () => {
  const text = 'fork\n1: addi s1, s1, 1\naddi s2, s2, 2\nj 1b';
  const debug = new DebugSession(text, { settings: { harts: 1, quantum: 10, round: 10 } });
  debug.all('catch switch', 'continue', 'continue', 'continue', 'continue');
  debug.do('delete');
  const running = debug.session.selected;
  thereAndBack(debug, 40);
  expect(debug.session.selected).toEqual(running);
});

test('stepping through a signal handler and back', () => {
  const debug = new DebugSession(`
      li      a0, SIGUSR1
      la      a1, action
      li      a2, 0
      li      a3, 8
      syscall rt_sigaction
      syscall getpid
      li      a1, SIGUSR1
      syscall kill
      li      t0, 1
      exit
  handler: li t1, 2
      ret
      .data
      .balign 4
  action: .word handler, 0, 0, 0`);
  debug.all('break handler', 'continue');
  expect(debug.pc).toBe(debug.symbol('handler'));
  thereAndBack(debug, 6);
  debug.do('reverse-stepi');
  expect(debug.session.frames()[0]!.name).not.toBe('handler');
});

test('the beginning of the history is the end of going back', () => {
  const debug = new DebugSession('li t0, 1\nli t1, 2\nexit');
  debug.do('stepi');
  expect(debug.do('reverse-stepi 5')).toContain('the history begins here');
  expect(debug.step).toBe(0);
  expect(debug.do('reverse-continue')).toContain('the history begins here');
});

test('output goes out once, however often one goes over it', () => {
  const debug = new DebugSession('print hello\nprint world\nexit');
  debug.do('continue');
  debug.all('seek start', 'continue', 'reverse-continue', 'seek end');
  expect(debug.guest.stdout).toBe('helloworld');
});
