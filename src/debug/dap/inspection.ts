import type { DebugProtocol } from '@vscode/debugprotocol';
import { disassemble } from '../../isa/disassemble.ts';
import type { Frame } from '../backtrace.ts';
import type { Debugger } from '../debugger.ts';
import { hex } from '../names.ts';
import type { Program } from '../program.ts';
import type { ThreadId } from '../stop.ts';
import { idOf, loadFrom } from '../threads.ts';
import { type Arguments, address, BadRequest, optionalText, wholeNumber } from './arguments.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { References } from './references.ts';
import { SCOPES, type Variable } from './scopes.ts';

/** The most that is read at once, in bytes and in instructions. */
const MOST_BYTES = 2 ** 20;
const MOST_INSTRUCTIONS = 10_000;

interface PlacedFrame {
  readonly thread: ThreadId;
  readonly frame: Frame;
}

/** Answers what an editor asks about the computer while it stands: stacks, variables, memory, code, sources. */
export class Inspection {
  private readonly session: Debugger;
  private readonly findSource: (name: string) => string | undefined;
  private readonly frames = new References<PlacedFrame>();
  private readonly groups = new References<{
    readonly thread: ThreadId;
    readonly variables: () => readonly Variable[];
  }>();
  private readonly sources = new References<{ readonly program: Program; readonly name: string }>();

  constructor(session: Debugger, findSource: (name: string) => string | undefined) {
    this.session = session;
    this.findSource = findSource;
  }

  /** The computer goes on: what was shown of it holds no more. */
  forget(): void {
    this.frames.clear();
    this.groups.clear();
  }

  /** Makes a frame the one that expressions are about. */
  selectFrame(frameId: unknown): void {
    const found = typeof frameId === 'number' ? this.frames.get(frameId) : undefined;
    if (found === undefined) return;
    this.session.select(found.thread);
    this.session.selectedFrame = found.frame.level;
  }

  /** The body of the answer to a request; undefined for one that there is not. */
  answer(command: string, args: Arguments): object | undefined {
    switch (command) {
      case 'stackTrace':
        return this.stackTrace(args);
      case 'scopes':
        return this.scopes(args);
      case 'variables':
        return this.variables(args);
      case 'setVariable':
        return this.setVariable(args);
      case 'source':
        return this.source(args);
      case 'dataBreakpointInfo':
        return this.dataBreakpointInfo(args);
      case 'readMemory':
        return this.readMemory(args);
      case 'writeMemory':
        return this.writeMemory(args);
      case 'disassemble':
        return this.disassemble(args);
      default:
        return undefined;
    }
  }

  private stackTrace(args: Arguments): DebugProtocol.StackTraceResponse['body'] {
    const thread = this.session.threads.find(({ tid }) => tid === args.threadId);
    if (thread === undefined) throw new BadRequest(`there is no thread ${args.threadId}`);
    const id = idOf(thread);
    const program = this.session.programOf(thread.process);
    const all = this.session.frames(id);
    const start = wholeNumber(args, 'startFrame', 0);
    const levels = wholeNumber(args, 'levels', 0);
    const shown = all.slice(start, levels === 0 ? undefined : start + levels);
    const stackFrames = shown.map((frame) => ({
      id: this.frames.add({ thread: id, frame }),
      name: program?.describe(frame.pc) ?? hex(frame.pc),
      line: frame.line ?? 0,
      column: frame.line === undefined ? 0 : 1,
      source: this.sourceOf(program, frame.file),
      instructionPointerReference: hex(frame.pc),
    }));
    return { stackFrames, totalFrames: all.length };
  }

  private sourceOf(program: Program | undefined, name: string | undefined): DebugProtocol.Source | undefined {
    if (program === undefined || name === undefined) return undefined;
    const path = this.findSource(name);
    const base = name.split('/').at(-1);
    if (path !== undefined) return { name: base, path };
    if (this.session.sourceLines(program, name) === undefined) return { name: base, presentationHint: 'deemphasize' };
    return { name: base, sourceReference: this.sources.add({ program, name }) };
  }

  private source(args: Arguments): DebugProtocol.SourceResponse['body'] {
    const found = this.sources.get(wholeNumber(args, 'sourceReference', 0));
    const lines = found === undefined ? undefined : this.session.sourceLines(found.program, found.name);
    if (lines === undefined) throw new BadRequest('this source is not there any more');
    return { content: lines.join('\n') };
  }

  private scopes(args: Arguments): DebugProtocol.ScopesResponse['body'] {
    const found = this.frames.get(wholeNumber(args, 'frameId', 0));
    if (found === undefined) throw new BadRequest('this frame is not there any more');
    const scopes = SCOPES.map(({ name, hint, variables }) => ({
      name,
      presentationHint: hint,
      expensive: hint === undefined,
      variablesReference: this.groups.add({
        thread: found.thread,
        variables: () => {
          const thread = this.session.thread(found.thread);
          return thread === undefined ? [] : variables(this.session, thread);
        },
      }),
    }));
    return { scopes };
  }

