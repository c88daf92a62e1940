import { SYSTEM } from '../isa/instruction.ts';
import type { CodeCache } from '../machine/code-cache.ts';
import type { Hart } from '../machine/hart.ts';
import type { Machine } from '../machine/machine.ts';
import {
  END_JUMP_AT,
  END_LEFT_AT,
  END_PC_AT,
  ENTRY_MASK,
  HART_BLOCK_SIZE,
  type Memory,
  SPACES_PER_HART,
} from '../machine/memory.ts';
import { HEAT, UNDECODED } from '../machine/operations.ts';
import { EXIT_COUNT } from '../machine/outcome.ts';
import type { Translator } from '../machine/translator.ts';
import type { CodeSource } from './blocks.ts';
import { COMPUTED_JUMP, FOR_INTERPRETER, MISS } from './exit-code.ts';
import { encodeRunner } from './runner.ts';
import { recall, translate, translateStretch } from './translation.ts';
import { type Bound, type Service, TranslationCache } from './translation-cache.ts';

/** When code is translated: never, when it is hot, or before it is executed for the first time. */
export const JIT_MODES = ['on', 'off', 'always'] as const;
export type JitMode = (typeof JIT_MODES)[number];

/** Arrivals that make code hot, */
const HOT = 400;
/** and those by which it waits for other code to become hot, since a module costs much and a function in it little. */
const PATIENCE = 100;
/** How many functions of a space wait at most, and of all spaces: processes may take turns. */
const MOST_PENDING = 6;
const MOST_PENDING_IN_ALL = 64;
/**
 * After so many cycles, and some for each page of code, all that is not hot cools down: where quanta end, code is arrived at now and then,
 * which would make it hot in the end: 5 to 10 % of the first seconds of `npm run bench -- mixture`.
 */
const COOLING = 100_000_000;
const COOLING_PER_PAGE = 1_000_000;
/** What is not worth a translation cools down this far. */
const COLD = -(2 ** 20);
/** How many arrivals a miss in the TLB counts for. */
const HOT_MISS = 8;
/** How many goals of a computed jump are known at most. */
const MOST_GOALS = 16;

/** A hot address in the space `root`. */
interface Pending {
  readonly root: number;
  readonly divTrap: boolean;
  readonly pc: number;
}

/**
 * Executes hot code as WebAssembly, exactly as the interpreter would. The room `jit/`, from the outside to the inside:
 *
 * - `translator.ts`: what is hot, and how control comes and goes; `runner.ts`: the loop around translated functions
 * - `translation-cache.ts`: which translations are good in which space
 * - `translation.ts`: from hot addresses to a module
 * - `blocks.ts`, `flow-graph.ts`: the blocks of a guest function, and the structure that WebAssembly wants of them
 * - `register-flow.ts`, `budget.ts`, `access-groups.ts`, `fast-loops.ts`: what is known about them
 * - `function-plan.ts`: all of that together
 * - `function-code.ts`: the code, and its structure; `instruction-code.ts`, `end-code.ts`, `exit-code.ts`, `loop-code.ts`: that of
 *   instructions, of what ends blocks, of ways out and of loops that are written twice; `page-code.ts`: that which looks into
 *   the TLB, and `page-walk.ts`: that which fills it; `operator-code.ts`: that of the terms of the instruction table; `emitter.ts` and `wasm.ts`: the encoding
 */
class WasmTranslator implements Translator {
  readonly hot: number;
  readonly stretch: number;
  private readonly code: CodeCache;
  private readonly memory: Memory;
  private readonly cache: TranslationCache;
  /** Executes translated functions, as soon as there are some: making it costs more than a short program. */
  private run: ((base: number, left: number, pc: number) => void) | undefined;
  /** Whether the host has forbidden WebAssembly code. */
  private isForbidden = false;
  /** Makes a system call for translated code. */
  private readonly service: Service;
  /** Where computed jumps were seen to go, by their addresses. */
  private readonly goals = new Map<number, number[]>();
  /** How often code was left for what the TLB did not have, by the addresses of the instructions. */
  private readonly misses = new Map<number, number>();
  private nextCooling = COOLING;
  private returns = 0;
  /** Hot addresses that wait: those of a space are translated together. */
  private pending: Pending[] = [];

