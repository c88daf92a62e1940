import { decodeUtf8 } from '../base/bytes.ts';
import { type ElfSymbol, readSymbols } from '../elf/symbols.ts';
import { registerNumber } from '../isa/registers.ts';
import type { Process } from '../kernel/process.ts';
import type { Thread } from '../kernel/thread.ts';
import { MemoryPeek } from '../kernel/vm/peek.ts';
import type { AddressStop } from '../machine/stop-conditions.ts';
import type { Computer } from '../system/computer.ts';
import type { BuiltProgram } from './build.ts';
import { PROGRAM_FOLDER, type ProcessRecord, type Recorder } from './recorder.ts';
import type { Problem } from './results.ts';
import type { Moment, ProcessName } from './spec.ts';
import { matchNumber } from './text-match.ts';

/** The parts of a run that moments are looked at in. */
interface Scene {
  readonly computer: Computer;
  readonly recorder: Recorder;
  readonly programs: readonly BuiltProgram[];
}

/** A moment that is still awaited. */
interface Awaited {
  readonly moment: Moment;
  /** What stops the computer; undefined for the end of a process. */
  readonly stop: AddressStop | undefined;
  hits: number;
  isOver: boolean;
}

/** Waits for the moments of a test (`state` in the spec) and looks at registers, memory and processes then. */
export class Moments {
  readonly problems: Problem[] = [];
  private readonly scene: Scene;
  private readonly awaited: Awaited[];

  constructor(moments: readonly Moment[], scene: Scene) {
    this.scene = scene;
    this.awaited = moments.map((moment) => this.awaitMoment(moment));
  }

  /** A process is about to end. */
  atExit(record: ProcessRecord): void {
    for (const awaited of this.awaited) {
      const { moment, stop, isOver } = awaited;
      if (stop !== undefined || isOver || !isMeant(moment.process ?? 1, record)) continue;
      awaited.isOver = true;
      const thread = this.scene.computer.kernel.current;
      this.look(moment, thread?.process === record.process ? thread : record.process.threads[0], record.process);
    }
  }

  /** The hart `index` stands before an instruction that is awaited. */
  atStop(index: number): void {
    const { computer, recorder } = this.scene;
    const hart = computer.machine.harts[index]!;
    const thread = computer.kernel.running[index]!;
    for (const awaited of this.awaited) {
      const { moment, stop, isOver } = awaited;
      if (isOver || stop?.addr !== hart.pc || moment.at === undefined || moment.at === 'end') continue;
      const record = recorder.recordOf(thread.process);
      const { process, hit = 1 } = moment.at;
      const isProgram = thread.process.executablePath === `${PROGRAM_FOLDER}/${this.programOf(moment).name}`;
      if (!isProgram || record === undefined || (process !== undefined && !isMeant(process, record))) continue;
      awaited.hits++;
      if (awaited.hits < hit) continue;
      awaited.isOver = true;
      computer.machine.stops.remove(stop);
      this.look(moment, thread, thread.process);
    }
  }

  /** The run is over: moments that never came are problems. */
  finish(): void {
    for (const { moment, isOver, hits } of this.awaited) {
      if (isOver) continue;
      const reached = hits === 0 ? 'was never reached' : `was reached only ${hits} times`;
      const message =
        moment.at === undefined || moment.at === 'end'
          ? 'the process did not end'
          : `\`${moment.at.symbol}\` ${reached}`;
      this.problems.push({ kind: 'wrong', message });
    }
  }

  private awaitMoment(moment: Moment): Awaited {
    const { at } = moment;
    if (at === undefined || at === 'end') return { moment, stop: undefined, hits: 0, isOver: false };
    const addr = addressOf(at.symbol, this.programOf(moment));
    if (addr === undefined) {
      this.problems.push({ kind: 'wrong', message: `the program has no symbol \`${at.symbol}\`` });
      return { moment, stop: undefined, hits: 0, isOver: true };
    }
    const stop: AddressStop = { kind: 'address', addr, root: undefined };
    this.scene.computer.machine.stops.add(stop);
    return { moment, stop, hits: 0, isOver: false };
  }

  private programOf({ at }: Moment): BuiltProgram {
    const { programs } = this.scene;
    const wanted = at === undefined || at === 'end' ? undefined : at.program;
    return programs.find(({ name }) => name === wanted) ?? programs[0]!;
  }

  private look(moment: Moment, thread: Thread | undefined, process: Process): void {
    const { kernel, machine } = this.scene.computer;
    const where = moment.at === undefined || moment.at === 'end' ? 'at the end' : `at \`${moment.at.symbol}\``;
    if (thread !== undefined) {
      const hart = kernel.running[thread.hart] === thread ? machine.harts[thread.hart]! : thread.context;
      for (const [name, range] of moment.registers ?? []) {
        const value = name === 'pc' ? hart.pc : hart.x[registerNumber(name)!]!;
        this.problems.push(...matchNumber(`${name} ${where}`, value, range));
      }
    }
    this.lookAtMemory(moment, process, where);
    this.lookAtProcesses(moment, where);
    this.lookAtSharing(moment, process, where);
  }

