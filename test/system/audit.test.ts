import { describe, expect, test } from 'vitest';
import { SignalNotice } from '../../src/kernel/signal-notice.ts';
import { audit } from './audit.ts';
import { Guest } from './guest.ts';
import { WORKLOAD } from './workload.ts';

test.each([{ harts: 1 }, { harts: 4, round: 100, quantum: 1000 }, { harts: 3, seed: 11, round: 50, quantum: 333 }])(
  'every count agrees with what is there, all the time: %j',
  (settings) => {
    const guest = new Guest(WORKLOAD, { settings });
    do expect(audit(guest.computer)).toEqual([]);
    while (guest.run({ pauseAfter: 6001 }).kind === 'paused');
    expect(audit(guest.computer)).toEqual([]);
  },
);

describe('the audit', () => {
  const running = () => {
    const guest = new Guest(WORKLOAD);
    guest.run({ pauseAfter: 60_000 });
    expect(audit(guest.computer)).toEqual([]);
    return guest;
  };

  test('finds a frame that nobody holds', () => {
    const guest = running();
    guest.computer.machine.frames.allocate();
    expect(audit(guest.computer)).toHaveLength(2);
  });

  test('finds a frame that is held once too often', () => {
    const guest = running();
    const [process] = [...guest.computer.kernel.processes.values()].slice(-1);
    guest.computer.machine.frames.retain(guest.frameAt(process!.pid, 0x10000));
    expect(audit(guest.computer)[0]).toMatch(/^frame \d+ counts \d+ holders, but has \d+$/);
  });

  test('finds a handle that was not counted', () => {
    const guest = running();
    const [process] = [...guest.computer.kernel.processes.values()].slice(-1);
    process!.handles.get(1)!.object.references++;
    expect(audit(guest.computer)[0]).toMatch(/^a stream counts \d handles/);
  });

  test('finds a handle to a process that was not counted', () => {
    const guest = running();
    const [process] = [...guest.computer.kernel.processes.values()].slice(-1);
    process!.nameCount++;
    expect(audit(guest.computer)).toEqual([`process ${process!.pid} counts 1 names, but has 0`]);
  });

  test('finds a thread that is in no queue though it waits', () => {
    const guest = running();
    const waiting = [...guest.computer.kernel.threads.values()].find(({ wait }) => (wait?.queues.length ?? 0) > 0);
    waiting!.wait!.queues[0]!.waiters.length = 0;
    expect(audit(guest.computer)).toContain(`thread ${waiting!.tid} is blocked, but not in its queue`);
  });

  test('finds an alarm that nobody waits for', () => {
    const { computer } = running();
    computer.kernel.deadlines.add({ ring: () => {} }, 1e12);
    expect(audit(computer)).toEqual(['an alarm is set for cycle 1000000000000, but nobody waits for it']);
  });

  test('finds a watcher that its object does not know', () => {
    const { computer } = running();
    const [process] = [...computer.kernel.processes.values()].slice(-1);
    const { object } = process!.handles.get(1)!;
    object.readers.watchers.push(new SignalNotice(object));
    expect(audit(computer)).toEqual(['a stream forgot a watcher']);
  });

  test('finds a file that counts too many users', () => {
    const guest = running();
    guest.computer.kernel.trampoline.openCount++;
    expect(audit(guest.computer)[0]).toMatch(/^file \d+ counts \d+ users/);
  });
});