  constructor(machine: Machine, isEager: boolean, hot: number) {
    this.hot = isEager ? 0 : hot;
    this.stretch = isEager ? 1 : Infinity;
    const { harts, memory } = machine;
    this.code = harts[0]!.code;
    this.memory = memory;
    this.cache = new TranslationCache(harts, this.code, memory);
    this.service = (base, left, pc) => Number(harts[hartOf(base)]!.makeCall(left, pc));
  }

  execute(hart: Hart, left: number): number {
    if (hart.cycle >= this.nextCooling) {
      this.nextCooling = hart.cycle + COOLING + COOLING_PER_PAGE * this.code.coolDown(this.hot);
    }
    const { base, entryTags } = hart.mmu.tlb;
    const { i32 } = this.memory;
    let rest = left;
    let pc = hart.pc | 0;
    let heat = 0;
    let jump = 0;
    while (rest > 0) {
      if (entryTags[(pc & ENTRY_MASK) >>> 2] !== pc && !this.find(hart, pc >>> 0, heat, jump)) break;
      this.run!(base, rest, pc);
      rest = i32[(base + END_LEFT_AT) >>> 2]!;
      pc = i32[(base + END_PC_AT) >>> 2]!;
      if ((pc & FOR_INTERPRETER) !== 0) {
        // A system call: the hart is where that put it.
        if (hart.outcome.exit !== EXIT_COUNT) return rest;
        if ((pc & MISS) !== MISS || !this.findBehindMiss(hart, (pc & ~MISS) >>> 0)) break;
        pc &= ~MISS;
        continue;
      }
      jump = (pc & COMPUTED_JUMP) !== 0 ? i32[(base + END_JUMP_AT) >>> 2]! >>> 0 : 0;
      heat = jump !== 0 || this.isFourthReturn() ? 1 : 0;
      pc &= ~COMPUTED_JUMP;
    }
    hart.pc = (pc & ~MISS) >>> 0;
    return rest;
  }

  forgetBytes(frame: number, offset: number, bytes: number): void {
    this.cache.forgetBytes(frame, offset, bytes);
  }

  forgetFrame(frame: number): void {
    this.cache.forgetFrame(frame);
  }

  forgetAll(): void {
    this.cache.forgetAll();
  }

  /**
   * Makes the hart's entry cache lead to a translation of what is at `pc`, if there is one or there should be. Coming there adds
   * `heat`; it was by the computed jump at `jump`, if that is not 0.
   */
  private find(hart: Hart, pc: number, heat: number, jump: number): boolean {
    const known = this.cache.find(hart, pc);
    if (known !== undefined) return this.enter(hart, pc, known);
    const at = hart.mmu.recordOf(pc);
    if (at < 0) return false;
    const { records } = this.code;
    if (jump !== 0) this.noteGoal(jump, pc);
    const before = records[at + HEAT]!;
    if (before < this.hot) {
      records[at + HEAT] = Math.min(before + (heat || this.heatAfterCall(at)), this.hot);
      return false;
    }
    if (jump !== 0 && this.discardBlind(jump)) return false;
    const entries = this.hot === 0 ? [pc] : this.takePending(hart, pc);
    if (entries === undefined) {
      records[at + HEAT] = this.hot - PATIENCE;
      return false;
    }
    this.translate(hart, entries);
    const bound = this.cache.find(hart, pc);
    if (bound !== undefined) return this.enter(hart, pc, bound);
    this.code.records[at + HEAT] = COLD;
    return false;
  }

  /** As `find`, where translated code was left for what the TLB did not have, which it has now. */
  private findBehindMiss(hart: Hart, pc: number): boolean {
    const at = hart.mmu.recordOf(pc);
    // Where jumps arrive, code is translated for those.
    if (at >= 0 && this.code.records[at + HEAT] !== 0) return this.find(hart, pc, 1, 0);
    const count = (this.misses.get(pc) ?? 0) + 1;
    this.misses.set(pc, count);
    let bound = this.cache.find(hart, pc);
    if (bound === undefined && count % Math.ceil((this.hot + 1) / HOT_MISS) === 0) {
      const source = this.sourceFor(hart);
      const translation = translateStretch(source, pc, hart.divTrap);
      if (translation !== undefined) this.cache.add(translation, this.service, source.hasMetStop);
      bound = this.cache.find(hart, pc);
    }
    return bound !== undefined && this.enter(hart, pc, bound);
  }

