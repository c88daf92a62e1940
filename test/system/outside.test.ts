import { expect, test } from 'vitest';
import { restoreSnapshot, takeSnapshot } from '../../src/system/snapshot.ts';
import { Guest, type GuestOptions } from './guest.ts';

/** Copies standard input to standard output, eight bytes at most at a time, and spins a little in between. */
const COPY = `
again:  li      a0, 0
        la      a1, buffer
        li      a2, 8
        syscall read
        blez    a0, done
        mv      a2, a0
        li      a0, 1
        la      a1, buffer
        syscall write
        li      t0, 3000
spin:   addi    t0, t0, -1
        bnez    t0, spin
        j       again
done:   exit
        .bss
buffer: .zero 8
`;

/** The copying program beside a child that never stops computing. */
const COPY_BESIDE_WORK = `
        fork
        bnez    a0, again
work:   addi    s0, s0, 1
        j       work
${COPY}`;

const SETTINGS = [{}, { seed: 5 }, { harts: 1, round: 700 }];
const PIECES = ['one ', 'two ', 'three ', 'four '];

const typing: GuestOptions = {
  terminal: { rows: 24, columns: 80 },
  streams: ['terminal', 'terminal', 'terminal'],
};

/** Runs for `steps` pauses of 5,000 cycles, typing what `keys` says before some of them. */
function runTyping(guest: Guest, steps: number, keys: Readonly<Record<number, string>> = {}): string[] {
  const hashes: string[] = [];
  for (let step = 0; step < steps; step++) {
    const text = keys[step];
    if (text !== undefined) guest.computer.type(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
    guest.run({ pauseAfter: 5000 });
    hashes.push(guest.hash);
  }
  return hashes;
}

test.each(SETTINGS)('a run that is taken up again from a snapshot reads the same input (%o)', (settings) => {
  const guest = new Guest(COPY, { input: PIECES, settings });
  guest.run({ pauseAfter: 100 });
  const snapshot = takeSnapshot(guest.computer);
  guest.finish();
  const end = guest.hash;
  restoreSnapshot(guest.computer, snapshot);
  guest.finish();
  expect(guest.hash).toBe(end);
});

test('output that went out before goes out no second time', () => {
  const guest = new Guest(COPY, { input: PIECES });
  const snapshot = takeSnapshot(guest.computer);
  guest.finish();
  restoreSnapshot(guest.computer, snapshot);
  guest.finish();
  expect(guest.stdout).toBe('one two three four ');
});

test.each(SETTINGS)('the log of a run makes it again without a host (%o)', (settings) => {
  const first = new Guest(COPY, { input: PIECES, settings });
  first.finish();
  const second = new Guest(COPY, { log: first.computer.outside.log, settings });
  second.finish();
  expect([second.stdout, second.hash]).toEqual([first.stdout, first.hash]);
});

test.each(SETTINGS)('keys that are typed while a hart computes come at the same cycle in a replay (%o)', (settings) => {
  const keys = { 3: 'a\n', 11: 'bc\n', 12: 'd\n' };
  const first = new Guest(COPY_BESIDE_WORK, { ...typing, settings });
  runTyping(first, 40, keys);
  const second = new Guest(COPY_BESIDE_WORK, { ...typing, settings, log: first.computer.outside.log });
  runTyping(second, 60);
  // The pauses fall elsewhere, so the runs are compared at an equal place: the end of a virtual millisecond.
  for (const guest of [first, second]) guest.run({ limit: 2_000_000 });
  expect([second.screen, second.hash]).toEqual([first.screen, first.hash]);
});

test('what is typed after going back replaces what was typed before', () => {
  const guest = new Guest(COPY_BESIDE_WORK, typing);
  const snapshot = takeSnapshot(guest.computer);
  runTyping(guest, 20, { 2: 'old\n' });
  restoreSnapshot(guest.computer, snapshot);
  runTyping(guest, 20, { 4: 'new\n' });
  const [happening, ...others] = guest.computer.outside.log.happenings;
  expect([happening!.kind === 'typed' && String.fromCharCode(...happening!.bytes), others]).toEqual(['new\n', []]);
});

test('all that is typed before the computer runs on arrives', () => {
  const guest = new Guest(COPY_BESIDE_WORK, typing);
  for (const text of ['a', 'b', 'c\n']) guest.computer.type(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
  runTyping(guest, 20);
  expect(guest.screen).toBe('abc\r\nabc\r\n');
});

test('a computer that goes back and takes another course shows what is new on it', () => {
  const guest = new Guest(COPY_BESIDE_WORK, typing);
  const snapshot = takeSnapshot(guest.computer);
  runTyping(guest, 20, { 2: 'old\n' });
  guest.screen = '';
  restoreSnapshot(guest.computer, snapshot);
  runTyping(guest, 20, { 4: 'new\n' });
  expect(guest.screen).toBe('new\r\nnew\r\n');
});

test('snapshots of both courses can be restored, and go on as they did, without showing it again', () => {
  const guest = new Guest(COPY_BESIDE_WORK, typing);
  const root = takeSnapshot(guest.computer);
  runTyping(guest, 5, { 2: 'left\n' });
  const left = takeSnapshot(guest.computer);
  const leftHashes = runTyping(guest, 20, { 2: 'more\n' });
  restoreSnapshot(guest.computer, root);
  runTyping(guest, 5, { 1: 'right\n' });
  const right = takeSnapshot(guest.computer);
  const rightHashes = runTyping(guest, 20, { 7: 'other\n' });
  guest.screen = '';
  restoreSnapshot(guest.computer, left);
  expect(runTyping(guest, 20).at(-1)).toBe(leftHashes.at(-1));
  restoreSnapshot(guest.computer, right);
  expect(runTyping(guest, 20).at(-1)).toBe(rightHashes.at(-1));
  expect(guest.screen).toBe('');
});
