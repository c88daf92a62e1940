import { expect, it } from 'vitest';
import { loadPrograms } from '../../src/cli/programs.ts';
import type { Settings } from '../../src/system/settings.ts';
import { oracleTest } from '../oracle.ts';
import type { GuestOutcome, GuestProgram, GuestRun } from './guest-run.ts';
import { runInKernlet } from './kernlet.ts';
import { LINUX_TOOLS, runUnderLinux } from './linux.ts';

/** A run with the sentence that its test is called. */
export interface NamedRun extends GuestRun {
  readonly name: string;
}

/** The executables of /bin. */
export async function binPrograms(): Promise<GuestProgram[]> {
  return (await loadPrograms()).map(({ path, bytes }) => ({ path, bytes }));
}

/** Settings under which programs must do the same as under the usual ones. */
const VARIATIONS: readonly Partial<Settings>[] = [
  { harts: 1 },
  { harts: 1, quantum: 100 },
  { harts: 16, round: 1 },
  { harts: 2, round: 10 },
  { harts: 3, round: 100, seed: 1 },
  { harts: 16, round: 1000, seed: 2, quantum: 1000 },
  { harts: 4, round: 10_000, seed: 3 },
  { harts: 64, round: 333, quantum: 50 },
];
/** How many of the variations each run goes through; together the runs go through all. */
const VARIATIONS_EACH = 2;

/** A test for each run: it does under Kernlet what it does under Linux. The runs share one session of Linux. */
export function testAgainstLinux(runs: readonly NamedRun[], programs: readonly GuestProgram[]): void {
  let outcomes: GuestOutcome[] | undefined;
  runs.forEach((run, index) => {
    oracleTest(LINUX_TOOLS, run.name, () => {
      outcomes ??= runUnderLinux(runs, programs);
      expect(usualOutcome(run, programs)).toEqual(outcomes[index]);
    });
  });
}

/** A test for each run: harts, rounds, quanta and seeds change nothing of what can be seen of it. */
export function testUnderAllSettings(runs: readonly NamedRun[], programs: readonly GuestProgram[]): void {
  runs.forEach((run, index) => {
    it(run.name, () => {
      const usual = usualOutcome(run, programs);
      for (let at = 0; at < VARIATIONS_EACH; at++) {
        const settings = VARIATIONS[(index * VARIATIONS_EACH + at) % VARIATIONS.length]!;
        const outcome = visible(runInKernlet(run, programs, { settings }));
        expect({ settings, ...outcome }).toEqual({ settings, ...usual });
      }
    });
  });
}

const usualOutcomes = new WeakMap<GuestRun, GuestOutcome>();

/** What a run does under Kernlet with the usual settings; it runs once. */
export function usualOutcome(run: GuestRun, programs: readonly GuestProgram[]): GuestOutcome {
  const outcome = usualOutcomes.get(run) ?? visible(runInKernlet(run, programs));
  usualOutcomes.set(run, outcome);
  return outcome;
}

/** What of an outcome is compared. */
function visible({ stdout, stderr, status, files }: GuestOutcome): GuestOutcome {
  return { stdout, stderr, status, files };
}
