import { AS_FLOAT } from '../base/as-float.ts';
import { drawBelow, drawUint32, type PrngState, seedPrng } from '../base/prng.ts';

/**
 * Time in rounds. In each round every hart runs to its own trap or to the round's end, in `order`; then the kernel is
 * entered in virtual-time order. With a seed, lengths (from half to one and a half times the given one) and orders are drawn.
 */
export class Rounds {
  start = AS_FLOAT;
  end = AS_FLOAT;
  /** The indices of all harts, in the order in which they run. */
  readonly order: number[];
  private readonly length: number;
  private readonly prng: PrngState | undefined;

  constructor(length: number, hartCount: number, seed: number | undefined) {
    this.length = length;
    this.order = Array.from({ length: hartCount }, (_, index) => index);
    this.prng = seed === undefined ? undefined : seedPrng(seed);
    this.begin(0);
  }

  /** Begins the next round at `cycle`. */
  begin(cycle: number): void {
    this.start = cycle;
    this.end = cycle + this.drawLength();
    if (this.prng !== undefined) shuffle(this.order, this.prng);
  }

  /** Those harts out of `busy`, ascending, in the order in which they run. */
  orderOf(busy: readonly number[]): readonly number[] {
    if (this.prng === undefined || busy.length <= 1) return busy;
    return this.order.filter((index) => busy.includes(index));
  }

  private drawLength(): number {
    if (this.prng === undefined) return this.length;
    return Math.max(1, Math.floor(this.length / 2) + drawBelow(this.prng, this.length));
  }
}

/** Fisher and Yates. */
function shuffle(order: number[], prng: PrngState): void {
  for (let at = order.length - 1; at > 0; at--) {
    const other = drawUint32(prng) % (at + 1);
    const index = order[at]!;
    order[at] = order[other]!;
    order[other] = index;
  }
}
