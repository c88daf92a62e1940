import { type Block, type CodeSource, findBlocks } from './blocks.ts';
import { GUEST_FUNCTION, SERVICE_FUNCTION, writeFunction } from './function-code.ts';
import { encodeModule, type FunctionBody } from './wasm.ts';

/** A function that was called is translated along with its caller, up to this many, */
const MOST_FUNCTIONS = 12;
/** and as long as there are fewer instructions than this. */
const ENOUGH_INSTRUCTIONS = 600;
/** A function longer than this is not translated again along with another caller, which calls it through the entry cache then. */
const SMALL_FUNCTION = 30;
/** The longest function, in instructions; what is beyond is left to other translations. */
const LONGEST_FUNCTION = 1000;

/** Guest functions as WebAssembly. It depends on the instructions only, so it serves wherever the same ones are at the same addresses. */
export interface Translation {
  readonly module: WebAssembly.Module;
  /** The addresses of its functions, in their order. */
  readonly entries: readonly number[];
  /** The page numbers of its instructions. */
  readonly pages: readonly number[];
  /** Where each instruction was, and its word. */
  readonly addrs: Int32Array;
  readonly words: Int32Array;
  /** Its computed jumps, with how many goals of each are in it. */
  readonly jumps: readonly { readonly at: number; readonly goals: number }[];
  readonly divTrap: boolean;
  /** Bytes of WebAssembly. */
  readonly size: number;
}

/** Translations that were made, by the address they were asked for: other computers run the same programs. */
const made = new Map<number, Translation[]>();
let madeBytes = 0;
const MOST_MADE_BYTES = 16 * 2 ** 20;

/** A translation of the function at `entry` and those that it calls; undefined if there is not one instruction to translate. */
export function translate(source: CodeSource, entry: number, divTrap: boolean): Translation | undefined {
  const known = made.get(entry)?.find((other) => other.divTrap === divTrap && isAt(source, other));
  if (known !== undefined) return known;
  const translation = translateAnew(source, entry, divTrap);
  if (translation === undefined) return undefined;
  if (source.hasMetStop) return translation;
  if (madeBytes > MOST_MADE_BYTES) {
    made.clear();
    madeBytes = 0;
  }
  made.set(entry, [...(made.get(entry) ?? []), translation]);
  madeBytes += translation.size;
  return translation;
}

/** Whether a translation is one of what `source` has, and knows as much of its computed jumps. */
function isAt(source: CodeSource, { addrs, words, jumps }: Translation): boolean {
  if (jumps.some(({ at, goals }) => source.goalsOf(at).length > goals)) return false;
  return addrs.every((addr, index) => source.wordAt(addr >>> 0) === words[index]);
}

function translateAnew(source: CodeSource, entry: number, divTrap: boolean): Translation | undefined {
  const functions = findFunctions(source, entry);
  if (functions.get(entry)![0]!.insns.length === 0) return undefined;
  const entries = [...functions.keys()];
  const numbers = new Map(entries.map((addr, index) => [addr, index]));
  const bodies = Array.from(functions.values(), (blocks): FunctionBody => {
    const functionAt = (pc: number) => numbers.get(pc);
    return { type: 0, ...writeFunction({ blocks, functionAt, divTrap }) };
  });
  const blocks = [...functions.values()].flat();
  const bytes = encodeModule({
    types: [GUEST_FUNCTION, SERVICE_FUNCTION],
    functions: bodies,
    service: 1,
    fillsTable: true,
  });
  return {
    module: new WebAssembly.Module(bytes),
    entries,
    divTrap,
    size: bytes.length,
    jumps: blocks.flatMap(({ end }) => (end.kind === 'computed jump' ? [{ at: end.at, goals: end.goals.length }] : [])),
    ...listInstructions(source, blocks),
  };
}

/** The blocks of the function at `entry`, and of those that it calls, directly or not. */
function findFunctions(source: CodeSource, entry: number): Map<number, Block[]> {
  const functions = new Map<number, Block[]>();
  const open = [entry];
  let size = 0;
  for (let at = 0; at < open.length && functions.size < MOST_FUNCTIONS && size < ENOUGH_INSTRUCTIONS; at++) {
    const addr = open[at]!;
    if (functions.has(addr)) continue;
    const blocks = findBlocks(source, addr, LONGEST_FUNCTION);
    const length = blocks.reduce((sum, { insns }) => sum + insns.length, 0);
    if (at > 0 && length > SMALL_FUNCTION && source.isTranslated(addr)) continue;
    functions.set(addr, blocks);
    size += length;
    for (const { end } of blocks) {
      if (end.kind === 'call' && source.isWarm(end.target)) open.push(end.target);
    }
  }
  return functions;
}

function listInstructions(
  source: CodeSource,
  blocks: readonly Block[],
): Pick<Translation, 'pages' | 'addrs' | 'words'> {
  const addrs = new Set<number>();
  for (const { start, insns } of blocks) for (let i = 0; i < insns.length; i++) addrs.add((start + 4 * i) >>> 0);
  const sorted = [...addrs].sort((a, b) => a - b);
  return {
    pages: [...new Set(sorted.map((addr) => addr >>> 12))],
    addrs: Int32Array.from(sorted),
    words: Int32Array.from(sorted, (addr) => source.wordAt(addr)!),
  };
}
