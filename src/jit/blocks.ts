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
  /** The last instruction jumps to a computed address; with a `back`, it is a call. */
  | { readonly kind: 'computed'; readonly target: Term; readonly back: number | undefined }
  /** The last instruction, at `at`, is a system call; it goes on at `back` if that is answered at once. */
  | { readonly kind: 'service'; readonly at: number; readonly back: number }
  /** The instruction at `at`, which follows the block's own, is for the interpreter. */
  | { readonly kind: 'leave'; readonly at: number };

/** Whether a block ends by giving control to somebody else, who is expected to come back; then no register is in a local. */
export function isCall({ end }: Block): boolean {
  return end.kind === 'call' || end.kind === 'service' || (end.kind === 'computed' && end.back !== undefined);
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
  /** Whether some instruction was not to be translated because a stop condition may apply to it. */
  readonly hasMetStop: boolean;
}

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
    if (insns.has(start) || start === entry) blocks.push(cutBlock(start, insns, leaders));
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
  for (let pc = start; !insns.has(pc); pc = (pc + 4) >>> 0) {
    const word = source.wordAt(pc);
    const insn = word === undefined ? undefined : decodeWord(word);
    if (insn === undefined) return;
    const end = endAfter(insn, pc);
    if (end?.kind === 'leave') return;
    insns.set(pc, insn);
    switch (end?.kind) {
      case 'go':
        lead(end.to);
        return;
      case 'branch':
        lead(end.next);
        lead(end.taken);
        return;
      case 'call':
      case 'service':
        lead(end.back);
        return;
      case 'computed':
        if (end.back !== undefined) lead(end.back);
        return;
    }
    if (++length % LONGEST_BLOCK === 0) leaders.add((pc + 4) >>> 0);
  }
}

function cutBlock(start: number, known: ReadonlyMap<number, Decoded>, leaders: ReadonlySet<number>): Block {
  const insns: Decoded[] = [];
  for (let pc = start; ; ) {
    const insn = known.get(pc);
    if (insn === undefined) return { start, insns, end: { kind: 'leave', at: pc } };
    insns.push(insn);
    const end = endAfter(insn, pc);
    if (end !== undefined) return { start, insns, end };
    pc = (pc + 4) >>> 0;
    if (leaders.has(pc)) return { start, insns, end: { kind: 'go', to: pc } };
  }
}

/** How a block ends with `insn` at `pc`; undefined if it goes on. */
function endAfter(insn: Decoded, pc: number): End | undefined {
  const next = (pc + 4) >>> 0;
  const target = (pc + insn.imm) >>> 0;
  for (const effect of insn.insn.effects) {
    if (isForInterpreter(effect)) return { kind: 'leave', at: pc };
    if (effect.kind === 'branch') {
      // A misaligned target traps, if the branch is taken.
      if (target % 4 !== 0) return { kind: 'leave', at: pc };
      return { kind: 'branch', condition: effect.condition, taken: target, next };
    }
    if (effect.kind === 'environmentCall') return { kind: 'service', at: pc, back: next };
    if (effect.kind === 'jump') {
      const back = insn.rd === 0 ? undefined : next;
      if (!hasKnownTarget(insn.insn)) return { kind: 'computed', target: effect.target, back };
      if (target % 4 !== 0) return { kind: 'leave', at: pc };
      return back === undefined ? { kind: 'go', to: target } : { kind: 'call', target, back };
    }
  }
  return undefined;
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
