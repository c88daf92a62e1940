import { expect, test } from 'vitest';
import { encodeUtf8 } from '../../src/base/bytes.ts';
import { Debugger } from '../../src/debug/debugger.ts';
import {
  isAsRecorded,
  packRecording,
  type Recording,
  recordRun,
  replayFolders,
  unpackRecording,
} from '../../src/debug/recording.ts';
import type { Host } from '../../src/kernel/host.ts';
import { type Beginning, beginComputer } from '../../src/system/beginning.ts';
import { Computer } from '../../src/system/computer.ts';
import { DEFAULT_SETTINGS } from '../../src/system/settings.ts';
import { stateHash } from '../../src/system/state-hash.ts';
import { assembleGuest } from '../system/guest.ts';

/** Copies standard input to standard output, a few bytes at a time, and then reads a file of a mounted folder. */
const PROGRAM = `
  1:  li      a0, 0
      la      a1, bytes
      li      a2, 5
      syscall read
      blez    a0, 2f
      mv      a2, a0
      li      a0, 1
      la      a1, bytes
      syscall write
      j       1b
  2:  exit    3
      .bss
  bytes: .zero 8
`;

const BEGINNING: Beginning = {
  settings: { ...DEFAULT_SETTINGS, ramBytes: 4 << 20, harts: 2 },
  terminal: { rows: 24, columns: 80, isTyped: false },
  files: { programs: [{ path: '/bin/copy', bytes: assembleGuest(PROGRAM), mode: 0o755 }], files: [], mounts: [] },
  program: {
    path: '/bin/copy',
    args: ['copy'],
    environment: [],
    streams: ['stream', 'stream', 'stream'],
    isInit: false,
  },
};

function hostWith(input: string) {
  const written: string[] = [];
  const bytes = encodeUtf8(input);
  let at = 0;
  const host: Host = {
    readInput: (max) => {
      at += max;
      return bytes.subarray(at - max, at);
    },
    writeOutput: (_stream, piece) => written.push(Buffer.from(piece).toString()),
    writeTerminal: () => undefined,
  };
  return { host, written };
}

function record(): Recording {
  const computer = beginComputer(BEGINNING, hostWith('hello, world\n').host);
  if (!(computer instanceof Computer)) throw new Error('it did not begin');
  expect(computer.run().kind).toBe('ended');
  return recordRun(computer, BEGINNING);
}

/** Replays what was read back, without any input. */
function replay(recording: Recording) {
  const { host, written } = hostWith('');
  const computer = beginComputer(recording.beginning, host, { log: recording.log, folders: replayFolders(recording) });
  if (!(computer instanceof Computer)) throw new Error('it did not begin');
  const session = new Debugger(computer, { limit: recording.limit, lastStep: recording.end.step });
  return { computer, session, written };
}

test('a recording that was packed and unpacked makes the run again, step by step', () => {
  const recording = unpackRecording(packRecording(record()));
  if ('error' in recording) throw new Error(recording.error);
  const { computer, session, written } = replay(recording);
  const stop = session.run({ kind: 'continue' });
  expect(stop.reason).toEqual({ kind: 'ended', code: 1, status: 3 });
  expect(written.join('')).toBe('hello, world\n');
  expect({ step: computer.steps, cycle: computer.cycle, hash: stateHash(computer) }).toEqual(recording.end);
});

test('a recording that ends before the program does ends there', () => {
  const computer = beginComputer(BEGINNING, hostWith('hello, world\n').host);
  if (!(computer instanceof Computer)) throw new Error('it did not begin');
  computer.run({ pauseAfter: 30 });
  const recording = recordRun(computer, BEGINNING);
  const again = replay(recording);
  expect(again.session.run({ kind: 'continue' }).reason).toEqual({ kind: 'history', end: 'end' });
  expect(stateHash(again.computer)).toBe(recording.end.hash);
});

/** Two processes that count for ever, on a hart each. */
const COUNTERS = `
      li      a0, 17
      li      a1, 0
      syscall clone
  1:  addi    s0, s0, 1
      j       1b
`;

test.each([3, 8, 15, 200, 25_000])('a recording that ends at its limit of %i cycles is replayed as it was', (limit) => {
  const programs = [{ path: '/bin/copy', bytes: assembleGuest(COUNTERS), mode: 0o755 }];
  const beginning = { ...BEGINNING, files: { ...BEGINNING.files, programs } };
  const computer = beginComputer(beginning, hostWith('').host);
  if (!(computer instanceof Computer)) throw new Error('it did not begin');
  expect(computer.run({ limit }).kind).toBe('limit');
  const recording = recordRun(computer, beginning, limit);
  const again = replay(recording);
  expect(again.session.run({ kind: 'continue' }).reason).toEqual({ kind: 'history', end: 'end' });
  const hash = stateHash(again.computer);
  expect(isAsRecorded(again.computer, recording)).toBe(true);
  expect(stateHash(again.computer)).toBe(hash);
  expect(isAsRecorded(again.computer, { ...recording, end: { ...recording.end, hash: '' } })).toBe(false);
});

test('another program does not come to the recorded state', () => {
  const recording = record();
  const bytes = assembleGuest(PROGRAM.replace('exit    3', 'exit    4'));
  const files = { ...recording.beginning.files, programs: [{ path: '/bin/copy', bytes, mode: 0o755 }] };
  const { computer, session } = replay({ ...recording, beginning: { ...recording.beginning, files } });
  session.run({ kind: 'continue' });
  expect(stateHash(computer)).not.toBe(recording.end.hash);
});

test('what is damaged, cut off, or of another version is refused', () => {
  const packed = packRecording(record());
  expect(unpackRecording(packed.subarray(0, 4))).toEqual({ error: 'it is cut off' });
  expect(unpackRecording(packed.subarray(0, packed.length - 1))).toEqual({
    error: 'it is damaged: its checksum differs',
  });
  const changed = packed.slice();
  changed[100] = changed[100]! ^ 1;
  expect(unpackRecording(changed)).toEqual({ error: 'it is damaged: its checksum differs' });
  const other = packed.slice();
  other[0] = 99;
  expect(unpackRecording(other)).toEqual({ error: 'it has version 99, and this program reads version 1' });
});
