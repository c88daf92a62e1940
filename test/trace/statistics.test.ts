import { describe, expect, test } from 'vitest';
import { CYCLES_PER_SECOND, TICKS_PER_SECOND } from '../../src/abi/processes.ts';
import { Accountant, type Accounts } from '../../src/trace/accounts.ts';
import { formatAccounts } from '../../src/trace/statistics.ts';
import { ofKind, type Recording, record } from './recording.ts';

function accountsOf({ records }: Recording): Accounts {
  const accountant = new Accountant();
  for (const each of records) accountant.take(each);
  return accountant.accounts();
}

const SPIN = `
      fork
      beqz a0, child
      wait
      exit 3
child: li t0, 500000
1:    addi t0, t0, -1
      bnez t0, 1b
      exit 7`;

describe('accounts', () => {
  test('say of each process how long it ran and how it ended', () => {
    const [parent, child] = accountsOf(record(SPIN, { settings: { harts: 1 } })).processes;
    expect(parent).toMatchObject({ pid: 2, parent: 0, name: 'guest', status: 'exit 3', voluntary: 1, involuntary: 0 });
    expect(child).toMatchObject({ pid: 3, parent: 2, status: 'exit 7', voluntary: 0 });
    expect(child!.running).toBeGreaterThan(1_000_000);
    expect(child!.running).toBeLessThan(1_001_000);
  });

  test('count time without a hart as waiting, and time in a call as blocked, by reason', () => {
    const [parent] = accountsOf(record(SPIN, { settings: { harts: 1 } })).processes;
    expect(parent!.ready).toBeLessThan(10);
    expect(parent!.blocked).toBeGreaterThan(1_000_000);
    expect(parent!.blockedBy).toEqual({ child: parent!.blocked });
    expect(parent!.calls.waitid).toEqual({ count: 1, errors: 0, cycles: parent!.blocked });
  });

  test('say how busy each hart was', () => {
    const { harts, cycles } = accountsOf(record(SPIN, { settings: { harts: 2 } }));
    const shares = harts.map(({ busy }) => busy / cycles);
    expect(Math.max(...shares)).toBeGreaterThan(0.99);
    expect(Math.min(...shares)).toBeLessThan(0.01);
  });

  test('name the signal that killed', () => {
    expect(accountsOf(record('lw a0, (zero)')).processes[0]!.status).toBe('SIGSEGV');
  });

  test('count moves from hart to hart, errors of calls, and frames that fork shared', () => {
    const [parent] = accountsOf(
      record(
        `
      li a0, 99
      syscall close
      fork
      beqz a0, child
      wait
      exit
child: li t0, 100000
1:    addi t0, t0, -1
      bnez t0, 1b
      exit`,
        { settings: { harts: 1 } },
      ),
    ).processes;
    expect(parent!.calls.close).toEqual({ count: 1, errors: 1, cycles: 0 });
    expect(parent!.migrations).toBe(0);
    expect(parent!.shared).toBeGreaterThan(1);
  });

  test('of a run that does not end go as far as it went', () => {
    const accounts = accountsOf(record('1: j 1b', { limit: 500_000 }));
    expect(accounts.cycles).toBe(500_000);
    expect(accounts.processes[0]).toMatchObject({ running: 500_000, status: 'running', ended: undefined });
    expect(accounts.harts[0]!.busy).toBe(500_000);
  });

  test('agree with getrusage and with /proc', () => {
    // Two children spin and write to a page that they share with their parent, which asks what they used.
    const recording = record(
      `
      .macro child count
      fork
      bnez a0, 2f
      la t1, page
      sw t0, (t1)
      li t0, \\count
1:    addi t0, t0, -1
      bnez t0, 1b
      exit
2:
      .endm
      la t1, page
      sw t1, (t1)
      child 300000
      child 200000
      wait
      wait
      li a0, RUSAGE_CHILDREN
      la a1, usage
      syscall getrusage
      li a0, 1
      la a1, usage
      li a2, 72
      syscall write
      li a0, AT_FDCWD
      la_string a1, "/proc/self/stat"
      li a2, O_RDONLY
      syscall openat
      la a1, text
      li a2, 512
      syscall read
      mv a2, a0
      li a0, 1
      la a1, text
      syscall write
      exit
      .data
      .balign 4
page:  .word 0
usage: .zero 128
text:  .zero 512`,
      { settings: { harts: 2, quantum: 20_000 } },
    );
    const [parent, ...children] = accountsOf(recording).processes;
    const sum = (of: (account: (typeof children)[number]) => number) =>
      children.reduce((total, each) => total + of(each), 0);
    const { words } = recording.guest;
    const microseconds = words[0]! * 1e6 + words[1]!;
    expect(microseconds).toBe(Math.floor(sum(({ running }) => running) / 100));
    expect(words[8]).toBe(sum(({ faults }) => (faults.minor ?? 0) + (faults.copied ?? 0)));
    expect(words[9]).toBe(sum(({ faults }) => faults.major ?? 0));
    expect(words[16]).toBe(sum(({ voluntary }) => voluntary));
    expect(words[17]).toBe(sum(({ involuntary }) => involuntary));
    expect(sum(({ copied }) => copied)).toBeGreaterThanOrEqual(2);
    // proc(5): of the children that were waited for, field 11 is minor faults, 13 major ones, 16 the time in ticks.
    const stat = recording.guest.stdout.slice(72).split(' ').map(Number);
    expect(stat[11 - 1]).toBe(words[8]);
    expect(stat[13 - 1]).toBe(words[9]);
    expect(stat[16 - 1]).toBe(Math.floor(sum(({ running }) => running) / (CYCLES_PER_SECOND / TICKS_PER_SECOND)));
    // What /proc/stat counts for the harts, and the process table for the parent.
    const { kernel } = recording.guest.computer;
    expect(accountsOf(recording).harts.map(({ busy }) => busy)).toEqual(kernel.busyCycles);
    expect(parent!.running).toBe(kernel.main!.usage.userCycles);
  });
});

