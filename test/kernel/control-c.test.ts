import { describe, expect, test } from 'vitest';
import { SIG } from '../../src/abi/signals.ts';
import { stringBytes } from '../../src/base/bytes.ts';
import { Guest, type GuestOptions } from '../system/guest.ts';
import { killed, ROUTINES } from './routines.ts';

describe('Ctrl-C', () => {
  /** Two processes in the foreground group and one in a group of its own; the first waits for both and tells. */
  const GROUPS = `
    li      a0, SIGINT
    la      a1, say
    call    set
    fork
    beqz    a0, front
    mv      s0, a0
    fork
    beqz    a0, back
    mv      s1, a0
    li      a1, 0
    mv      a0, s1
    syscall setpgid
1:  mv      a0, s0
    call    reap
    mv      s2, a0
    put     s2
    mv      a0, s1
    li      a1, 0
    syscall kill                    # is it still there?
    mv      s2, a0
    put     s2
    mv      a0, s1
    li      a1, SIGKILL
    syscall kill
    exit
front:
    li      a0, SIGINT
    li      a1, SIG_DFL
    call    set
2:  j       2b
back:
    li      a0, SIGINT
    li      a1, SIG_DFL
    call    set
3:  j       3b
`;
  const options: GuestOptions = { streams: ['terminal', 'stream', 'stream'], terminal: { rows: 24, columns: 80 } };

  test('reaches every process of the foreground group, and nobody else', () => {
    const guest = new Guest(GROUPS + ROUTINES, options);
    expect(guest.run({ pauseAfter: 100_000 })).toEqual({ kind: 'paused' });
    guest.computer.type(stringBytes('\x03'));
    expect(guest.finish()).toBe(0);
    expect(guest.words.sort()).toEqual([SIG.SIGINT, killed(SIG.SIGINT), 0].sort());
    expect(guest.screen).toBe('^C');
  });

  test('typed into the same computer at the same cycle has the same effect', () => {
    const run = () => {
      const guest = new Guest(GROUPS + ROUTINES, options);
      guest.run({ pauseAfter: 77_777 });
      guest.computer.type(stringBytes('\x03'));
      guest.finish();
      return guest.hash;
    };
    expect(run()).toBe(run());
  });

  test('ends a program that waits for a line, with 128 and the signal', () => {
    const guest = new Guest(
      `
    li      a0, 0
    la      a1, wait_info
    li      a2, 100
    syscall read
    exit${ROUTINES}`,
      options,
    );
    expect(guest.run()).toEqual({ kind: 'input' });
    guest.computer.type(stringBytes('abc\x03'));
    expect(guest.finish()).toBe(128 + SIG.SIGINT);
  });
});
