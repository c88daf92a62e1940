import { expect, test } from 'vitest';
import { Debugger } from '../../src/debug/debugger.ts';
import type { Mark } from '../../src/debug/line.ts';
import { Runners } from '../../src/debug/runners.ts';
import { thin } from '../../src/debug/thinning.ts';
import { takeSnapshot } from '../../src/system/snapshot.ts';
import { Guest } from '../system/guest.ts';
import { WORKLOAD } from '../system/workload.ts';
import { DebugSession } from './session.ts';

const SUM = `
      li      s0, 0
      li      s1, 100
  1:  add     s0, s0, s1
      addi    s1, s1, -1
      bnez    s1, 1b
      put     s0
      exit`;

test('seek goes to the first moment at which a cycle is reached, forwards and back', () => {
  const debug = new DebugSession(SUM);
  for (const cycle of [250, 100, 101, 3, 250, 0]) {
    debug.do(`seek ${cycle}`);
    expect(debug.session.now.cycle).toBe(cycle);
  }
  debug.all('seek 50', 'seek +20');
  expect(debug.session.now.cycle).toBe(70);
  debug.do('seek -30');
  expect(debug.session.now.cycle).toBe(40);
});

test('seek beyond the end runs on, and stops at what stops a run', () => {
  const debug = new DebugSession(SUM);
  expect(debug.do('seek 1e9')).toContain('ended with status 0');
  debug.all('seek start', 'break *_start+8');
  expect(debug.do('seek #50')).not.toContain('breakpoint');
});

test('bookmarks, back and forward', () => {
  const debug = new DebugSession(SUM);
  debug.all('seek 100', 'checkpoint here', 'seek 200', 'checkpoint', 'seek 20');
  const { hash } = debug;
  debug.do('restart here');
  expect(debug.session.now.cycle).toBe(100);
  debug.do('back');
  expect(debug.hash).toBe(hash);
  debug.do('forward');
  expect(debug.session.now.cycle).toBe(100);
  expect(debug.do('info checkpoints')).toMatch(/here +100[\s\S]*m2 +200/);
  expect(debug.do('seek m2')).toContain('t=200');
});

test('a change starts another line of history, and the one before stays as it was', () => {
  const debug = new DebugSession(SUM);
  debug.do('continue');
  const end = debug.hash;
  debug.do('seek 100');
  expect(debug.do('set $s1 = 1')).toContain('line branch-1');
  debug.do('continue');
  expect(debug.hash).not.toBe(end);
  expect(debug.guest.words).toHaveLength(2);
  debug.all('branch main', 'seek end');
  expect(debug.hash).toBe(end);
  expect(debug.do('branch')).toMatch(/\* +main[\s\S]*branch-1 +main/);
  expect(debug.guest.words[0]).toBe(5050);
  expect(debug.guest.words).toHaveLength(2);
});

test('going back over a change and forward again meets the same states', () => {
  const debug = new DebugSession(SUM);
  debug.all('seek 100', 'set $s1 = 50', 'set *$sp = 7', 'seek 150');
  const { hash } = debug;
  debug.all('seek 90', 'seek 150');
  expect(debug.hash).toBe(hash);
  debug.all('seek 90', 'stepi 60');
  expect(debug.session.timeline.line.name).toBe('branch-1');
  expect(debug.session.timeline.lines).toHaveLength(2);
  expect(debug.do('seek 100')).toContain('t=100');
  expect(debug.register('s1')).toBe(50);
  debug.do('reverse-stepi');
  expect(debug.register('s1')).not.toBe(50);
});

test('the end of a quantum is a change of the schedule', () => {
  const debug = new DebugSession('fork\n1: addi s1, s1, 1\nj 1b', { settings: { harts: 1 } });
  debug.all('seek 1000');
  const before = debug.session.selected;
  expect(debug.do('preempt')).toContain('another line of history'.slice(8, 12));
  debug.all('tcatch switch', 'continue');
  expect(debug.session.selected).not.toEqual(before);
  expect(debug.session.now.cycle).toBeLessThan(1100);
});

test('input that comes at the end of history goes on with it; before, it starts a line', () => {
  const echo = `
  1:  li      a0, 0
      la      a1, byte
      li      a2, 16
      syscall read
      mv      a2, a0
      li      a0, 1
      la      a1, byte
      syscall write
      j       1b
      .bss
  byte: .zero 16`;
  const terminal = { rows: 24, columns: 80 };
  const debug = new DebugSession(echo, { terminal, streams: ['terminal', 'terminal', 'terminal'] });
  expect(debug.do('continue')).toContain('waits for input');
  debug.all('type one\\n', 'continue');
  const first = debug.session.timeline.line.end;
  debug.all('type two\\n', 'continue');
  expect(debug.session.timeline.lines).toHaveLength(1);
  debug.all(`seek #${first}`, 'type three\\n', 'continue');
  expect(debug.session.timeline.lines).toHaveLength(2);
  expect(debug.guest.screen.replaceAll('\r', '').split('\n')).toEqual([
    'one',
    'one',
    'two',
    'two',
    'three',
    'three',
    '',
  ]);
  debug.all('branch main', 'seek end');
  expect(debug.guest.screen.match(/two/g)).toHaveLength(2);
});

