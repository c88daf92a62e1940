import type { CodeCache } from '../machine/code-cache.ts';
import type { Hart } from '../machine/hart.ts';
import { type Memory, PAGE_SHIFT, PAGE_SIZE } from '../machine/memory.ts';
import type { TranslatedFunction, Translation } from './translation.ts';

/** When there is more WebAssembly than this, all translations are forgotten. */
const MOST_BYTES = 32 * 2 ** 20;
const FIRST_SLOTS = 256;

/** `Hart.makeCall` for the hart whose block is at `base`: 1 to go on behind the call, or 0. */
export type Service = (base: number, left: number, pc: number) => number;

/** A translated function that is in the table. */
export interface Bound {
  readonly translated: TranslatedFunction;
  /** Its table slot. */
  readonly slot: number;
  readonly divTrap: boolean;
  /** This and all that it calls directly. */
  readonly closure: readonly Bound[];
  /** Frames that were found to hold the instructions of one of its pages: frame * 4096 + the page's place in the list. */
  readonly verified: Set<number>;
  /** Whether instructions are left out at which a stop condition stood. */
  readonly isBroken: boolean;
}

/**
 * The translations of a machine. What a function was translated from is compared with what a space has at its addresses, once
 * for each frame, until the frame is written. So processes share translations, whether they share frames or not.
 */
export class TranslationCache {
  readonly table = new WebAssembly.Table({ element: 'anyfunc', initial: FIRST_SLOTS });
  private readonly harts: readonly Hart[];
  private readonly code: CodeCache;
  private readonly memory: Memory;
  private readonly byEntry = new Map<number, readonly Bound[]>();
  private readonly byFrame = new Map<number, Set<Bound>>();
  private nextSlot = 0;
  private bytes = 0;

  constructor(harts: readonly Hart[], code: CodeCache, memory: Memory) {
    this.harts = harts;
    this.code = code;
    this.memory = memory;
  }

  /** A translation of the function at `pc` in the space that `hart` has loaded. */
  find(hart: Hart, pc: number): Bound | undefined {
    return this.byEntry.get(pc)?.find((bound) => bound.divTrap === hart.divTrap && this.verify(hart, bound));
  }

  /** Whether the function at `pc`, in some space, was translated. */
  has(pc: number): boolean {
    return (this.byEntry.get(pc)?.length ?? 0) > 0;
  }

  /** Makes the functions of a translation ready; `service` is what they import under this name. */
  add(translation: Translation, service: Service, isBroken: boolean): void {
    if (this.bytes + translation.size > MOST_BYTES) this.clear();
    this.bytes += translation.size;
    const first = this.nextSlot;
    this.nextSlot += translation.functions.length;
    while (this.table.length < this.nextSlot) this.table.grow(this.table.length);
    const slot = new WebAssembly.Global({ value: 'i32' }, first);
    new WebAssembly.Instance(translation.module, { m: { memory: this.memory.wasm, table: this.table, service, slot } });
    const { divTrap } = translation;
    const all: Bound[] = [];
    const closures: Bound[][] = [];
    translation.functions.forEach((translated, index) => {
      const closure: Bound[] = [];
      closures.push(closure);
      all.push({ translated, slot: first + index, divTrap, closure, verified: new Set(), isBroken });
    });
    for (const [index, bound] of all.entries()) {
      closures[index]!.push(...bound.translated.closure.map((place) => all[place]!));
      const { entry } = bound.translated;
      this.byEntry.set(entry, [...(this.byEntry.get(entry) ?? []), bound]);
    }
  }

  /** Forgets the functions that `isUnwanted`; whether there were any. */
  discard(isUnwanted: (bound: Bound) => boolean): boolean {
    let isAny = false;
    for (const [entry, list] of this.byEntry) {
      const rest = list.filter((bound) => !bound.closure.some(isUnwanted));
      if (rest.length === list.length) continue;
      isAny = true;
      this.byEntry.set(entry, rest);
    }
    if (isAny) this.flushEntries();
    return isAny;
  }

  /** The `bytes` from `offset` on in `frame` are other ones now. */
  forgetBytes(frame: number, offset: number, bytes: number): void {
    const isTouched = (addr: number) => {
      const at = addr & (PAGE_SIZE - 1);
      return at + 4 > offset && at < offset + bytes;
    };
    for (const { translated } of this.byFrame.get(frame) ?? []) {
      if (!translated.addrs.some(isTouched)) continue;
      this.forgetFrame(frame);
      return;
    }
  }

  /** The content of `frame` is unknown. */
  forgetFrame(frame: number): void {
    const users = this.byFrame.get(frame);
    if (users === undefined) return;
    this.byFrame.delete(frame);
    for (const { verified, translated } of users) {
      for (let index = 0; index < translated.pages.length; index++) verified.delete(frame * 4096 + index);
    }
    this.flushEntries();
  }

  /** The contents of all frames, and the stop conditions, are unknown. */
  forgetAll(): void {
    for (const frame of [...this.byFrame.keys()]) this.forgetFrame(frame);
    this.discard(({ isBroken }) => isBroken);
  }

  private verify(hart: Hart, { closure }: Bound): boolean {
    const { version } = this.code;
    // Opening the records of a frame may have taken those of all others.
    return closure.every((bound) => this.verifyOne(hart, bound)) && version === this.code.version;
  }

  private verifyOne(hart: Hart, bound: Bound): boolean {
    const { translated, verified } = bound;
    return translated.pages.every((page, index) => {
      const at = hart.mmu.recordOf(page << PAGE_SHIFT);
      if (at < 0) return false;
      const frame = this.code.frameAt(at);
      const key = frame * 4096 + index;
      if (verified.has(key)) return true;
      if (!this.matches(at, translated, page)) return false;
      verified.add(key);
      const others = this.byFrame.get(frame);
      if (others === undefined) this.byFrame.set(frame, new Set([bound]));
      else others.add(bound);
      return true;
    });
  }

  /** Whether the records from `at` on, of a page, stand for the function's instructions, and no stop for any of them. */
  private matches(at: number, { addrs, words }: TranslatedFunction, page: number): boolean {
    return addrs.every((addr, index) => {
      if (addr >>> PAGE_SHIFT !== page) return true;
      const record = at + (addr & (PAGE_SIZE - 1));
      return !this.code.isStopped(record) && this.code.wordAt(record) === words[index];
    });
  }

  private clear(): void {
    this.forgetAll();
    this.byEntry.clear();
    for (let slot = 0; slot < this.nextSlot; slot++) this.table.set(slot, null);
    this.nextSlot = 0;
    this.bytes = 0;
    this.flushEntries();
  }

  private flushEntries(): void {
    for (const hart of this.harts) hart.mmu.flushEntries();
  }
}
