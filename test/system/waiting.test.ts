import { describe, expect } from 'vitest';
import { restoreSnapshot, takeSnapshot } from '../../src/system/snapshot.ts';
import { C_COMPILER, compilePrograms } from '../guest/c-programs.ts';
import { oracleTest } from '../oracle.ts';
import { audit } from './audit.ts';
import { Guest } from './guest.ts';

/** C programs that wait in every way there is, and are killed in it. */
const PROGRAMS = ['abandoned', 'epoll', 'events', 'notices', 'peers', 'poll', 'queues', 'timers'] as const;

const SETTINGS = [{ harts: 1 }, { harts: 4, round: 1000, quantum: 5000 }, { harts: 3, seed: 5, round: 333 }];

function start(name: string, settings: (typeof SETTINGS)[number]): Guest {
  const [program] = compilePrograms([name]);
  return new Guest(program!.bytes, { settings, args: ['/bin/guest'] });
}

describe.each(SETTINGS)('waiting: %j', (settings) => {
  for (const name of PROGRAMS) {
    oracleTest([C_COMPILER], `${name} leaves no thread, watcher or alarm behind`, () => {
      const guest = start(name, settings);
      do expect(audit(guest.computer)).toEqual([]);
      while (guest.run({ pauseAfter: 100_003 }).kind === 'paused');
      expect(guest.stdout).toMatch(/\nend\n$/);
      expect(audit(guest.computer)).toEqual([]);
      expect(guest.computer.kernel.deadlines.next).toBe(Infinity);
    });

    oracleTest([C_COMPILER], `${name} goes on from a snapshot as it did before`, () => {
      const guest = start(name, settings);
      for (let pauses = 0; guest.run({ pauseAfter: 50_021 }).kind === 'paused' && pauses < 3; pauses++);
      const snapshot = takeSnapshot(guest.computer);
      const before = guest.hash;
      guest.finish();
      const after = guest.hash;
      restoreSnapshot(guest.computer, snapshot);
      expect(guest.hash).toBe(before);
      guest.finish();
      expect(guest.hash).toBe(after);
    });
  }
});
