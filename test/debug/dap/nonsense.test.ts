import { expect, test } from 'vitest';
import { drawBelow, type PrngState, seedPrng } from '../../../src/base/prng.ts';
import { CommandLine } from '../../../src/debug/commands/command-line.ts';
import { DapAdapter } from '../../../src/debug/dap/adapter.ts';
import { frameMessage, MessageReader } from '../../../src/debug/dap/framing.ts';
import { Debugger } from '../../../src/debug/debugger.ts';
import { Guest } from '../../system/guest.ts';
import { thorough } from '../../thorough.ts';

const PROGRAM = 'begin: li s0, 3\nagain: addi s0, s0, -1\n    bnez s0, again\n    fork\n    bnez a0, begin\n    exit\n';

/** Every request that the adapter has an answer to, and some that it has not. */
const COMMANDS = [
  ...[
    'initialize',
    'launch',
    'attach',
    'configurationDone',
    'disconnect',
    'terminate',
    'restart',
    'threads',
    'stackTrace',
  ],
  ...[
    'scopes',
    'variables',
    'evaluate',
    'setVariable',
    'setExpression',
    'source',
    'loadedSources',
    'modules',
    'completions',
  ],
  ...[
    'setBreakpoints',
    'setFunctionBreakpoints',
    'setInstructionBreakpoints',
    'setDataBreakpoints',
    'dataBreakpointInfo',
  ],
  ...[
    'setExceptionBreakpoints',
    'exceptionInfo',
    'breakpointLocations',
    'continue',
    'next',
    'stepIn',
    'stepOut',
    'stepBack',
  ],
  ...[
    'reverseContinue',
    'pause',
    'goto',
    'gotoTargets',
    'disassemble',
    'readMemory',
    'writeMemory',
    'cancel',
    'frobnicate',
    '',
  ],
];
const NAMES = [
  ...[
    'threadId',
    'frameId',
    'variablesReference',
    'expression',
    'context',
    'name',
    'value',
    'breakpoints',
    'source',
    'line',
  ],
  ...[
    'memoryReference',
    'offset',
    'count',
    'instructionOffset',
    'instructionCount',
    'data',
    'granularity',
    'filters',
    'text',
  ],
  ...[
    'column',
    'startFrame',
    'levels',
    'program',
    'args',
    'options',
    'dataId',
    'filterOptions',
    'condition',
    'arguments',
  ],
];
const VALUES: readonly unknown[] = [
  ...[
    0,
    1,
    2,
    3,
    -1,
    1.5,
    1e12,
    2 ** 31,
    1000,
    1001,
    '',
    '0x10100',
    '0xffffffff',
    'again',
    '$s0',
    'step',
    'instruction',
  ],
  ...['repl', 'watch', 'AAAA', '=', 'x/4i $pc', 'seek start', 'info threads', 'guest.s', 'fork', null, true, [], {}],
  ...[
    [{ line: 1 }],
    [{ name: 'begin' }],
    [{ instructionReference: '0x10100' }],
    [{ dataId: '0x12000 4' }],
    [[]],
    ['fork'],
  ],
  ...[{ path: 'guest.s' }, { name: 7 }],
];

function draw<T>(prng: PrngState, items: readonly T[]): T {
  return items[drawBelow(prng, items.length)]!;
}

/** A request as an editor might send it, or nearly, or no request at all. */
function drawMessage(prng: PrngState): object {
  const pairs = Array.from({ length: drawBelow(prng, 5) }, () => [draw(prng, NAMES), draw(prng, VALUES)] as const);
  const message = {
    seq: drawBelow(prng, 1000),
    type: 'request',
    command: draw(prng, COMMANDS),
    arguments: Object.fromEntries(pairs),
  };
  switch (drawBelow(prng, 12)) {
    case 0:
      return { ...message, [draw(prng, ['seq', 'type', 'command', 'arguments'])]: draw(prng, VALUES) };
    case 1:
      return [message];
    default:
      return message;
  }
}

function damaged(prng: PrngState, frame: Uint8Array): Uint8Array {
  if (drawBelow(prng, 10) > 0) return frame;
  const bytes = frame.slice(0, drawBelow(prng, 4) === 0 ? drawBelow(prng, frame.length) : frame.length);
  if (bytes.length > 0) bytes[drawBelow(prng, bytes.length)] = drawBelow(prng, 256);
  return bytes;
}

/** An adapter with a program that has been started. */
function openEditor(): { adapter: DapAdapter; session: Debugger; reader: MessageReader } {
  const session = new Debugger(new Guest(PROGRAM, { settings: { maxProcesses: 8 } }).computer);
  const adapter = new DapAdapter();
  adapter.receive({ seq: 1, type: 'request', command: 'launch', arguments: { program: 'guest.s', stopOnEntry: true } });
  adapter.takeLaunch();
  adapter.launched({ session, commands: new CommandLine(session), findSource: () => undefined });
  return { adapter, session, reader: new MessageReader() };
}

test('messages at random, whole and damaged, do no harm', () => {
  const prng = seedPrng(17);
  let { adapter, session, reader } = openEditor();
  let refused = 0;
  let answered = 0;
  for (let run = 0; run < thorough(3000, 100_000); run++) {
    if (adapter.isDone || run % 300 === 0) ({ adapter, session, reader } = openEditor());
    // A damaged length spoils what follows.
    if (run % 10 === 0) reader = new MessageReader();
    for (const found of reader.push(damaged(prng, frameMessage(drawMessage(prng))))) {
      if ('message' in found) adapter.receive(found.message);
    }
    // Nobody starts another program.
    if (adapter.takeLaunch() !== undefined) adapter.refuseLaunch('there is one already');
    session.interrupt();
    for (let turns = 0; adapter.isRunning; turns++) {
      session.interrupt();
      adapter.proceed();
      expect(turns).toBeLessThan(1000);
    }
    for (const sent of adapter.take()) {
      if (sent.type === 'response' && 'success' in sent) sent.success ? answered++ : refused++;
    }
  }
  expect(refused).toBeGreaterThan(500);
  expect(answered).toBeGreaterThan(500);
}, 600_000);
