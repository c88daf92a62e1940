import { TRAMPOLINE } from '../abi/memory.ts';
import type { Decoded } from '../isa/decode.ts';
import { decode } from '../isa/decode.ts';
import { RA, SP } from '../isa/registers.ts';
import { REGISTERS_AT } from '../kernel/signal-frame.ts';
import { isCall } from './call-targets.ts';
import type { Program } from './program.ts';
import type { Registers } from './threads.ts';

/** The frame of a function that has been called. */
export interface Frame {
  /** 0 for the function that runs. */
  readonly level: number;
  /** Where it is: the next instruction, or the one after its call. */
  readonly pc: number;
  /** Its stack pointer. */
  readonly sp: number;
  /** The stack pointer before it was called; undefined if that cannot be told. */
  readonly callerSp: number | undefined;
  readonly name: string | undefined;
  readonly offset: number;
  readonly file: string | undefined;
  readonly line: number | undefined;
}

/** What is needed to go through a stack. */
export interface StackReader {
  readonly program: Program | undefined;
  /** Where the kernel makes the program go: its signal handlers. */
  readonly handlers: readonly number[];
  /** A word of memory, or undefined. */
  load(addr: number): number | undefined;
}

/** The name of the frame between a signal handler and what it has interrupted. */
export const SIGNAL_FRAME = '<signal handler called>';

const S0 = 8;
const MOST_FRAMES = 256;
/** How many instructions of a function are looked at. */
const LONGEST_SCAN = 4096;

/** What a function has done to its stack before a point in it. */
interface Prologue {
  /** By how much sp is below where it was at the start. */
  readonly depth: number;
  /** Where ra and s0 were saved, counted from the sp at the start; undefined: still in the register. */
  readonly ra: number | undefined;
  readonly s0: number | undefined;
  /** s0 minus the sp at the start, if it has been made a frame pointer. */
  readonly framePointer: number | undefined;
}

/**
 * The functions that have been called and not returned, the running one first. Frames are found by what the code of each function does to
 * the stack up to the pc; where there is no code to be understood, by frame pointers. Ends at a return address that is not one.
 */
export function backtrace(registers: Registers, reader: StackReader): Frame[] {
  const frames: Frame[] = [];
  let { pc } = registers;
  let sp = registers.x[SP]! >>> 0;
  let s0 = registers.x[S0]! >>> 0;
  let ra: number | undefined = registers.x[RA]! >>> 0;
  let isInterrupted = true;
  while (frames.length < MOST_FRAMES) {
    if (isSignalReturn(pc)) {
      const saved = savedRegisters(sp, reader);
      frames.push({ ...PLAIN_FRAME, level: frames.length, pc, sp, callerSp: saved?.sp });
      if (saved === undefined) break;
      ({ pc, ra, sp, s0 } = saved);
      isInterrupted = true;
      continue;
    }
    // A call may be the last instruction of a function: what counts is the call, and not what follows it.
    const at = isInterrupted ? pc : pc - 4;
    const { program } = reader;
    const found = functionAt(at, reader);
    const prologue = found === undefined ? undefined : scan(found.start, at, reader);
    const start: number | undefined = startOfFrame(prologue, sp, s0);
    const line = program?.lineAt(at);
    frames.push({
      level: frames.length,
      pc,
      sp,
      callerSp: start,
      name: found?.name,
      offset: found === undefined ? 0 : pc - found.start,
      file: line?.file,
      line: line?.line,
    });
    if (start === undefined) break;
    const back: number | undefined = prologue?.ra === undefined ? ra : unsigned(reader.load(start + prologue.ra));
    if (prologue?.s0 !== undefined) s0 = unsigned(reader.load(start + prologue.s0)) ?? 0;
    // Only a function that runs, or was interrupted, can have its return address in ra still.
    ra = undefined;
    isInterrupted = false;
    if (back === undefined || (back === pc && start === sp)) break;
    if (!isReturnAddress(back, reader) && !isSignalReturn(back)) break;
    pc = back;
    sp = start;
  }
  return frames;
}

