const SIZE = 624;
const SHIFT = 397;

/** The whole state of a Mersenne Twister (Matsumoto and Nishimura), the generator of Python's `random`: plain data. */
export interface TwisterState {
  readonly words: Uint32Array;
  index: number;
}

/** A generator as `random.seed(seed)` of Python makes it, for a whole number from 0 to 2^32 - 1. */
export function seedTwister(seed: number): TwisterState {
  const words = new Uint32Array(SIZE);
  words[0] = 19650218;
  for (let i = 1; i < SIZE; i++) words[i] = Math.imul(1812433253, scrambled(words[i - 1]!)) + i;
  // init_by_array with the seed as its one word.
  let at = 1;
  for (let count = 0; count < SIZE; count++) {
    words[at] = (words[at]! ^ Math.imul(scrambled(words[at - 1]!), 1664525)) + seed;
    at = next(words, at);
  }
  for (let count = 1; count < SIZE; count++) {
    words[at] = (words[at]! ^ Math.imul(scrambled(words[at - 1]!), 1566083941)) - at;
    at = next(words, at);
  }
  words[0] = 0x80000000;
  return { words, index: SIZE };
}

/** A number from 0 to below 1 with 53 bits: Python's `random.random()`. */
export function drawFraction(state: TwisterState): number {
  const high = drawWord(state) >>> 5;
  const low = drawWord(state) >>> 6;
  return (high * 2 ** 26 + low) / 2 ** 53;
}

/** A whole number from 0 to `bound` - 1: the place that Python's `random.choice` takes in a list of `bound`. */
export function drawChoice(state: TwisterState, bound: number): number {
  const bits = 32 - Math.clz32(bound);
  for (;;) {
    const choice = drawWord(state) >>> (32 - bits);
    if (choice < bound) return choice;
  }
}

function drawWord(state: TwisterState): number {
  if (state.index >= SIZE) twist(state);
  let word = state.words[state.index++]!;
  word ^= word >>> 11;
  word ^= (word << 7) & 0x9d2c5680;
  word ^= (word << 15) & 0xefc60000;
  return (word ^ (word >>> 18)) >>> 0;
}

function twist(state: TwisterState): void {
  const { words } = state;
  for (let i = 0; i < SIZE; i++) {
    const mixed = (words[i]! & 0x80000000) | (words[(i + 1) % SIZE]! & 0x7fffffff);
    words[i] = words[(i + SHIFT) % SIZE]! ^ (mixed >>> 1) ^ ((mixed & 1) === 0 ? 0 : 0x9908b0df);
  }
  state.index = 0;
}

function scrambled(word: number): number {
  return word ^ (word >>> 30);
}

/** The place after `at`; behind the last one the first begins again with the last one's word. */
function next(words: Uint32Array, at: number): number {
  if (at + 1 < SIZE) return at + 1;
  words[0] = words[SIZE - 1]!;
  return 1;
}