  private variables(args: Arguments): DebugProtocol.VariablesResponse['body'] {
    const group = this.groups.get(wholeNumber(args, 'variablesReference', 0));
    if (group === undefined) throw new BadRequest('these variables are not there any more');
    const variables = group.variables().map(({ name, value, children, addr }) => ({
      name,
      value,
      memoryReference: addr === undefined ? undefined : hex(addr),
      variablesReference:
        children === undefined ? 0 : this.groups.add({ thread: group.thread, variables: () => children }),
    }));
    return { variables };
  }

  private setVariable(args: Arguments): DebugProtocol.SetVariableResponse['body'] {
    const group = this.groups.get(wholeNumber(args, 'variablesReference', 0));
    const name = optionalText(args, 'name');
    const register = group?.variables().find((variable) => variable.name === name)?.register;
    if (group === undefined || register === undefined) throw new BadRequest('only registers can be set');
    const value = this.session.evaluate(optionalText(args, 'value') ?? '', group.thread);
    if ('error' in value) throw new BadRequest(value.error);
    this.session.writeRegister(group.thread, register, value.value);
    const now = group.variables().find((variable) => variable.name === name);
    return { value: now?.value ?? '' };
  }

  /** A register points to memory, and an expression is an address: the word there can be watched. */
  private dataBreakpointInfo(args: Arguments): DebugProtocol.DataBreakpointInfoResponse['body'] {
    const name = optionalText(args, 'name') ?? '';
    const group = typeof args.variablesReference === 'number' ? this.groups.get(args.variablesReference) : undefined;
    const thread = this.session.thread(group?.thread);
    const known = group?.variables().find((variable) => variable.name === name)?.addr;
    const value = known === undefined ? this.session.evaluate(name) : { value: known };
    if ('error' in value || thread === undefined) return { dataId: null, description: `${name} is no place in memory` };
    const { pid } = thread.process;
    const addr = value.value >>> 0;
    const description = `the word at ${hex(addr)} in process ${pid}`;
    return { dataId: `${addr}/4/${pid}`, description, accessTypes: ['read', 'write', 'readWrite'] };
  }

  private get pid(): number {
    const thread = this.session.thread();
    if (thread === undefined) throw new BadRequest('there is no process');
    return thread.process.pid;
  }

  private readMemory(args: Arguments): DebugProtocol.ReadMemoryResponse['body'] {
    const addr = address(args, 'memoryReference');
    const count = wholeNumber(args, 'count', 0);
    if (addr < 0 || addr >= 2 ** 32 || count < 0 || count > MOST_BYTES)
      throw new BadRequest(`up to ${MOST_BYTES} bytes can be read at once, from addresses of 32 bits`);
    const bytes = this.session.readMemory(this.pid, addr, Math.min(count, 2 ** 32 - addr));
    return { address: hex(addr), data: toBase64(bytes), unreadableBytes: count - bytes.length };
  }

  private writeMemory(args: Arguments): DebugProtocol.WriteMemoryResponse['body'] {
    const addr = address(args, 'memoryReference');
    const bytes = fromBase64(optionalText(args, 'data') ?? '');
    if (bytes === undefined) throw new BadRequest("'data' is in base 64");
    const isDone = addr >= 0 && addr < 2 ** 32 && this.session.writeMemory(this.pid, addr, bytes);
    if (!isDone) throw new BadRequest(`${bytes.length} bytes at ${hex(addr)} cannot be written`);
    return { bytesWritten: bytes.length };
  }

  private disassemble(args: Arguments): DebugProtocol.DisassembleResponse['body'] {
    const { session, pid } = this;
    const process = session.kernel.processes.get(pid)!;
    const program = session.programOf(process);
    const count = wholeNumber(args, 'instructionCount', 0);
    if (count < 0 || count > MOST_INSTRUCTIONS)
      throw new BadRequest(`up to ${MOST_INSTRUCTIONS} instructions can be shown at once`);
    const first = (address(args, 'memoryReference') & -4) + 4 * wholeNumber(args, 'instructionOffset', 0);
    const nameOf = (addr: number) => program?.describe(addr) ?? hex(addr);
    const instructions = Array.from({ length: count }, (_, at) => {
      const addr = (first + 4 * at) >>> 0;
      const word = loadFrom(session.kernel, process, addr, 4);
      const range = program?.lineAt(addr);
      return {
        address: hex(addr),
        instruction: word === undefined ? '(cannot be read)' : disassemble(word, addr, nameOf),
        instructionBytes: word === undefined ? undefined : (word >>> 0).toString(16).padStart(8, '0'),
        symbol: program?.describe(addr),
        location: range === undefined ? undefined : this.sourceOf(program, range.file),
        line: range?.line,
        presentationHint: word === undefined ? ('invalid' as const) : undefined,
      };
    });
    return { instructions };
  }
}
