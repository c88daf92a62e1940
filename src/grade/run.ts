import { errnoByNumber } from '../abi/errno.ts';
import { CLD_EXITED, SIG, signalName } from '../abi/signals.ts';
import { byteString } from '../base/bytes.ts';
import type { Ending } from '../kernel/process.ts';
import { fillFileSystem, type InitialFile, startProgram } from '../system/boot.ts';
import { Computer, type Halt } from '../system/computer.ts';
import { describeDeadlock } from '../system/deadlock.ts';
import type { Settings } from '../system/settings.ts';
import type { BuiltProgram, Files } from './build.ts';
import type { TestMachine } from './machine.ts';
import { Moments, symbolsOf } from './moments.ts';
import { PROGRAM_FOLDER, Recorder } from './recorder.ts';
import type { Problem } from './results.ts';
import type { Spec, TestSpec } from './spec.ts';
import { TerminalScript } from './terminal-script.ts';
import { bytesOfText, byteText, shown } from './text-match.ts';

/** What a run needs beside its test. */
export interface RunParts {
  readonly spec: Spec;
  readonly test: TestSpec;
  readonly machine: TestMachine;
  readonly programs: readonly BuiltProgram[];
  /** The instructor's files. */
  readonly files: Files;
  /** The executables of /bin. */
  readonly tools: readonly InitialFile[];
}

/** How a run ended. A `faulty` end is none that a program may have, unless the test expects it. */
export type RunEnd =
  | { readonly kind: 'exit'; readonly status: number }
  | { readonly kind: 'signal'; readonly signal: number; readonly problem: Problem }
  | { readonly kind: 'deadlock'; readonly problem: Problem }
  | { readonly kind: 'cut'; readonly problem: Problem };

/** A run that is over: what checks look at. */
export interface FinishedRun {
  readonly end: RunEnd;
  readonly computer: Computer;
  readonly recorder: Recorder;
  /** What moments and the terminal's script found. */
  readonly problems: readonly Problem[];
  /** Other processes at the end of the first program: zombies, and those that still run. */
  readonly atMainExit: { readonly zombies: number; readonly living: number };
  /** Frames in use, those of file contents aside, before the first program and at the end. */
  readonly frames: { readonly before: number; readonly after: number };
}

const TERMINAL_SIZE = { rows: 24, columns: 80 };

/** The command of a test: the program, and the arguments as it sees them. */
export interface Command {
  readonly path: string;
  readonly args: readonly string[];
}

/** What a test runs. A program that is made of one source is called by it, as `kernlet run SOURCE` does. */
export function commandOf(test: TestSpec, programs: readonly Pick<BuiltProgram, 'name' | 'sources'>[]): Command {
  const words = typeof test.run === 'string' ? test.run.split(/\s+/).filter((word) => word !== '') : test.run;
  const [name, ...args] = words ?? [programs[0]!.name];
  const built = programs.find((program) => program.name === name);
  if (built === undefined) return { path: name!.includes('/') ? name! : `/bin/${name}`, args: [name!, ...args] };
  return { path: `${PROGRAM_FOLDER}/${name}`, args: [built.sources.length === 1 ? built.sources[0]! : name!, ...args] };
}

/** The environment of a test. */
export function environmentOf(
  test: TestSpec,
  programs: readonly Pick<BuiltProgram, 'name'>[],
): ReadonlyMap<string, string> {
  const isAlone = programs.length === 1 && (test.run === undefined || commandName(test) === programs[0]!.name);
  return new Map([
    ['PATH', isAlone ? '/bin' : `${PROGRAM_FOLDER}:/bin`],
    ['HOME', '/root'],
    ['PWD', '/'],
    ['TERM', test.terminal === undefined ? 'dumb' : 'xterm'],
    ...(test.environment ?? []),
  ]);
}

function commandName({ run }: TestSpec): string | undefined {
  return typeof run === 'string' ? run.trim().split(/\s+/)[0] : run?.[0];
}

/** Runs a test once. Nothing that the guest does gets out of the computer, or takes more than the limits. */
export function runTest(parts: RunParts, settingsOf = () => parts.machine.settings): FinishedRun {
  const { test, machine } = parts;
  const recorder = new Recorder(machine.limits);
  const computer = makeComputer(parts, settingsOf(), recorder);
  const before = usedFrames(computer);
  const moments = new Moments(test.state ?? [], { computer, recorder, programs: parts.programs });
  let atMainExit = { zombies: 0, living: 0 };
  recorder.onExit = (record) => {
    moments.atExit(record);
    if (record.number === 1) atMainExit = countOthers(computer);
  };
  recorder.watch(computer);
  const failure = start(computer, parts);
  const finish = (end: RunEnd, problems: readonly Problem[]): FinishedRun => ({
    end,
    computer,
    recorder,
    problems,
    atMainExit,
    frames: { before, after: usedFrames(computer) },
  });
  if (failure !== undefined) return finish({ kind: 'cut', problem: failure }, []);
  const script = new TerminalScript(test.terminal ?? [], computer, recorder);
  const end = runToEnd(parts, { computer, recorder, moments, script });
  moments.finish();
  return finish(end, [...moments.problems, ...script.problems]);
}

