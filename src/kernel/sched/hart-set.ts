/** Some of up to 64 harts, by their indices: bits for harts 0 to 31 and 32 to 63, as in an affinity. */
export class HartSet {
  private low = 0;
  private high = 0;

  constructor(indices: Iterable<number> = []) {
    for (const index of indices) this.add(index);
  }

  get isEmpty(): boolean {
    return (this.low | this.high) === 0;
  }

  has(index: number): boolean {
    return (((index < 32 ? this.low : this.high) >>> (index & 31)) & 1) !== 0;
  }

  add(index: number): void {
    if (index < 32) this.low |= 1 << index;
    else this.high |= 1 << (index & 31);
  }

  delete(index: number): void {
    if (index < 32) this.low &= ~(1 << index);
    else this.high &= ~(1 << (index & 31));
  }

  /** The lowest one of those that also are in `affinity`; -1 if there is none. */
  lowestOf(affinity: readonly [low: number, high: number]): number {
    const low = this.low & affinity[0];
    if (low !== 0) return lowestBit(low);
    const high = this.high & affinity[1];
    return high === 0 ? -1 : 32 + lowestBit(high);
  }

  /** The indices, ascending, as they are when it begins. */
  *[Symbol.iterator](): Generator<number, void> {
    let { low, high } = this;
    for (; low !== 0; low &= low - 1) yield lowestBit(low);
    for (; high !== 0; high &= high - 1) yield 32 + lowestBit(high);
  }
}

function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}
