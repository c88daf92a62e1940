import { type Block, type CodeSource, findBlocks } from './blocks.ts';
import { SERVICE_FUNCTION } from './end-code.ts';
import { GUEST_FUNCTION, writeFunction } from './function-code.ts';
import { encodeModule, type FunctionBody } from './wasm.ts';

/** A function that is called is translated along with its caller, up to this many for each, */
const MOST_FUNCTIONS = 12;
/** and as long as there are fewer instructions than this. */
const ENOUGH_INSTRUCTIONS = 600;
/** A function longer than this is not translated again along with another caller, which calls it through the entry cache then. */
const SMALL_FUNCTION = 30;
/** The longest function, in instructions; what is beyond is left to other translations. */
const LONGEST_FUNCTION = 1000;
/** How much WebAssembly is remembered for other computers. */
const MOST_BYTES = 16 * 2 ** 20;

/** A guest function in a module. It depends on instructions only, and serves wherever the same ones are at the same addresses. */
export interface TranslatedFunction {
  readonly entry: number;
  /** The page numbers of its instructions, */
  readonly pages: readonly number[];
  /** where each of them is, and its word. */
  readonly addrs: Int32Array;
  readonly words: Int32Array;
  /** Places in the module of this function and of all that it calls directly, or that those call. */
  readonly closure: readonly number[];
  /** Its computed jumps, with how many goals of each are in it. */
  readonly jumps: readonly { readonly at: number; readonly goals: number }[];
}

/** A WebAssembly module with guest functions. */
export interface Translation {
  readonly module: WebAssembly.Module;
  readonly functions: readonly TranslatedFunction[];
  readonly divTrap: boolean;
  /** Bytes of WebAssembly. */
  readonly size: number;
}

/** Translations that were made, by the addresses of their functions: other computers run the same programs. */
const made = new Map<number, Translation[]>();
let madeBytes = 0;

/** A translation that was made before, with what is now at `entry` and what that calls. */
export function recall(source: CodeSource, entry: number, divTrap: boolean): Translation | undefined {
  return made.get(entry)?.find((other) => {
    const found = other.functions.find((member) => member.entry === entry)!;
    return other.divTrap === divTrap && found.closure.every((place) => isAt(source, other.functions[place]!));
  });
}

/** Whether a function is one of what `source` has, with as much of its computed jumps as is known. */
function isAt(source: CodeSource, { addrs, words, jumps }: TranslatedFunction): boolean {
  if (jumps.some(({ at, goals }) => source.goalsOf(at).length > goals)) return false;
  return addrs.every((addr, index) => source.wordAt(addr >>> 0) === words[index]);
}

/** Translates the functions at `entries` and those that they call; none that begins with what is for the interpreter. */
export function translate(source: CodeSource, entries: readonly number[], divTrap: boolean): Translation | undefined {
  const found = findFunctions(source, entries);
  if (found.size === 0) return undefined;
  const translation = translateAll(source, found, divTrap);
  // Where a stop stood, something is missing.
  if (!source.hasMetStop) remember(translation);
  return translation;
}

/**
 * Translates what is from `entry`, within a block, to the block's end. Other computers are not to find this when they want all
 * that follows from `entry`, so it is not remembered.
 */
export function translateStretch(source: CodeSource, entry: number, divTrap: boolean): Translation | undefined {
  const blocks = findBlocks(source, entry, 1);
  return blocks[0]!.insns.length === 0 ? undefined : translateAll(source, new Map([[entry, blocks]]), divTrap);
}

function translateAll(source: CodeSource, found: ReadonlyMap<number, readonly Block[]>, divTrap: boolean): Translation {
  const numbers = new Map([...found.keys()].map((addr, index) => [addr, index]));
  const functionAt = (pc: number) => numbers.get(pc);
  const bodies = Array.from(
    found.values(),
    (blocks): FunctionBody => ({ type: 0, ...writeFunction({ blocks, functionAt, divTrap }) }),
  );
  const types = [GUEST_FUNCTION, SERVICE_FUNCTION];
  const bytes = encodeModule({ types, functions: bodies, service: 1, fillsTable: true });
  const functions = Array.from(found, ([entry, blocks]) => ({
    entry,
    ...listInstructions(source, blocks),
    closure: closureOf(entry, found).map((addr) => numbers.get(addr)!),
    jumps: blocks.flatMap(({ end }) => (end.kind === 'computed jump' ? [{ at: end.at, goals: end.goals.length }] : [])),
  }));
  return { module: new WebAssembly.Module(bytes), functions, divTrap, size: bytes.length };
}

function remember(translation: Translation): void {
  if (madeBytes > MOST_BYTES) {
    made.clear();
    madeBytes = 0;
  }
  madeBytes += translation.size;
  for (const { entry } of translation.functions) made.set(entry, [...(made.get(entry) ?? []), translation]);
}

/** The blocks of the functions at `entries`, and of those that they call, directly or not. */
function findFunctions(source: CodeSource, entries: readonly number[]): Map<number, readonly Block[]> {
  const functions = new Map<number, readonly Block[]>();
  for (const entry of entries) {
    const open = [entry];
    let size = 0;
    for (let at = 0; at < open.length && at < MOST_FUNCTIONS && size < ENOUGH_INSTRUCTIONS; at++) {
      const addr = open[at]!;
      if (functions.has(addr)) continue;
      const blocks = findBlocks(source, addr, LONGEST_FUNCTION);
      const length = blocks.reduce((sum, { insns }) => sum + insns.length, 0);
      if (blocks[0]!.insns.length === 0) continue;
      if (at > 0 && length > SMALL_FUNCTION && source.isTranslated(addr)) continue;
      functions.set(addr, blocks);
      size += length;
      for (const { end } of blocks) if (end.kind === 'call' && source.isWarm(end.target)) open.push(end.target);
    }
  }
  return functions;
}

/** The addresses of a function and of those that it calls directly, or that those call. */
function closureOf(entry: number, functions: ReadonlyMap<number, readonly Block[]>): number[] {
  const closure = [entry];
  for (const addr of closure) {
    for (const { end } of functions.get(addr)!) {
      if (end.kind === 'call' && functions.has(end.target) && !closure.includes(end.target)) closure.push(end.target);
    }
  }
  return closure;
}

function listInstructions(
  source: CodeSource,
  blocks: readonly Block[],
): Pick<TranslatedFunction, 'pages' | 'addrs' | 'words'> {
  const addrs = new Set<number>();
  for (const { start, insns } of blocks) for (let i = 0; i < insns.length; i++) addrs.add((start + 4 * i) >>> 0);
  const sorted = [...addrs].sort((a, b) => a - b);
  return {
    pages: [...new Set(sorted.map((addr) => addr >>> 12))],
    addrs: Int32Array.from(sorted),
    words: Int32Array.from(sorted, (addr) => source.wordAt(addr)!),
  };
}
