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
  PAGE_SHIFT,
  PAGE_SIZE,
} from '../machine/memory.ts';
import { HEAT, UNDECODED } from '../machine/operations.ts';
import type { Translator } from '../machine/translator.ts';
import { COMPUTED_JUMP, FOR_INTERPRETER } from './function-code.ts';
import { encodeRunner } from './runner.ts';
import { type Translation, translate } from './translation.ts';

/** When code is translated: never, when it is hot, or before it is executed for the first time. */
export const JIT_MODES = ['on', 'off', 'always'] as const;
export type JitMode = (typeof JIT_MODES)[number];

const HOT = 400;
/** What is not worth a translation cools down this far. */
const COLD = -(2 ** 20);
/** When there is more WebAssembly than this, all translations are forgotten. */
const MOST_BYTES = 32 * 2 ** 20;
/** How many goals of a computed jump are known at most. */
const MOST_GOALS = 16;
const FIRST_SLOTS = 256;

/** A translation that is ready to be executed. */
interface Bound {
  readonly translation: Translation;
  /** The table slot of its first function. */
  readonly slot: number;
  /** Frames that were found to hold the instructions of one of the pages: frame * 4096 + the page's place in the list. */
  readonly verified: Set<number>;
  /** Whether it leaves out instructions at which a stop condition stood. */
  readonly isBroken: boolean;
}

/**
 * Executes hot code as WebAssembly.
 */
class WasmTranslator implements Translator {
  readonly hot: number;
  readonly stretch: number;
  private readonly harts: readonly Hart[];
  private readonly code: CodeCache;
  private readonly memory: Memory;
  private readonly table: WebAssembly.Table;
  private readonly run: (base: number, left: number, pc: number) => void;
  /** Translations by the addresses of their functions. */
  private readonly byEntry = new Map<number, Bound[]>();
  /** Translations by the frames that were found to hold their instructions. */
  private readonly byFrame = new Map<number, Set<Bound>>();
  /** Answers a system call for translated code, if that can be done at once. */
  private readonly service = (base: number, left: number): number =>
    this.harts[base / HART_BLOCK_SIZE]!.answerCall(left) ? 1 : 0;
  /** Where computed jumps were seen to go, by their addresses. */
  private readonly goals = new Map<number, number[]>();
  private returns = 0;
  private nextSlot = 0;
  private bytes = 0;

  constructor(machine: Machine, isEager: boolean, hot: number, runner: WebAssembly.Module) {
    this.hot = isEager ? 0 : hot;
    this.stretch = isEager ? 1 : Infinity;
    this.harts = machine.harts;
    this.code = machine.harts[0]!.code;
    this.memory = machine.memory;
    this.table = new WebAssembly.Table({ element: 'anyfunc', initial: FIRST_SLOTS });
    const { exports } = new WebAssembly.Instance(runner, { m: { memory: this.memory.wasm, table: this.table } });
    // The runner's type is what `encodeRunner` writes.
    this.run = exports.run as (base: number, left: number, pc: number) => void;
  }

  execute(hart: Hart, left: number): number {
    const { entryTags } = hart.mmu.tlb;
    const { i32 } = this.memory;
    const base = hart.index * HART_BLOCK_SIZE;
    let rest = left;
    let pc = hart.pc | 0;
    let heat = 0;
    let jump = 0;
    while (rest > 0) {
      if (entryTags[(pc & ENTRY_MASK) >>> 2] !== pc && !this.find(hart, pc >>> 0, heat, jump)) break;
      this.run(base, rest, pc);
      rest = i32[(base + END_LEFT_AT) >>> 2]!;
      pc = i32[(base + END_PC_AT) >>> 2]!;
      if ((pc & FOR_INTERPRETER) !== 0) break;
      jump = (pc & COMPUTED_JUMP) !== 0 ? i32[(base + END_JUMP_AT) >>> 2]! >>> 0 : 0;
      heat = jump !== 0 || this.isFourthReturn() ? 1 : 0;
      pc &= ~COMPUTED_JUMP;
    }
    hart.pc = (pc & ~FOR_INTERPRETER) >>> 0;
    return rest;
  }

  /**
   * Makes the hart's entry cache lead to a translation of what is at `pc`, if there is one or there should be. Coming there adds
   * `heat`; it was by the computed jump at `jump`, if that is not 0.
   */
  private find(hart: Hart, pc: number, heat: number, jump: number): boolean {
    for (const bound of this.byEntry.get(pc) ?? []) {
      if (bound.translation.divTrap === hart.divTrap && this.verify(hart, bound)) return this.enter(hart, pc, bound);
    }
    const at = hart.mmu.recordOf(pc);
    if (at < 0) return false;
    const { records } = this.code;
    if (jump !== 0) this.noteGoal(jump, pc);
    const before = records[at + HEAT]!;
    if (before < this.hot) {
      records[at + HEAT] = Math.min(before + heat, this.hot);
      return false;
    }
    if (jump !== 0 && this.discardBlind(jump)) return false;
    const bound = this.translate(hart, pc);
    if (bound === undefined) {
      this.code.records[at + HEAT] = COLD;
      return false;
    }
    return this.verify(hart, bound) && this.enter(hart, pc, bound);
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
    const isBlind = ({ translation }: Bound) => translation.jumps.some(({ at, goals }) => at === jump && goals < known);
    return this.discard(isBlind);
  }

