import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadPrograms } from '../../src/cli/programs.ts';
import { PROJECT_FOLDER } from '../../src/cli/project.ts';
import type { KernelEvent } from '../../src/kernel/events.ts';
import { runInKernlet } from '../guest/kernlet.ts';
import { stateOf } from './lesson-run.ts';

const script = readFileSync(join(PROJECT_FOLDER, 'programs/lessons/17-states-and-a-pipeline/pipeline.sh'));
const programs = [...(await loadPrograms()), { path: '/run/pipeline.sh', bytes: script }];

/** The states that grep and tail go through, without repetitions, with the cycles at which they enter them. */
function statesOf(name: string): { state: string; cycle: number }[] {
  const found: { state: string; cycle: number }[] = [];
  runInKernlet({ program: '/run/pipeline.sh' }, programs, {
    prepare: ({ kernel }) =>
      kernel.observe((event: KernelEvent) => {
        const process = [...kernel.processes.values()].find((one) => one.name === name && one.ending === undefined);
        if (process === undefined) return;
        const state = stateOf(process);
        if (found.at(-1)?.state !== state) found.push({ state, cycle: event.cycle });
      }),
  });
  return found;
}

test('grep is blocked in a read, is woken when there is something, runs, and is blocked again', () => {
  const states = statesOf('grep').map(({ state }) => state);
  expect(states.join(', ')).toContain('blocked: read, ready, running, blocked: read');
  expect(states).toContain('stopped');
  expect(states.filter((state) => state === 'running').length).toBeGreaterThanOrEqual(4);
});

test('tail sleeps and looks, ten times a second', () => {
  const sleeps = statesOf('tail').filter(({ state }) => state === 'blocked: sleep');
  expect(sleeps.length).toBeGreaterThan(7);
  const gaps = sleeps.slice(1).map(({ cycle }, at) => cycle - sleeps[at]!.cycle);
  const long = gaps.filter((gap) => gap > 100_000);
  expect(long.length).toBeGreaterThan(7);
  // Of a look that finds the process as it was before nothing is seen here.
  for (const gap of long) expect(Math.abs(gap / 10_000_000 - Math.round(gap / 10_000_000))).toBeLessThan(0.05);
});
