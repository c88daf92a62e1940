/**
 * A set of whole numbers from 0 to `size` - 1 that finds its least member in a few steps: bits in words, and above
 * them words whose bits say which words below are not empty.
 */
export class IndexSet {
  private readonly levels: Int32Array[] = [];

  constructor(size: number) {
    let count = Math.max(1, size);
    do {
      count = Math.ceil(count / 32);
      this.levels.push(new Int32Array(count));
    } while (count > 1);
  }

  add(index: number): void {
    let at = index;
    for (const words of this.levels) {
      const word = words[at >>> 5]!;
      words[at >>> 5] = word | (1 << (at & 31));
      // The words above know already that this one is not empty.
      if (word !== 0) return;
      at >>>= 5;
    }
  }

  delete(index: number): void {
    let at = index;
    for (const words of this.levels) {
      words[at >>> 5]! &= ~(1 << (at & 31));
      if (words[at >>> 5] !== 0) return;
      at >>>= 5;
    }
  }

  has(index: number): boolean {
    return ((this.levels[0]![index >>> 5]! >>> (index & 31)) & 1) !== 0;
  }

  /** The least member, or -1 if there is none. */
  lowest(): number {
    let at = 0;
    for (let level = this.levels.length - 1; level >= 0; level--) {
      const word = this.levels[level]![at]!;
      if (word === 0) return -1;
      at = at * 32 + (31 - Math.clz32(word & -word));
    }
    return at;
  }
}