  private discard(isUnwanted: (bound: Bound) => boolean): boolean {
    let isAny = false;
    for (const [entry, list] of this.byEntry) {
      if (!list.some(isUnwanted)) continue;
      isAny = true;
      this.byEntry.set(
        entry,
        list.filter((bound) => !isUnwanted(bound)),
      );
    }
    if (isAny) for (const hart of this.harts) hart.mmu.tlb.flushEntries();
    return isAny;
  }

  private enter({ mmu }: Hart, pc: number, { translation, slot }: Bound): boolean {
    const entry = (pc & ENTRY_MASK) >>> 2;
    mmu.tlb.entryTags[entry] = pc;
    mmu.tlb.entrySlots[entry] = slot + translation.entries.indexOf(pc);
    return true;
  }

  private translate(hart: Hart, pc: number): Bound | undefined {
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
      isTranslated: (addr: number) => (this.byEntry.get(addr) ?? []).length > 0,
    };
    const translation = translate(source, pc, hart.divTrap);
    if (translation === undefined) return undefined;
    if (this.bytes + translation.size > MOST_BYTES) this.clear();
    this.bytes += translation.size;
    const slot = this.nextSlot;
    this.nextSlot += translation.entries.length;
    while (this.table.length < this.nextSlot) this.table.grow(this.table.length);
    const { table, service } = this;
    const imports = { memory: this.memory.wasm, table, service, slot: new WebAssembly.Global({ value: 'i32' }, slot) };
    new WebAssembly.Instance(translation.module, { m: imports });
    const bound = { translation, slot, verified: new Set<number>(), isBroken: source.hasMetStop };
    for (const entry of translation.entries) {
      const others = this.byEntry.get(entry);
      if (others === undefined) this.byEntry.set(entry, [bound]);
      else others.push(bound);
    }
    return bound;
  }

  /** Whether the instructions of a translation are at their addresses in the space that the hart has loaded. */
  private verify(hart: Hart, bound: Bound): boolean {
    const { translation, verified } = bound;
    return translation.pages.every((page, index) => {
      const at = hart.mmu.recordOf(page << PAGE_SHIFT);
      if (at < 0) return false;
      const frame = this.code.frameAt(at);
      const key = frame * 4096 + index;
      if (verified.has(key)) return true;
      if (!this.matches(hart, translation, page)) return false;
      verified.add(key);
      const others = this.byFrame.get(frame);
      if (others === undefined) this.byFrame.set(frame, new Set([bound]));
      else others.add(bound);
      return true;
    });
  }

  private matches(hart: Hart, { addrs, words }: Translation, page: number): boolean {
    const base = hart.mmu.recordOf(page << PAGE_SHIFT);
    for (let i = 0; i < addrs.length; i++) {
      if (addrs[i]! >>> PAGE_SHIFT !== page) continue;
      const at = base + (addrs[i]! & (PAGE_SIZE - 1));
      if (this.code.isStopped(at) || this.code.wordAt(at) !== words[i]) return false;
    }
    return true;
  }

  forgetBytes(frame: number, offset: number, bytes: number): void {
    for (const bound of this.byFrame.get(frame) ?? []) {
      const { addrs } = bound.translation;
      const touches = addrs.some(
        (addr) => (addr & (PAGE_SIZE - 1)) + 4 > offset && (addr & (PAGE_SIZE - 1)) < offset + bytes,
      );
      if (touches) {
        this.forgetFrame(frame);
        return;
      }
    }
  }

  forgetFrame(frame: number): void {
    const users = this.byFrame.get(frame);
    if (users === undefined) return;
    this.byFrame.delete(frame);
    for (const { verified, translation } of users) {
      for (let index = 0; index < translation.pages.length; index++) verified.delete(frame * 4096 + index);
    }
    for (const hart of this.harts) hart.mmu.tlb.flushEntries();
  }

  forgetAll(): void {
    for (const frame of [...this.byFrame.keys()]) this.forgetFrame(frame);
    this.discard(({ isBroken }) => isBroken);
  }

  private clear(): void {
    this.forgetAll();
    this.byEntry.clear();
    for (let slot = 0; slot < this.nextSlot; slot++) this.table.set(slot, null);
    this.nextSlot = 0;
    this.bytes = 0;
  }
}

/** Lets `machine` translate, unless the host forbids WebAssembly code: then it goes on with the interpreter alone. */
export function installTranslator(machine: Machine, mode: JitMode, hot = HOT): void {
  if (mode === 'off') return;
  let runner: WebAssembly.Module;
  try {
    runner = new WebAssembly.Module(encodeRunner());
  } catch {
    return;
  }
  machine.useTranslator(new WasmTranslator(machine, mode === 'always', hot, runner));
}
