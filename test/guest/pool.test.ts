import { describe, expect, test } from 'vitest';
import type { Settings } from '../../src/system/settings.ts';
import { oracleTest } from '../oracle.ts';
import { audit } from '../system/audit.ts';
import { assembleBare } from '../system/guest.ts';
import { thorough } from '../thorough.ts';
import { binPrograms } from './compare.ts';
import type { GuestProgram } from './guest-run.ts';
import { runInKernlet } from './kernlet.ts';
import { LINUX_TOOLS, runUnderLinux } from './linux.ts';
import { type PoolProgram, poolPrograms } from './pool-programs.ts';

const bin = await binPrograms();
const path = '/test/program';

function programsFor({ text, isLarge }: PoolProgram): GuestProgram[] {
  // Without the tools a computer is made faster; only popen runs some.
  return [...(isLarge ? bin : []), { path, bytes: assembleBare(text) }];
}

function run(program: PoolProgram, settings: Partial<Settings> = {}) {
  return runInKernlet({ program: path }, programsFor(program), { settings });
}

describe.each(Object.entries(poolPrograms))('pool program %s', (_, program) => {
  const { stdout: expected, isLarge } = program;
  const seeds = isLarge ? thorough(1, 20) : thorough(4, 200);

  test('gives the results of a plain loop, and leaves nothing behind', () => {
    const { stdout, stderr, status, computer } = run(program);
    expect({ stdout, stderr, status }).toEqual({ stdout: expected, stderr: '', status: 0 });
    expect([...computer.kernel.processes.keys()].filter((pid) => pid > 2)).toEqual([]);
    expect(audit(computer)).toEqual([]);
  });

  test.each([
    { harts: 1, quantum: 300 },
    { harts: 2, round: 100 },
    { harts: 16, round: 1000, quantum: 50 },
  ])('gives them for other settings: %j', (settings) => {
    expect(run(program, settings)).toMatchObject({ stdout: expected, status: 0 });
  });

  test(`gives them for ${seeds} seeds`, () => {
    for (let seed = 1; seed <= seeds; seed++) {
      const settings = { seed, harts: 1 + (seed % 5), round: 50 + (seed % 7) * 331, quantum: 100 + (seed % 11) * 97 };
      const { stdout, status, computer } = run(program, settings);
      expect({ seed, stdout, status }).toEqual({ seed, stdout: expected, status: 0 });
      expect([...computer.kernel.processes.keys()].filter((pid) => pid > 2)).toEqual([]);
    }
  });

  oracleTest(LINUX_TOOLS, 'gives them under Linux', () => {
    expect(runUnderLinux([{ program: path }], programsFor(program))[0]).toMatchObject({
      stdout: expected,
      stderr: '',
      status: 0,
    });
  });
});
