import { describe, expect, test } from 'vitest';
import { DebugSession } from './session.ts';

/** Lines count from the prelude: tests look at what the status line names. */
const FACTORIAL = `
      li      a0, 4
      call    fact
      mv      s1, a0
      exit
  fact:
      addi    sp, sp, -16
      sw      ra, 12(sp)
      sw      a0, 8(sp)
      li      t0, 2
      blt     a0, t0, 1f
      addi    a0, a0, -1
      call    fact
      lw      t1, 8(sp)
      mul     a0, a0, t1
      j       2f
  1:  li      a0, 1
  2:  lw      ra, 12(sp)
      addi    sp, sp, 16
      ret
`;

const names = (debug: DebugSession) => debug.session.frames().map(({ name }) => name);

test('stepi goes into a call, nexti over it with all that it calls', () => {
  const debug = new DebugSession(FACTORIAL);
  debug.all('stepi', 'stepi', 'stepi');
  expect(debug.pc).toBe(debug.symbol('fact'));
  debug.all('reverse-stepi', 'nexti');
  expect(debug.pc).toBe(debug.symbol('_start') + 12);
  expect(debug.register('a0')).toBe(24);
});

test('next and step go by lines: one over calls, one into them', () => {
  const debug = new DebugSession(FACTORIAL);
  debug.all('next', 'next');
  expect(debug.do('info line')).toContain('_start+12');
  expect(debug.register('a0')).toBe(24);
  const other = new DebugSession(FACTORIAL);
  other.all('step', 'step');
  expect(names(other)).toEqual(['fact', '_start']);
});

test('stepping over is right in a recursion: it ends in the same call', () => {
  const debug = new DebugSession(FACTORIAL);
  debug.all('break fact if $a0 == 3', 'continue', 'delete', 'next 7');
  expect(debug.register('a0')).toBe(2);
  expect(names(debug)).toEqual(['fact', 'fact', '_start']);
  expect(debug.do('print *($sp + 8)')).toContain('= 3');
});

test('finish returns to the caller of this very call', () => {
  const debug = new DebugSession(FACTORIAL);
  debug.all('break fact if $a0 == 3', 'continue', 'delete', 'finish');
  expect(debug.register('a0')).toBe(6);
  expect(names(debug)).toEqual(['fact', '_start']);
});

