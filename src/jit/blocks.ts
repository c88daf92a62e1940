import { type Decoded, decode } from '../isa/decode.ts';
import type { Effect, Term } from '../isa/terms.ts';
import { hasKnownTarget } from '../machine/operations.ts';

/** How a block ends; addresses are unsigned. */
export type End =
  /** On to `to`, by a jump, or because a block begins there. */
  | { readonly kind: 'go'; readonly to: number }
  /** The last instruction branches to `taken` or goes on to `next`. */
  | { readonly kind: 'branch'; readonly condition: Term; readonly taken: number; readonly next: number }
  /** The last instruction calls the function at `target`, which is expected to return to `back`. */
  | { readonly kind: 'call'; readonly target: number; readonly back: number }
  /** The last instruction calls what is at a computed address, and expects it to return to `back`. */
  | { readonly kind: 'computed call'; readonly target: Term; readonly back: number }
  /** The last instruction jumps to a computed address; `goals` are some that it was seen to jump to. */
  | { readonly kind: 'computed jump'; readonly target: Term; readonly at: number; readonly goals: readonly number[] }
  /** The last instruction, at `at`, is a system call; it goes on at `back` if that is answered at once. */
  | { readonly kind: 'service'; readonly at: number; readonly back: number }
  /** The instruction at `at`, which follows the block's own, is for the interpreter. */
  | { readonly kind: 'leave'; readonly at: number };

/** Whether a block ends by giving control to somebody else, who is expected to come back; then no register is in a local. */
export function isCall({ end }: Block): boolean {
  return end.kind === 'call' || end.kind === 'computed call' || end.kind === 'service';
}

/** Instructions that are executed one after the other. */
export interface Block {
  readonly start: number;
  readonly insns: readonly Decoded[];
  readonly end: End;
}

/** Where code comes from. */
export interface CodeSource {
  /** The instruction word at `pc`, or undefined if it cannot be fetched, or is not to be translated. */
  wordAt(pc: number): number | undefined;
  /** Whether it pays to translate what begins at `pc`: it was executed before. */
  isWarm(pc: number): boolean;
  /** Where the computed jump at `pc` was seen to go. */
  goalsOf(pc: number): readonly number[];
  /** Whether there is a translation of the function at `pc`. */
  isTranslated(pc: number): boolean;
  /** Whether some instruction was not to be translated because a stop condition may apply to it. */
  readonly hasMetStop: boolean;
}

const RA = 1;
const T0 = 5;
/** Longest block, so that budgets are checked often enough. */
const LONGEST_BLOCK = 64;
const MOST_DECODED = 20_000;

const decoded = new Map<number, Decoded | undefined>();

/**
 * The blocks of the function at `entry`, which comes first: all that is reached from there by branches, jumps and the returns
 * of calls, up to about `most` instructions. Where a block goes on to an address that is no block's, the function is left.
 */
export function findBlocks(source: CodeSource, entry: number, most: number): Block[] {
  const insns = new Map<number, Decoded>();
  const leaders = new Set<number>([entry]);
  const open = [entry];
  for (let at = 0; at < open.length && insns.size < most; at++) explore(source, open[at]!, insns, leaders, open);
  const blocks: Block[] = [];
  for (const start of leaders) {
    if (insns.has(start) || start === entry) blocks.push(cutBlock(source, start, insns, leaders));
  }
  return blocks;
}

function explore(
  source: CodeSource,
  start: number,
  insns: Map<number, Decoded>,
  leaders: Set<number>,
  open: number[],
): void {
  const lead = (pc: number): void => {
    if (leaders.has(pc)) return;
    leaders.add(pc);
    if (!insns.has(pc) && source.isWarm(pc)) open.push(pc);
  };
  let length = 0;
  let before: Decoded | undefined;
  for (let pc = start; !insns.has(pc); pc = (pc + 4) >>> 0) {
    const word = source.wordAt(pc);
    const insn = word === undefined ? undefined : decodeWord(word);
    if (insn === undefined) return;
    const end = endAfter(source, insn, pc, before);
    if (end?.kind === 'leave') return;
    insns.set(pc, insn);
    before = insn;
    switch (end?.kind) {
      case 'go':
        lead(end.to);
        return;
      case 'branch':
        lead(end.next);
        lead(end.taken);
        return;
      case 'call':
      case 'computed call':
      case 'service':
        lead(end.back);
        return;
      case 'computed jump':
        for (const goal of end.goals) lead(goal);
        return;
    }
    if (++length % LONGEST_BLOCK === 0) leaders.add((pc + 4) >>> 0);
  }
}

