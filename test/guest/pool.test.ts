import { describe, expect, test } from 'vitest';
import { POLICIES } from '../../src/kernel/sched/policies.ts';
import type { Settings } from '../../src/system/settings.ts';
import { audit } from '../system/audit.ts';
import { assembleBare } from '../system/guest.ts';
import { thorough } from '../thorough.ts';
import { binPrograms } from './compare.ts';
import { runInKernlet } from './kernlet.ts';
import { LinuxSession } from './linux.ts';
import { poolPrograms } from './pool-programs.ts';

const bin = await binPrograms();
/** Each program as the guest finds it, and what else there is: only popen runs tools, and a computer without them is made faster. */
const cases = Object.entries(poolPrograms).map(([name, { text, stdout, isLarge = false }], index) => {
  const executable = { path: `/test/program${index}`, bytes: assembleBare(text) };
  return { name, stdout, isLarge, index, executable, programs: isLarge ? [...bin, executable] : [executable] };
});
type Case = (typeof cases)[number];

function run({ executable, programs }: Case, settings: Partial<Settings> = {}) {
  return runInKernlet({ program: executable.path }, programs, { settings });
}

/** Policies with which every thread that is ready gets a hart after some time. */
const SHARING = ['rr', 'mlfq', 'lottery', 'stride', 'fair', 'multi'];

const linux = new LinuxSession(
  cases.map(({ executable }) => ({ program: executable.path })),
  [...bin, ...cases.map(({ executable }) => executable)],
);

const SETTINGS: readonly Partial<Settings>[] = [
  { harts: 1, quantum: 300 },
  { harts: 2, round: 100 },
  { harts: 16, round: 1000, quantum: 50 },
];

describe.each(cases)('pool program $name', (program) => {
  const { stdout: expected, isLarge } = program;
  const seeds = isLarge ? thorough(1, 20) : thorough(4, 200);

  test('gives the results of a plain loop, and leaves nothing behind', () => {
    const { stdout, stderr, status, computer } = run(program);
    expect({ stdout, stderr, status }).toEqual({ stdout: expected, stderr: '', status: 0 });
    expect([...computer.kernel.processes.keys()].filter((pid) => pid > 2)).toEqual([]);
    expect(audit(computer)).toEqual([]);
  });

  test.each(SETTINGS.slice(0, isLarge ? thorough(1, SETTINGS.length) : undefined))(
    'gives them for other settings: %j',
    (settings) => {
      expect(run(program, settings)).toMatchObject({ stdout: expected, status: 0 });
    },
  );

  test(`gives them for ${seeds} seeds`, () => {
    for (let seed = 1; seed <= seeds; seed++) {
      const { name: policy } = POLICIES[seed % POLICIES.length]!;
      // Some policies let who waits busily have its hart for ever: then the workers need harts of their own.
      const harts = SHARING.includes(policy) ? 1 + (seed % 5) : 4 + (seed % 3);
      const scheduler = { name: policy, options: {} };
      const settings = { seed, scheduler, harts, round: 50 + (seed % 7) * 331, quantum: 100 + (seed % 11) * 97 };
      const { stdout, status, computer } = run(program, settings);
      expect({ settings, stdout, status }).toEqual({ settings, stdout: expected, status: 0 });
      expect([...computer.kernel.processes.keys()].filter((pid) => pid > 2)).toEqual([]);
    }
  });

  linux.test('gives them under Linux', program.index, (outcome) => {
    expect(outcome).toMatchObject({ stdout: expected, stderr: '', status: 0 });
  });
});
