import type { PolicyChoice } from '../kernel/sched/policies.ts';
import { DEFAULT_SETTINGS, type Settings } from '../system/settings.ts';
import type { MachineSpec, Spec, TestSpec } from './spec.ts';

/** Everything that a run may use: what the computer has, and where it is cut short. */
export interface RunLimits {
  readonly cycles: number;
  readonly calls: number;
  readonly output: number;
}

/** The computer of one run of a test. */
export interface TestMachine {
  readonly settings: Settings;
  readonly limits: RunLimits;
}

/** What a spec gets that does not say otherwise: enough for exercises, and little enough that three hundred are soon through. */
const DEFAULT_LIMITS = {
  cycles: 100_000_000,
  calls: 1_000_000,
  processes: 128,
  output: 1 << 20,
  open_files: 256,
};
const DEFAULT_HARTS = 2;
const DEFAULT_RAM = 8 << 20;

/** The machine of `test`, whose own settings go before those of the assignment; `seed` before both. */
export function machineOf(spec: Spec, test: TestSpec, seed: number | undefined): TestMachine {
  const machine: MachineSpec = { ...spec.machine, ...test.machine };
  const limits = { ...DEFAULT_LIMITS, ...spec.machine?.limits, ...test.machine?.limits };
  const ram = machine.ram ?? DEFAULT_RAM;
  return {
    settings: {
      ...DEFAULT_SETTINGS,
      harts: machine.harts ?? DEFAULT_HARTS,
      ramBytes: ram - (ram % 4096),
      quantum: machine.quantum ?? DEFAULT_SETTINGS.quantum,
      round: machine.round ?? DEFAULT_SETTINGS.round,
      seed: seed ?? machine.seed,
      scheduler: policyOf(spec, machine),
      divTrap: machine.divtrap ?? false,
      diskLatency: machine.disk_latency ?? 0,
      maxProcesses: limits.processes,
      maxOpenFiles: limits.open_files,
    },
    limits: { cycles: limits.cycles, calls: limits.calls, output: limits.output },
  };
}

/** The student's policy, by the name of its file; it is loaded elsewhere. Else that of the machine. */
function policyOf({ build }: Spec, { scheduler }: MachineSpec): PolicyChoice {
  if (scheduler !== undefined) {
    if (typeof scheduler === 'string') return { name: scheduler, options: {} };
    return { name: scheduler.policy, options: Object.fromEntries(scheduler.options ?? []) };
  }
  return build.scheduler === undefined ? DEFAULT_SETTINGS.scheduler : { name: `./${build.scheduler}`, options: {} };
}
