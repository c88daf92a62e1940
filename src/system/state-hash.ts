import { Space } from '../kernel/vm/space.ts';
import { PAGE_SIZE } from '../machine/memory.ts';
import { pteFrame } from '../machine/page-table.ts';
import type { Computer } from './computer.ts';
import { sharedParts, stateOf } from './snapshot.ts';

/** Fields that say how the state is held and not what it is: frame numbers, memory that is hashed by address, what waits, counts. */
const SKIPPED: ReadonlySet<string> = new Set(['table', 'pages', 'residentPages', 'machine', 'noted', 'steps']);

/**
 * A number (as 16 hexadecimal digits) for the whole state of the computer: registers, memory by address, files,
 * kernel tables and the clock. Two computers that went the same way have the same; TLBs, frame numbers and snapshots
 * are not in it.
 */
export function stateHash(computer: Computer): string {
  const hash = new Hasher();
  for (const hart of computer.machine.harts) {
    if (computer.kernel.running[hart.index] === undefined) continue;
    hash.words(hart.x.subarray(0, 32));
    const { valid, addr, value } = hart.reservation;
    for (const number of [hart.index, hart.pc, hart.cycle, valid, addr, value]) hash.number(number);
  }
  for (const hart of computer.machine.harts) hash.number(hart.instret);
  hashGraph(hash, computer);
  return hash.digest();
}

/** Walks the graph of kernel objects in the order of their fields; an object met again counts by when it was first met. */
function hashGraph(hash: Hasher, computer: Computer): void {
  const shared = sharedParts(computer);
  const seen = new Map<object, number>();
  const open: object[] = [];

  const visit = (value: unknown): void => {
    if (typeof value === 'number') {
      hash.number(value);
    } else if (typeof value !== 'object' || value === null) {
      hash.text(String(value));
    } else if (!shared.has(value)) {
      const number = seen.get(value);
      hash.number(number ?? seen.size);
      if (number !== undefined) return;
      seen.set(value, seen.size);
      open.push(value);
    }
  };

  visit(stateOf(computer));
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (value instanceof Space) hashSpace(hash, computer, value);
    if (ArrayBuffer.isView(value)) hash.bytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    else if (value instanceof Map) for (const [key, item] of value) [key, item].forEach(visit);
    else if (Array.isArray(value) || value instanceof Set) for (const item of value) visit(item);
    else hashFields(hash, computer, value, visit);
  }
}

function hashFields(hash: Hasher, computer: Computer, value: object, visit: (value: unknown) => void): void {
  for (const [key, item] of Object.entries(value)) {
    if (key === 'pages' && item instanceof Map) hashPages(hash, computer, item);
    if (SKIPPED.has(key)) continue;
    hash.text(key);
    visit(item);
  }
}

/** The pages of a file, by their places in it. */
function hashPages(hash: Hasher, computer: Computer, pages: ReadonlyMap<number, number>): void {
  for (const [index, frame] of [...pages].sort(([a], [b]) => a - b)) {
    hash.number(index);
    hash.bytes(computer.machine.memory.frameBytes(frame));
  }
}

/** What is mapped, by address. */
function hashSpace(hash: Hasher, computer: Computer, space: Space): void {
  // A zombie's space has been given back: what its frames hold means nothing.
  if (space.users === 0) return;
  space.table.forEach(0, 2 ** 32 / PAGE_SIZE, (page, pte) => {
    hash.number(page);
    hash.bytes(computer.machine.memory.frameBytes(pteFrame(pte)));
  });
}

/** Two FNV-like 32-bit accumulators over words, each with its own multiplier. */
class Hasher {
  private a = 0x811c9dc5 | 0;
  private b = 0x9747b28c | 0;
  private readonly double = new Float64Array(1);
  private readonly halves = new Int32Array(this.double.buffer);

  word(value: number): void {
    this.a = Math.imul(this.a ^ value, 0x01000193);
    this.a ^= this.a >>> 15;
    this.b = Math.imul(this.b ^ value, 0x5bd1e995);
    this.b ^= this.b >>> 13;
  }

  number(value: number): void {
    this.double[0] = value;
    this.word(this.halves[0]!);
    this.word(this.halves[1]!);
  }

  words(values: Int32Array): void {
    for (const value of values) this.word(value);
  }

  bytes(values: Uint8Array): void {
    this.word(values.length);
    let at = 0;
    if (values.byteOffset % 4 === 0) {
      const words = new Int32Array(values.buffer, values.byteOffset, values.length >>> 2);
      this.words(words);
      at = words.length * 4;
    }
    for (; at < values.length; at++) this.word(values[at]!);
  }

  text(value: string): void {
    this.word(value.length);
    for (let at = 0; at < value.length; at++) this.word(value.charCodeAt(at));
  }

  digest(): string {
    return [this.a, this.b].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
  }
}
