import { expect, it, vi } from 'vitest';
import { loadPrograms } from '../../src/cli/programs.ts';
import type { Settings } from '../../src/system/settings.ts';
import { oracleTest } from '../oracle.ts';
import type { GuestOutcome, GuestProgram, GuestRun } from './guest-run.ts';
import { runInKernlet } from './kernlet.ts';
import { LINUX_TOOLS, runUnderLinux } from './linux.ts';

// The first test of a file waits for the whole session of Linux, on a busy machine for long.
vi.setConfig({ testTimeout: 120_000 });

/** A run with the sentence that its test is called. */
export interface NamedRun extends GuestRun {
  readonly name: string;
}

/** The executables of /bin. */
export async function binPrograms(): Promise<GuestProgram[]> {
  return (await loadPrograms()).map(({ path, bytes }) => ({ path, bytes }));
}

/** Settings under which programs must do the same as under the usual ones: each run has its turn with one of them. */
const VARIATIONS: readonly (Partial<Settings> & { readonly round: number })[] = [
  { harts: 1, round: 10_000 },
  { harts: 1, round: 10_000, quantum: 100 },
  { harts: 16, round: 1 },
  { harts: 2, round: 10 },
  { harts: 3, round: 100, seed: 1 },
  { harts: 16, round: 1000, seed: 2, quantum: 1000 },
  { harts: 4, round: 10_000, seed: 3 },
  { harts: 64, round: 333, quantum: 50 },
];
/** About how many rounds a run may take, each of which costs time: a long run gets longer rounds than wanted. */
const ROUNDS_MAX = 20_000;

/** A test for each run: it does under Kernlet what it does under Linux. The runs share one session of Linux. */
export function testAgainstLinux(runs: readonly NamedRun[], programs: readonly GuestProgram[]): void {
  let outcomes: GuestOutcome[] | undefined;
  runs.forEach((run, index) => {
    oracleTest(LINUX_TOOLS, run.name, () => {
      outcomes ??= runUnderLinux(runs, programs);
      expect(outcomes[index]!.status, 'the run under Linux').not.toBe('timed out');
      expect(usualOutcome(run, programs)).toEqual(outcomes[index]);
    });
  });
}

/** A test for each run: harts, rounds, quanta and seeds change nothing of what can be seen of it. */
export function testUnderAllSettings(runs: readonly NamedRun[], programs: readonly GuestProgram[]): void {
  runs.forEach((run, index) => {
    it(run.name, () => {
      const { outcome: usual, instructions } = runAsUsual(run, programs);
      const variation = VARIATIONS[index % VARIATIONS.length]!;
      const settings = { ...variation, round: Math.max(variation.round, Math.floor(instructions / ROUNDS_MAX)) };
      const outcome = visible(runInKernlet(run, programs, { settings }));
      expect({ settings, ...outcome }).toEqual({ settings, ...usual });
    });
  });
}

/** What a run does under Kernlet with the usual settings. */
export function usualOutcome(run: GuestRun, programs: readonly GuestProgram[]): GuestOutcome {
  return runAsUsual(run, programs).outcome;
}

interface UsualRun {
  readonly outcome: GuestOutcome;
  /** How many instructions all harts retired. */
  readonly instructions: number;
}

const usualRuns = new WeakMap<GuestRun, UsualRun>();

/** Both kinds of test need the usual run; it runs once. */
function runAsUsual(run: GuestRun, programs: readonly GuestProgram[]): UsualRun {
  const known = usualRuns.get(run);
  if (known !== undefined) return known;
  const { computer, ...outcome } = runInKernlet(run, programs);
  const instructions = computer.machine.harts.reduce((sum, { instret }) => sum + instret, 0);
  const usual = { outcome: visible(outcome), instructions };
  usualRuns.set(run, usual);
  return usual;
}

/** What of an outcome is compared. */
function visible({ stdout, stderr, status, files }: GuestOutcome): GuestOutcome {
  return { stdout, stderr, status, files };
}