test('/proc/self/schedstat gives the time without a hart that the accounts give', () => {
  const recording = record(
    `
      fork
      li t0, 200000             # parent and child take turns
1:    addi t0, t0, -1
      bnez t0, 1b
      beqz a0, child
      li a0, AT_FDCWD
      la_string a1, "/proc/self/schedstat"
      li a2, O_RDONLY
      syscall openat
      la a1, text
      li a2, 64
      syscall read
      mv a2, a0
      li a0, 1
      la a1, text
      syscall write
child: exit
      .bss
text: .zero 64`,
    { settings: { harts: 1, quantum: 10_000 } },
  );
  const [parent] = accountsOf(recording).processes;
  const [ran, waited, dispatches] = recording.guest.stdout.split(' ').map(Number);
  expect(waited).toBe(parent!.ready * 10);
  expect(parent!.ready).toBeGreaterThan(300_000);
  expect(dispatches).toBe(ofKind(recording, 'switch').filter(({ tid }) => tid === 2).length);
  expect(ran! / 10).toBeLessThanOrEqual(parent!.running);
  expect(ran! / 10).toBeGreaterThan(parent!.running - 100);
});

describe('the table', () => {
  const table = (harts: number) => formatAccounts(accountsOf(record(SPIN, { settings: { harts } }))).split('\n');

  test('has a line for each process', () => {
    const [heading, parent, child] = table(1);
    expect(heading).toMatch(/^ +pid name +running +waiting +blocked +faults +switches +ended$/);
    expect(parent).toMatch(/^ +2 guest .* 1\+0 +exit 3$/);
    expect(child).toMatch(/^ +3 guest +1,000,\d{3} .* exit 7$/);
  });

  test('says what was waited for, and in which calls', () => {
    const text = table(1).join('\n');
    expect(text).toMatch(/2 guest .* child 100%/);
    expect(text).toMatch(/waitid +1,000,\d{3} +1 +0/);
  });

  test('fits into 80 columns', () => {
    expect(table(64).filter((line) => line.length > 80)).toEqual([]);
  });
});