test('backtrace finds every call, at each instruction of prologue, body and epilogue', () => {
  const debug = new DebugSession(FACTORIAL);
  debug.all('break fact if $a0 == 1', 'continue', 'delete');
  for (let count = 0; count < 8; count++) {
    expect(names(debug)).toEqual(['fact', 'fact', 'fact', 'fact', '_start']);
    debug.do('stepi');
  }
  expect(debug.do('backtrace')).toMatch(/#4 .* in _start at guest\.s/);
});

test('up and down choose frames, and sp and pc are those of the frame', () => {
  const debug = new DebugSession(FACTORIAL);
  debug.all('break fact if $a0 == 2', 'continue');
  const sp = debug.register('sp');
  expect(debug.do('up')).toContain('#1');
  expect(debug.register('sp')).toBe(sp);
  debug.do('up');
  expect(debug.register('sp')).toBe(sp + 16);
  expect(debug.do('down')).toContain('#1');
  expect(debug.do('frame 9')).toContain('outermost');
});

test('reverse-next goes back over a call as a whole, reverse-step into it', () => {
  const debug = new DebugSession(FACTORIAL);
  debug.all('next', 'next', 'reverse-next');
  expect(debug.pc).toBe(debug.symbol('_start') + 4);
  debug.all('next', 'reverse-step');
  expect(debug.do('x/i $pc')).toContain('jalr zero, 0(ra)');
});

test('reverse-finish goes to the call, and reverse-nexti over a call', () => {
  const debug = new DebugSession(FACTORIAL);
  debug.all('break fact if $a0 == 2', 'continue', 'delete', 'reverse-finish');
  expect(debug.do('x/i $pc')).toContain('jalr ra');
  expect(debug.register('a0')).toBe(2);
  const other = new DebugSession(FACTORIAL);
  other.all('next', 'next', 'reverse-nexti');
  expect(other.pc).toBe(other.symbol('_start') + 8);
});

test('until leaves a loop, and goes to a place or the end of the function', () => {
  const debug = new DebugSession(`
      li      s0, 5
  1:  addi    s0, s0, -1
      bnez    s0, 1b
      li      t0, 1
      exit`);
  debug.all('next', 'next', 'until');
  expect(debug.register('s0')).toBe(0);
  const other = new DebugSession(FACTORIAL);
  other.all('break fact', 'continue', 'delete', 'until *_start+12');
  expect(other.register('a0')).toBe(24);
  other.all('seek start', 'advance fact');
  expect(other.pc).toBe(other.symbol('fact'));
});

test('a breakpoint within what is stepped over stops', () => {
  const debug = new DebugSession(FACTORIAL);
  debug.all('break fact if $a0 == 1', 'next');
  expect(debug.do('next')).toContain('breakpoint 1');
  expect(names(debug)).toHaveLength(5);
});

test('a step that arrives at a breakpoint says so, and going on passes it', () => {
  const debug = new DebugSession('li t0, 1\nhere: li t1, 2\nexit');
  debug.do('break here');
  expect(debug.do('stepi')).toContain('breakpoint 1');
  expect(debug.do('continue')).toContain('ended');
});

test('the thread that is stepped may end', () => {
  const debug = new DebugSession('fork\nbeqz a0, 1f\nwait\nexit\n1: exit 3');
  debug.all('tcatch fork', 'continue', 'thread 3');
  expect(debug.do('stepi 10')).toContain('thread 3.1 has ended');
});

test('other threads go on while one is stepped: all have one clock', () => {
  const debug = new DebugSession('fork\n1: addi s1, s1, 1\nj 1b', { settings: { round: 100 } });
  debug.all('tcatch fork', 'continue', 'stepi 300', 'thread 3');
  expect(debug.register('s1')).toBeGreaterThan(100);
});

test('finish in the outermost function says that there is no caller', () => {
  expect(new DebugSession('exit').do('finish')).toContain('outermost');
});

describe('a signal handler', () => {
  const SIGNALS = `
      la      a1, action
      li      a0, SIGUSR1
      li      a2, 0
      li      a3, 8
      syscall rt_sigaction
      call    send
  after: exit
  send:
      addi    sp, sp, -16
      sw      ra, 12(sp)
      syscall getpid
      li      a1, SIGUSR1
  call:
      syscall kill
  sent:
      addi    s1, s1, 1
      lw      ra, 12(sp)
      addi    sp, sp, 16
      ret
  handler:
      addi    sp, sp, -16
      li      s2, 1
  inside:
      sw      s2, 12(sp)
      addi    sp, sp, 16
  last:
      ret
      .data
  action: .word handler, 0, 0, 0, 0
  `;

  test('has a frame of its own between it and what it has interrupted, with its callers', () => {
    const debug = new DebugSession(SIGNALS);
    for (const place of ['handler', 'inside', 'last']) {
      debug.all('delete', 'seek start', `break ${place}`, 'continue');
      expect(names(debug)).toEqual(['handler', '<signal handler called>', 'send', '_start']);
    }
    debug.do('stepi');
    expect(names(debug)).toEqual(['<signal handler called>', 'send', '_start']);
    expect(debug.do('up')).toContain('<sent>');
  });

  test('is gone into by step, and over by next, forwards and backwards', () => {
    const debug = new DebugSession(SIGNALS);
    debug.all('tbreak call', 'continue', 'step');
    expect(debug.pc).toBe(debug.symbol('handler'));
    debug.all('seek start', 'tbreak call', 'continue', 'next');
    expect(debug.pc).toBe(debug.symbol('sent'));
    debug.do('reverse-next');
    expect(debug.pc).toBe(debug.symbol('call'));
    debug.all('stepi', 'nexti');
    expect(debug.pc).toBe(debug.symbol('sent'));
    debug.do('reverse-nexti');
    expect(debug.pc).toBe(debug.symbol('call') + 4);
  });

  test('is left by step to what it has interrupted, and a breakpoint in it counts', () => {
    const debug = new DebugSession(SIGNALS);
    debug.all('tbreak last', 'continue', 'step');
    expect(debug.pc).toBe(debug.symbol('sent'));
    debug.do('reverse-step');
    expect(debug.pc).toBe(debug.symbol('last'));
    debug.all('break inside', 'seek start', 'tbreak call', 'continue');
    expect(debug.do('next')).toContain('breakpoint 2 (inside)');
  });

  test('is finished, and undone, as a whole', () => {
    const debug = new DebugSession(SIGNALS);
    for (const place of ['handler', 'inside']) {
      debug.all('delete', 'seek start', `tbreak ${place}`, 'continue', 'reverse-finish');
      expect(debug.pc).toBe(debug.symbol('call') + 4);
    }
    debug.all('tbreak inside', 'continue', 'finish');
    expect(names(debug)).toEqual(['<signal handler called>', 'send', '_start']);
    debug.do('reverse-finish');
    expect(debug.pc).toBe(debug.symbol('call') + 4);
    debug.all('tbreak last', 'continue', 'stepi', 'finish');
    expect(debug.pc).toBe(debug.symbol('sent'));
  });
});
