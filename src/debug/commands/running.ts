import type { Request } from '../debugger.ts';
import { type CommandRow, type Context, type Outcome, refuse } from './command.ts';
import { findAddresses, parseLocation, parseNumber } from './parse.ts';

const NO_THREAD = 'there is no thread to go on with';

/** Steps of one kind, with a count. */
function stepping(by: 'instruction' | 'line', over: boolean, reverse: boolean) {
  return ({ session }: Context, argument: string): Outcome => {
    const count = argument === '' ? 1 : parseNumber(argument);
    if (count === undefined || count < 1) return refuse(`expected a number of steps, not '${argument}'`);
    if (session.thread() === undefined) return refuse(NO_THREAD);
    return { text: '', request: { kind: 'step', by, over, reverse, count } };
  };
}

function continuing(reverse: boolean) {
  return ({ session }: Context, argument: string): Outcome => {
    const passes = argument === '' ? 1 : parseNumber(argument);
    if (passes === undefined || passes < 1) return refuse(`expected how many times to pass here, not '${argument}'`);
    const { reason } = session.stop;
    if (passes > 1) {
      const point =
        reason.kind === 'breakpoint' || reason.kind === 'watchpoint' ? session.points.get(reason.point) : undefined;
      if (point === undefined) return refuse('a count is for a breakpoint or watchpoint at which one stands');
      point.ignore = passes - 1;
    }
    return { text: '', request: { kind: 'continue', reverse } };
  };
}

function finishing(reverse: boolean) {
  return ({ session }: Context): Outcome => {
    if (session.thread() === undefined) return refuse(NO_THREAD);
    if (session.frames().length < 2) return refuse('this is the outermost function: there is no caller');
    return { text: '', request: { kind: 'finish', reverse } };
  };
}

function goTo(context: Context, argument: string): Outcome {
  const { session, state } = context;
  if (argument === '')
    return session.thread() === undefined ? refuse(NO_THREAD) : { text: '', request: { kind: 'until' } };
  const location = parseLocation(session, state, argument);
  if ('error' in location) return refuse(location.error);
  const addresses = findAddresses(session, location);
  if (addresses.length === 0) return refuse(`there is no code at '${argument}' in this program`);
  return { text: '', request: { kind: 'advance', addresses } };
}

/** Goes to the start of the history, and on from there if asked. */
function restartAt(context: Context, andThen: Request | undefined): Outcome {
  const { session } = context;
  const { timeline } = session;
  timeline.seek(timeline.start);
  const stop = session.run({ kind: 'seek', step: timeline.start });
  session.stop = stop;
  return andThen === undefined ? { text: '', showsPlace: true } : { text: '', request: andThen };
}

function start(context: Context): Outcome {
  const outcome = restartAt(context, undefined);
  const { session } = context;
  const program = session.programOf(session.thread()?.process);
  const addr = program?.address('main');
  if (addr === undefined) return outcome;
  session.points.addBreakpoint({ kind: 'address', addr }, { isTemporary: true, text: 'main' });
  return { text: '', request: { kind: 'continue' } };
}

/** Commands that go on, forwards or backwards. */
// biome-ignore format: a table
export const RUNNING_COMMANDS: readonly CommandRow[] = [
  {
    name: 'run', aliases: ['r'], usage: '', group: 'running', summary: 'go on from the beginning',
    details: 'Goes back to where the first program starts, and runs. What has been recorded stays.',
    example: 'run', completes: 'nothing', run: (context) => restartAt(context, { kind: 'continue' }),
  },
  {
    name: 'start', aliases: [], usage: '', group: 'running', summary: 'go to the beginning of main',
    details: 'A program without a symbol main is left at its first instruction.',
    example: 'start', completes: 'nothing', run: start,
  },
  {
    name: 'continue', aliases: ['c', 'fg'], usage: '[N]', group: 'running', summary: 'go on until something stops the run',
    details: 'With N, the breakpoint one stands at is passed N - 1 times.',
    example: 'continue', completes: 'nothing', repeats: true, run: continuing(false),
  },
  {
    name: 'step', aliases: ['s'], usage: '[N]', group: 'running', summary: 'go to the next source line, into calls',
    details: 'Functions without line numbers are stepped over. Without a source line it is one instruction.',
    example: 'step 3', completes: 'nothing', repeats: true, run: stepping('line', false, false),
  },
  {
    name: 'next', aliases: ['n'], usage: '[N]', group: 'running', summary: 'go to the next source line, over calls',
    example: 'next', completes: 'nothing', repeats: true, run: stepping('line', true, false),
  },
  {
    name: 'stepi', aliases: ['si'], usage: '[N]', group: 'running', summary: 'execute one instruction of this thread',
    details: 'Other threads go on as far as the order of time demands.',
    example: 'stepi 10', completes: 'nothing', repeats: true, run: stepping('instruction', false, false),
  },
  {
    name: 'nexti', aliases: ['ni'], usage: '[N]', group: 'running', summary: 'execute one instruction, a call as a whole',
    example: 'nexti', completes: 'nothing', repeats: true, run: stepping('instruction', true, false),
  },
  {
    name: 'finish', aliases: ['fin'], usage: '', group: 'running', summary: 'go on until this function has returned',
    example: 'finish', completes: 'nothing', repeats: true, run: finishing(false),
  },
  {
    name: 'until', aliases: ['u'], usage: '[LOCATION]', group: 'running', summary: 'go to a later line, or to a place',
    details: 'Without a place it is like next, but it does not go back up in a loop. It stops when the function returns.',
    example: 'until 20', completes: 'location', repeats: true, run: goTo,
  },
  {
    name: 'advance', aliases: [], usage: 'LOCATION', group: 'running', summary: 'go on to a place',
    example: 'advance sort.s:42', completes: 'location',
    run: (context, argument) => (argument === '' ? refuse('say where to go: advance LOCATION') : goTo(context, argument)),
  },
  {
    name: 'reverse-continue', aliases: ['rc'], usage: '', group: 'time', summary: 'go back until something stops the run',
    example: 'reverse-continue', completes: 'nothing', repeats: true, run: continuing(true),
  },
  {
    name: 'reverse-step', aliases: ['rs'], usage: '[N]', group: 'time', summary: 'go back to the beginning of the line before, into calls',
    example: 'reverse-step', completes: 'nothing', repeats: true, run: stepping('line', false, true),
  },
  {
    name: 'reverse-next', aliases: ['rn'], usage: '[N]', group: 'time', summary: 'go back to the line before, over calls',
    example: 'reverse-next', completes: 'nothing', repeats: true, run: stepping('line', true, true),
  },
  {
    name: 'reverse-stepi', aliases: ['rsi'], usage: '[N]', group: 'time', summary: 'undo one instruction of this thread',
    example: 'reverse-stepi 5', completes: 'nothing', repeats: true, run: stepping('instruction', false, true),
  },
  {
    name: 'reverse-nexti', aliases: ['rni'], usage: '[N]', group: 'time', summary: 'undo one instruction, a call as a whole',
    example: 'reverse-nexti', completes: 'nothing', repeats: true, run: stepping('instruction', true, true),
  },
  {
    name: 'reverse-finish', aliases: ['rf'], usage: '', group: 'time', summary: 'go back to the call of this function',
    example: 'reverse-finish', completes: 'nothing', repeats: true, run: finishing(true),
  },
];