function makeComputer({ test, files }: RunParts, settings: Settings, recorder: Recorder): Computer {
  let input = test.stdin === undefined ? new Uint8Array() : bytesOfText(test.stdin, files);
  const host = {
    readInput(max: number): Uint8Array {
      const piece = input.subarray(0, max);
      input = input.subarray(piece.length);
      return piece;
    },
    writeOutput: (stream: 1 | 2, bytes: Uint8Array) =>
      recorder.write(stream === 1 ? 'stdout' : 'stderr', byteString(bytes)),
    writeTerminal: (bytes: Uint8Array) => recorder.write('screen', byteString(bytes)),
  };
  return new Computer(settings, host, { terminal: test.terminal === undefined ? undefined : TERMINAL_SIZE });
}

/** Fills the file system and starts the first program; a problem if it cannot be started. */
function start(computer: Computer, { test, programs, files, tools }: RunParts): Problem | undefined {
  const given = [...(test.files ?? [])].map(([path, text]) => ({ path, bytes: bytesOfText(text, files), mode: 0o644 }));
  const built = programs.map(({ name, bytes }) => ({ path: `${PROGRAM_FOLDER}/${name}`, bytes, mode: 0o755 }));
  const { path, args } = commandOf(test, programs);
  const filled = fillFileSystem(computer, { programs: tools, files: [...built, ...given], mounts: [] });
  const stream = test.terminal === undefined ? 'stream' : 'terminal';
  const environment = [...environmentOf(test, programs)].map(([name, value]) => byteText(`${name}=${value}`));
  const started =
    filled < 0
      ? filled
      : startProgram(computer, {
          path,
          args: args.map(byteText),
          environment,
          streams: [stream, stream, stream],
          isInit: false,
        });
  if (started >= 0) return undefined;
  const reason = errnoByNumber(-started)?.text.toLowerCase() ?? `error ${-started}`;
  return { kind: 'unusable', message: `\`${args[0]}\` cannot be executed: ${reason}` };
}

interface Running {
  readonly computer: Computer;
  readonly recorder: Recorder;
  readonly moments: Moments;
  readonly script: TerminalScript;
}

function runToEnd(parts: RunParts, { computer, recorder, moments, script }: Running): RunEnd {
  const { cycles } = parts.machine.limits;
  const isOnTerminal = parts.test.terminal !== undefined;
  let screenLength = -1;
  computer.monitor = {
    ran: () => false,
    served: () => recorder.excess !== undefined || (isOnTerminal && recorder.screen.length !== screenLength),
  };
  for (;;) {
    screenLength = recorder.screen.length;
    script.advance();
    const halt: Halt = computer.run({ limit: cycles });
    if (recorder.excess !== undefined) return cut(recorder.excess, recorder);
    switch (halt.kind) {
      case 'ended':
        return ended(halt.ending, parts.programs, recorder);
      case 'limit':
        return cut(`it did not end within ${cycles} cycles`, recorder);
      case 'deadlock':
        return { kind: 'deadlock', problem: { kind: 'deadlock', message: describeDeadlock(computer.kernel) } };
      case 'input':
        if (!script.advance()) return cut('it waits for input at the terminal when nothing more is typed', recorder);
        break;
      case 'idle':
        computer.skipIdle(halt.cycle);
        break;
      case 'stopped':
        moments.atStop(halt.hart);
        break;
      case 'paused':
        break;
    }
  }
}

function cut(message: string, { stdout, screen }: Recorder): RunEnd {
  const last = (stdout || screen).slice(-500);
  const got = last === '' ? {} : { got: shown(last) };
  return { kind: 'cut', problem: { kind: 'limit', message, ...got } };
}

function ended(
  { code, status }: Ending,
  programs: readonly BuiltProgram[],
  { lastSignal, hadNoMemory }: Recorder,
): RunEnd {
  if (code === CLD_EXITED) return { kind: 'exit', status };
  const isKiller = lastSignal?.signal === status;
  const place = isKiller ? ` at ${placeOf(lastSignal.pc, lastSignal.path, programs)}` : '';
  const addr =
    isKiller && lastSignal.addr !== undefined ? `, which touched address 0x${lastSignal.addr.toString(16)}` : '';
  const memory = hadNoMemory && status === SIG.SIGKILL ? ': no memory was left' : '';
  const message = `it was ended by ${signalName(status)}${place}${addr}${memory}`;
  return { kind: 'signal', signal: status, problem: { kind: 'crash', message } };
}

/** An address as `label+8`. */
function placeOf(pc: number, path: string, programs: readonly BuiltProgram[]): string {
  const program = programs.find(({ name }) => path === `${PROGRAM_FOLDER}/${name}`);
  const near =
    program === undefined
      ? []
      : symbolsOf(program).filter(({ addr, kind }) => addr <= pc && kind !== 'file' && kind !== 'section');
  const nearest = near.reduce<(typeof near)[number] | undefined>(
    (best, symbol) => (best === undefined || symbol.addr > best.addr ? symbol : best),
    undefined,
  );
  if (nearest === undefined) return `0x${pc.toString(16)}`;
  const offset = pc - nearest.addr;
  return offset === 0 ? `\`${nearest.name}\`` : `\`${nearest.name}+${offset}\``;
}

/** The descendants of the first program, which is about to end. */
function countOthers({ kernel: { processes, main, init } }: Computer): { zombies: number; living: number } {
  const others = [...processes.values()].filter((process) => process !== main && process !== init);
  const zombies = others.filter(({ ending }) => ending !== undefined).length;
  return { zombies, living: others.length - zombies };
}

/** Frames in use that hold no contents of files. */
function usedFrames({ machine: { frames }, kernel: { files } }: Computer): number {
  return frames.total - 1 - frames.freeCount - frames.quarantined - files.cachedFrames;
}