  private enter({ mmu }: Hart, pc: number, { slot }: Bound): boolean {
    const entry = (pc & ENTRY_MASK) >>> 2;
    mmu.tlb.entryTags[entry] = pc;
    mmu.tlb.entrySlots[entry] = slot;
    return true;
  }

  /** Threads come back to where they waited: those places are few, unlike those of preemptions. */
  private heatAfterCall(at: number): number {
    return this.code.isFirstInPage(at) || this.code.wordAt(at - 4) !== SYSTEM ? 0 : 1;
  }

  /** Returns to code that is not translated count little: as a rule it is in a loop, whose head will be hot soon. */
  private isFourthReturn(): boolean {
    this.returns = (this.returns + 1) & 3;
    return this.returns === 0;
  }

  private noteGoal(jump: number, goal: number): void {
    const goals = this.goals.get(jump);
    if (goals === undefined) this.goals.set(jump, [goal]);
    else if (goals.length < MOST_GOALS && !goals.includes(goal)) goals.push(goal);
  }

  /** Forgets the translations of a computed jump that do not know all of its goals; whether there were any. */
  private discardBlind(jump: number): boolean {
    const known = this.goals.get(jump)!.length;
    return this.cache.discard(({ translated }) =>
      translated.jumps.some(({ at, goals }) => at === jump && goals < known),
    );
  }

  /** Lets `pc` wait; if it has done so, or enough others of its space do, the addresses whose turn it is. */
  private takePending({ root, divTrap }: Hart, pc: number): readonly number[] | undefined {
    const isOwn = (one: Pending) => one.root === root && one.divTrap === divTrap;
    const entries = this.pending.filter(isOwn).map((one) => one.pc);
    if (!entries.includes(pc)) {
      this.pending.push({ root, divTrap, pc });
      if (this.pending.length > MOST_PENDING_IN_ALL) this.pending.shift();
      if (entries.push(pc) < MOST_PENDING) return undefined;
    }
    this.pending = this.pending.filter((one) => !isOwn(one));
    return entries;
  }

  private translate(hart: Hart, entries: readonly number[]): void {
    if (!this.makeRunner()) return;
    const source = this.sourceFor(hart);
    const { divTrap } = hart;
    const isOpen = (entry: number) => this.cache.find(hart, entry) === undefined;
    for (const entry of entries) {
      const known = isOpen(entry) ? recall(source, entry, divTrap) : undefined;
      if (known !== undefined) this.cache.add(known, this.service, false);
    }
    const translation = translate(source, entries.filter(isOpen), divTrap);
    if (translation !== undefined) this.cache.add(translation, this.service, source.hasMetStop);
  }

  /** The code in the space that `hart` has loaded. */
  private sourceFor(hart: Hart): CodeSource {
    const source = {
      hasMetStop: false,
      wordAt: (addr: number) => {
        const at = hart.mmu.recordOf(addr);
        if (at < 0) return undefined;
        if (!this.code.isStopped(at)) return this.code.wordAt(at);
        source.hasMetStop = true;
        return undefined;
      },
      isWarm: (addr: number) => {
        const at = hart.mmu.recordOf(addr);
        return at >= 0 && (this.hot === 0 || this.code.records[at] !== UNDECODED);
      },
      goalsOf: (addr: number) => this.goals.get(addr) ?? [],
      isTranslated: (addr: number) => this.cache.has(addr),
    };
    return source;
  }

  /** Whether translations may be made; from then on there is what runs them. */
  private makeRunner(): boolean {
    if (this.run !== undefined || this.isForbidden) return !this.isForbidden;
    try {
      const imports = { m: { memory: this.memory.wasm, table: this.cache.table } };
      const { exports } = new WebAssembly.Instance(new WebAssembly.Module(encodeRunner(this.memory)), imports);
      // The runner's type is what `encodeRunner` writes.
      this.run = exports.run as (base: number, left: number, pc: number) => void;
    } catch {
      this.isForbidden = true;
    }
    return !this.isForbidden;
  }
}

/** The index of the hart whose block is at `base`. */
function hartOf(base: number): number {
  return (base / (HART_BLOCK_SIZE * SPACES_PER_HART)) | 0;
}

/** Lets `machine` translate, unless the host forbids WebAssembly code: then all code stays with the interpreter. */
export function installTranslator(machine: Machine, mode: JitMode, hot = HOT): void {
  if (mode !== 'off') machine.useTranslator(new WasmTranslator(machine, mode === 'always', hot));
}