  private lookAtMemory(moment: Moment, process: Process, where: string): void {
    const peek = new MemoryPeek(this.scene.computer.kernel, process);
    for (const { at, word, words, bytes, text } of moment.memory ?? []) {
      const name = typeof at === 'string' ? `\`${at}\` ${where}` : `the memory at 0x${at.toString(16)} ${where}`;
      const addr = this.resolve(at, process);
      if (addr === undefined) {
        this.problems.push({ kind: 'wrong', message: `the program has no symbol \`${at}\`` });
        continue;
      }
      if (word !== undefined) {
        const value = peek.readWord(addr);
        this.problems.push(...matchNumber(name, value === undefined ? undefined : value | 0, word));
      }
      const wordBytes = words?.flatMap((value) => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff));
      for (const wanted of [wordBytes, bytes]) {
        if (wanted === undefined) continue;
        const got = peek.read(addr, wanted.length);
        if (got?.every((byte, index) => byte === wanted[index]) === true) continue;
        const list = (values: Iterable<number>) =>
          Array.from(values, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
        this.wrong(`${name} is wrong`, list(wanted), got === undefined ? 'no memory' : list(got));
      }
      if (text !== undefined) {
        const got = peek.readString(addr, 4096);
        const shownGot =
          got === undefined ? 'no memory' : decodeUtf8(Uint8Array.from(got, (letter) => letter.charCodeAt(0)));
        if (shownGot !== text) this.wrong(`${name} is wrong`, text, shownGot);
      }
    }
  }

  private lookAtProcesses({ tree, zombies }: Moment, where: string): void {
    const { kernel } = this.scene.computer;
    if (zombies !== undefined) {
      const count = [...kernel.processes.values()].filter(({ ending }) => ending !== undefined).length;
      this.problems.push(...matchNumber(`the number of zombies ${where}`, count, zombies));
    }
    if (tree === undefined || kernel.main === undefined) return;
    const got = treeOf(kernel.main);
    const normal = (text: string) => text.replaceAll(/\s/g, '');
    if (normal(got) !== normal(tree)) this.wrong(`the tree of processes ${where} is wrong`, tree, got);
  }

  private lookAtSharing({ sharing }: Moment, process: Process, where: string): void {
    for (const { processes, at, shared } of sharing ?? []) {
      const found = processes.map((name) => this.scene.recorder.find(name)[0]?.process);
      const [a, b] = found;
      const addr = this.resolve(at, process);
      if (
        a === undefined ||
        b === undefined ||
        a.ending !== undefined ||
        b.ending !== undefined ||
        addr === undefined
      ) {
        this.problems.push({ kind: 'wrong', message: `not both processes and \`${at}\` are there ${where}` });
        continue;
      }
      const [frameA, frameB] = [a, b].map(({ space }) => space.table.get(addr >>> 12) >>> 10);
      const isShared = frameA !== 0 && frameA === frameB;
      if (isShared === shared) continue;
      const say = (is: boolean) => (is ? 'the same frame' : 'frames of their own');
      this.wrong(
        `at \`${at}\` processes ${processes.join(' and ')} have the wrong memory ${where}`,
        say(shared),
        say(isShared),
      );
    }
  }

  /** An address, or that of a symbol in the program that `process` runs. */
  private resolve(at: string | number, process: Process): number | undefined {
    if (typeof at === 'number') return at;
    const program = this.scene.programs.find(({ name }) => process.executablePath === `${PROGRAM_FOLDER}/${name}`);
    return program === undefined ? undefined : addressOf(at, program);
  }

  private wrong(message: string, expected: string, got: string): void {
    this.problems.push({ kind: 'wrong', message, expected, got });
  }
}

/** The address of `symbol` or `symbol+8`. */
function addressOf(text: string, program: BuiltProgram): number | undefined {
  const match = /^([\w.$]+)\s*(?:\+\s*(\d+|0x[\da-f]+))?$/i.exec(text);
  const symbol = match === null ? undefined : symbolsOf(program).find(({ name }) => name === match[1]);
  return symbol === undefined ? undefined : symbol.addr + Number(match![2] ?? 0);
}

const symbolTables = new WeakMap<BuiltProgram, readonly ElfSymbol[]>();

/** The symbols of a program, read once. */
export function symbolsOf(program: BuiltProgram): readonly ElfSymbol[] {
  const symbols = symbolTables.get(program) ?? readSymbols(program.bytes);
  symbolTables.set(program, symbols);
  return symbols;
}

function isMeant(name: ProcessName, record: ProcessRecord): boolean {
  return typeof name === 'number' ? record.number === name : record.name === name;
}

/** A process with its descendants, such as `sh(cat, wc!)`; the zombies have a mark. */
function treeOf({ name, ending, children }: Process): string {
  const inner = children.size === 0 ? '' : `(${[...children].map(treeOf).join(', ')})`;
  return `${name}${ending === undefined ? '' : '!'}${inner}`;
}