test('diff shows what differs between two moments', () => {
  const debug = new DebugSession(SUM);
  debug.all('seek 20', 'checkpoint a', 'seek 60');
  const text = debug.do('diff a');
  expect(text).toMatch(/s0 +0x[\da-f]+ +0x/);
  expect(debug.session.now.cycle).toBe(60);
  expect(debug.do('diff a a')).toContain('are the same');
});

test('diff does not count pages that were only not there yet', () => {
  const debug = new DebugSession(SUM);
  debug.all('checkpoint a', 'seek 20');
  expect(debug.do('diff a')).toMatch(/^pc /m);
  expect(debug.do('diff a')).not.toContain('_start>');
  debug.do('continue');
  for (const command of ['diff a', 'lastwrite 0x11000'])
    expect(debug.do(command)).toContain('there is no thread to look at');
});

test('events are listed, and each is a moment to go to', () => {
  const debug = new DebugSession(WORKLOAD);
  debug.do('continue');
  const { list } = debug.session.events;
  expect(list.filter(({ kind }) => kind === 'fork')).toHaveLength(5);
  expect(list.filter(({ kind }) => kind === 'exit')).toHaveLength(6);
  debug.do('seek e1');
  expect(debug.session.processes).toHaveLength(2);
  const count = list.length;
  debug.all('seek end', 'seek start', 'continue');
  expect(debug.session.events.list).toHaveLength(count);
});

/** Marks at every 10 milliseconds of effort, as if nothing had been thinned out. */
function marksUpTo(effort: number): Mark[] {
  const snapshot = takeSnapshot(new Guest('exit').computer);
  return Array.from({ length: effort / 10 }, (_, at) => {
    return { step: at * 1000, cycle: at * 1000, effort: at * 10, snapshot, bytes: 4096, ran: new Runners([at]) };
  });
}

test('snapshots are dense near the present, and never too far apart', () => {
  const marks = marksUpTo(10_000);
  thin(marks, 9_990);
  const gaps = marks.slice(1).map((mark, at) => mark.effort - marks[at]!.effort);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(100);
  expect(gaps.at(-1)).toBe(10);
  expect(marks.length).toBeLessThan(200);
  expect(marks[0]!.effort).toBe(0);
  // Who ran is still known of the whole of each stretch.
  for (let tid = 0; tid < 1000; tid++) expect(marks.filter(({ ran }) => ran.has(tid))).toHaveLength(1);
});

test('of many threads that ran in a stretch only their number is known', () => {
  const some = new Runners(Array.from({ length: 256 }, (_, tid) => tid));
  expect([some.has(255), some.has(256)]).toEqual([true, false]);
  const many = new Runners([1000]);
  many.addAll(some);
  expect([many.has(0), many.has(1000), many.has(5000)]).toEqual([true, true, true]);
  some.addAll(many);
  expect(some.has(5000)).toBe(true);
});

test('steps back lead to a thread that slept while many others ran', () => {
  const debug = new DebugSession(`
      li      s1, 300
  1:  fork
      beqz    a0, 2f
      wait
      addi    s1, s1, -1
      bnez    s1, 1b
  here: exit
  2:  exit`);
  debug.all('break here', 'continue', 'reverse-stepi');
  expect(debug.register('s1')).toBe(0);
  debug.all('reverse-stepi 3');
  expect(debug.register('s1')).toBe(1);
});

test('when memory is short snapshots are further apart', () => {
  const marks = marksUpTo(10_000);
  thin(marks, 9_990, 4);
  expect(marks.length).toBeLessThan(70);
});

test('memory stays within its bounds on a long run that writes everywhere', () => {
  const guest = new Guest(
    `la s0, area
  1:  li t0, 256
      mv t1, s0
  2:  sw s1, (t1)
      addi s1, s1, 1
      addi t1, t1, 2047
      addi t1, t1, 2047
      addi t0, t0, -1
      bnez t0, 2b
      j 1b
      .bss
  area: .zero 4096 * 257`,
    { settings: { harts: 1 } },
  );
  const session = new Debugger(guest.computer, { memoryBytes: 4 << 20 });
  session.run({ kind: 'seek cycle', cycle: 5_000_000 });
  expect(session.timeline.bytes).toBeLessThan(6 << 20);
  const { hash } = guest;
  const { end } = session.timeline.line;
  session.run({ kind: 'seek', step: Math.floor(end / 3) });
  session.run({ kind: 'seek', step: end });
  expect(guest.hash).toBe(hash);
});