function cutBlock(
  source: CodeSource,
  start: number,
  known: ReadonlyMap<number, Decoded>,
  leaders: ReadonlySet<number>,
): Block {
  const insns: Decoded[] = [];
  for (let pc = start; ; ) {
    const insn = known.get(pc);
    if (insn === undefined) return { start, insns, end: { kind: 'leave', at: pc } };
    insns.push(insn);
    const end = endAfter(source, insn, pc, insns.at(-2));
    if (end !== undefined) return { start, insns, end };
    pc = (pc + 4) >>> 0;
    if (leaders.has(pc)) return { start, insns, end: { kind: 'go', to: pc } };
  }
}

/** How a block ends with `insn` at `pc`, `before` being the one before it in the block; undefined if it goes on. */
function endAfter(source: CodeSource, insn: Decoded, pc: number, before: Decoded | undefined): End | undefined {
  const next = (pc + 4) >>> 0;
  for (const effect of insn.insn.effects) {
    if (isForInterpreter(effect)) return { kind: 'leave', at: pc };
    if (effect.kind === 'branch') {
      const target = (pc + insn.imm) >>> 0;
      // A misaligned target traps, if the branch is taken.
      if (target % 4 !== 0) return { kind: 'leave', at: pc };
      return { kind: 'branch', condition: effect.condition, taken: target, next };
    }
    if (effect.kind === 'environmentCall') return { kind: 'service', at: pc, back: next };
    if (effect.kind === 'jump') {
      const back = insn.rd === 0 ? undefined : next;
      const target = hasKnownTarget(insn.insn) ? (pc + insn.imm) >>> 0 : targetOfPair(before, insn, pc);
      if (target === undefined) {
        if (back !== undefined) return { kind: 'computed call', target: effect.target, back };
        return {
          kind: 'computed jump',
          target: effect.target,
          at: pc,
          goals: isReturn(insn) ? [] : source.goalsOf(pc),
        };
      }
      if (target % 4 !== 0) return { kind: 'leave', at: pc };
      return back === undefined ? { kind: 'go', to: target } : { kind: 'call', target, back };
    }
  }
  return undefined;
}

/** Whether a computed jump goes back to a caller: by a register that calls link with (specification, "JALR"). */
export function isReturn({ rs1 }: Decoded): boolean {
  return rs1 === RA || rs1 === T0;
}

/** Where the pair of `auipc` and `jalr` goes, by which compilers call what may be far away; undefined if this is none. */
function targetOfPair(before: Decoded | undefined, insn: Decoded, pc: number): number | undefined {
  const effect = before?.insn.effects[0];
  if (before === undefined || before.rd !== insn.rs1 || before.rd === 0) return undefined;
  const isRelative = effect?.kind === 'setRd' && effect.value.kind === 'apply' && readsPc(effect.value.a);
  return isRelative ? ((pc - 4 + before.imm + insn.imm) & ~1) >>> 0 : undefined;
}

function readsPc(term: Term): boolean {
  return term.kind === 'leaf' && term.name === 'pc';
}

/** What the translator leaves to the interpreter. */
function isForInterpreter(effect: Effect): boolean {
  switch (effect.kind) {
    case 'loadReserved':
    case 'storeConditional':
    case 'csr':
    case 'breakpoint':
      return true;
    default:
      return false;
  }
}

/** `decode`, which remembers: programs use few different words. */
function decodeWord(word: number): Decoded | undefined {
  if (decoded.has(word)) return decoded.get(word);
  if (decoded.size === MOST_DECODED) decoded.clear();
  const found = decode(word);
  decoded.set(word, found);
  return found;
}
