import { expect, it, test } from 'vitest';
import { loadPrograms } from '../../src/cli/programs.ts';
import type { Settings } from '../../src/system/settings.ts';
import { thorough } from '../thorough.ts';
import type { GuestOutcome, GuestProgram, GuestRun } from './guest-run.ts';
import { runInKernlet } from './kernlet.ts';
import { LinuxSession } from './linux.ts';

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

/**
 * A test for each run: it does under Kernlet what it does under Linux. The runs share one session of Linux. Outside of
 * continuous integration only a sample runs, and the others are skipped.
 */
export function testAgainstLinux(runs: readonly NamedRun[], programs: readonly GuestProgram[]): void {
  const sample = sampleOf(runs);
  const linux = new LinuxSession(sample, programs);
  for (const run of runs) {
    const index = sample.indexOf(run);
    if (index < 0) skipOutsideCi(run);
    else
      linux.test(run.name, index, (outcome) => {
        expect(outcome.status, 'the run under Linux').not.toBe('timed out');
        expect(usualOutcome(run, programs)).toEqual(outcome);
      });
  }
}

/** A test for each run of the same sample: harts, rounds, quanta and seeds change nothing of what can be seen of it. */
export function testUnderAllSettings(runs: readonly NamedRun[], programs: readonly GuestProgram[]): void {
  const sample = sampleOf(runs);
  runs.forEach((run, index) => {
    if (!sample.includes(run)) skipOutsideCi(run);
    else
      it(run.name, () => {
        const { outcome: usual, instructions } = runAsUsual(run, programs);
        const variation = VARIATIONS[index % VARIATIONS.length]!;
        const settings = { ...variation, round: Math.max(variation.round, Math.floor(instructions / ROUNDS_MAX)) };
        const outcome = visible(runInKernlet(run, programs, { settings }));
        expect({ settings, ...outcome }).toEqual({ settings, ...usual });
      });
  });
}

/** Every so many-th run is in the sample; an odd number, so that all variations of settings come up. */
const SAMPLE_STEP = thorough(5, 1);
/** So few runs are all in it. */
const SAMPLE_FROM = thorough(50, Number.POSITIVE_INFINITY);

/** The runs that are tested: all in continuous integration, else every so many-th and the first of each family. */
function sampleOf(runs: readonly NamedRun[]): readonly NamedRun[] {
  if (runs.length <= SAMPLE_FROM) return runs;
  return runs.filter(
    (run, index) => index % SAMPLE_STEP === 0 || index === runs.findIndex((other) => familyOf(other) === familyOf(run)),
  );
}

/** The program, and the subject in front of a colon: what runs that are much alike have in common. */
function familyOf({ program, name }: NamedRun): string {
  return name.includes(':') ? `${program} ${name.slice(0, name.indexOf(':'))}` : program;
}

function skipOutsideCi({ name }: NamedRun): void {
  test.skip(`${name} (only with CI=true)`, () => {});
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