const PLAIN_FRAME = { name: SIGNAL_FRAME, offset: 0, file: undefined, line: undefined } as const;

/** Whether a handler that has returned is there: the trampoline is two instructions. */
export function isSignalReturn(pc: number): boolean {
  return pc === TRAMPOLINE || pc === TRAMPOLINE + 4;
}

/** The registers in the frame that the kernel has pushed at `sp` for a handler. */
function savedRegisters(at: number, { load }: StackReader) {
  const [pc, ra, sp, s0] = [0, RA, SP, S0].map((number) => unsigned(load(at + REGISTERS_AT + 4 * number)));
  return pc === undefined || ra === undefined || sp === undefined || s0 === undefined ? undefined : { pc, ra, sp, s0 };
}

/** The function that holds `addr`; a signal handler is one, although nobody calls it. */
function functionAt(addr: number, { program, handlers }: StackReader): { name: string; start: number } | undefined {
  const found = program?.functionAt(addr);
  if (program === undefined || found === undefined) return undefined;
  const start = handlers.filter((handler) => handler <= addr).reduce((a, b) => Math.max(a, b), found.start);
  return start === found.start ? found : { name: program.describe(start) ?? found.name, start };
}

/** The sp that the function of a frame was called with. */
function startOfFrame(prologue: Prologue | undefined, sp: number, s0: number): number | undefined {
  if (prologue === undefined) return undefined;
  if (prologue.framePointer !== undefined) return (s0 - prologue.framePointer) >>> 0;
  return (sp + prologue.depth) >>> 0;
}

function unsigned(word: number | undefined): number | undefined {
  return word === undefined ? undefined : word >>> 0;
}

/** Whether the instruction before `addr` is a call. */
export function isReturnAddress(addr: number, reader: StackReader): boolean {
  if (addr % 4 !== 0 || addr < 4) return false;
  const decoded = decodedAt(addr - 4, reader);
  return decoded !== undefined && isCall(decoded);
}

/** Whether an instruction jumps to where ra points, without leaving a way back. */
export function isReturn({ insn, rd, rs1 }: Decoded): boolean {
  return (
    insn.effects.some(({ kind }) => kind === 'jump') && rd === 0 && insn.format.fields.includes('rs1') && rs1 === RA
  );
}

export function decodedAt(addr: number, reader: StackReader): Decoded | undefined {
  const word = reader.load(addr);
  return word === undefined ? undefined : decode(word);
}

/**
 * What the straight code from `start` to `end` does to sp, ra and s0. A jump or return in between ends a path that did not lead
 * here: what follows it has the state that a branch before it had, which is as a rule that of the whole body.
 */
function scan(start: number, end: number, reader: StackReader): Prologue {
  let depth = 0;
  let ra: number | undefined;
  let s0: number | undefined;
  let framePointer: number | undefined;
  let body: Prologue = { depth, ra, s0, framePointer };
  for (let addr = start; addr < end && addr < start + LONGEST_SCAN * 4; addr += 4) {
    const decoded = decodedAt(addr, reader);
    if (decoded === undefined) break;
    const { insn, rd, rs1, rs2, imm } = decoded;
    const isStore = insn.effects.some(({ kind }) => kind === 'store');
    const moves = insn.name === 'addi' && rs1 === SP;
    if (moves && rd === SP) {
      depth -= imm;
      if (imm > 0) {
        // An epilogue: what was saved is back in its registers.
        if (depth === 0) ra = s0 = framePointer = undefined;
      }
    } else if (moves && rd === S0) framePointer = imm - depth;
    else if (isStore && rs1 === SP && rs2 === RA && insn.name === 'sw') ra ??= imm - depth;
    else if (isStore && rs1 === SP && rs2 === S0 && insn.name === 'sw') s0 ??= imm - depth;
    const endsPath = isReturn(decoded) || (rd === 0 && insn.effects.some(({ kind }) => kind === 'jump'));
    if (endsPath) ({ depth, ra, s0, framePointer } = body);
    else if (depth > 0 && depth >= body.depth) body = { depth, ra, s0, framePointer };
  }
  return { depth, ra, s0, framePointer };
}
