import { expect } from 'vitest';
import type { JitMode } from '../../src/jit/translator.ts';
import { stateHash } from '../../src/system/state-hash.ts';
import type { GuestProgram, GuestRun } from '../guest/guest-run.ts';
import { type KernletOptions, runInKernlet } from '../guest/kernlet.ts';

export const MODES: readonly JitMode[] = ['off', 'on', 'always'];

/** A run ends after as many steps, in the same state and with the same outputs, with each `--jit`. Nobody looks on: that closes ways. */
export function expectSameEnd(run: GuestRun, programs: readonly GuestProgram[], options: KernletOptions = {}): void {
  const ends = MODES.map((jit) => {
    const settings = { ...options.settings, jit };
    const { computer, ...outcome } = runInKernlet(run, programs, { ...options, settings });
    return { ...outcome, hash: stateHash(computer), steps: computer.steps };
  });
  for (const end of ends) expect(end, `${run.program} ${JSON.stringify(run.args)}`).toEqual(ends[0]);
}
