import type { DebugProtocol } from '@vscode/debugprotocol';
import type { CatchKind } from '../points.ts';

/** What an editor can ask to be stopped at, beside breakpoints: catchpoints, with the words that the editor shows. */
// biome-ignore format: a table
const EXCEPTIONS: readonly (readonly [kind: CatchKind, label: string, description: string])[] = [
  ['fork',     'Forks',                'a process or thread makes another one'],
  ['exec',     'New programs',         'a process loads another program'],
  ['exit',     'Ends of processes',    'a process has ended'],
  ['signal',   'Signals',              'a thread is about to take a signal'],
  ['fault',    'Page faults',          'a page is brought in, copied, or missing'],
  ['cow',      'Copies of frames',     'a write to a shared page has made a copy'],
  ['switch',   'Context switches',     'a hart gets another thread'],
  ['deadlock', 'Deadlocks',            'nothing can happen any more'],
];

export const CAPABILITIES: DebugProtocol.Capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsFunctionBreakpoints: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsInstructionBreakpoints: true,
  supportsDataBreakpoints: true,
  supportsEvaluateForHovers: true,
  supportsStepBack: true,
  supportsSetVariable: true,
  supportsRestartRequest: true,
  supportsTerminateRequest: true,
  supportsCompletionsRequest: true,
  supportsDisassembleRequest: true,
  supportsReadMemoryRequest: true,
  supportsWriteMemoryRequest: true,
  supportsSteppingGranularity: true,
  supportsSingleThreadExecutionRequests: false,
  exceptionBreakpointFilters: EXCEPTIONS.map(([filter, label, description]) => ({ filter, label, description })),
};

/** The event that a filter of the editor stands for. */
export function exceptionKind(filter: string): CatchKind | undefined {
  return EXCEPTIONS.find(([kind]) => kind === filter)?.[0];
}
