/** The whole state of a generator: plain data, so that a snapshot holds it. */
export interface PrngState {
  a: number;
  b: number;
  c: number;
  counter: number;
}

/** A generator whose first draws are already decorrelated from `seed` (any integer). */
export function seedPrng(seed: number): PrngState {
  const state: PrngState = {
    a: seed | 0,
    b: Math.floor(seed / 2 ** 32) | 0,
    c: 0x9e3779b9 | 0,
    counter: 1,
  };
  for (let i = 0; i < 12; i++) drawUint32(state);
  return state;
}

/** The next 32 random bits, unsigned. The algorithm is sfc32 (Chris Doty-Humphrey, PractRand). */
export function drawUint32(state: PrngState): number {
  const result = (state.a + state.b + state.counter) | 0;
  state.counter = (state.counter + 1) | 0;
  state.a = state.b ^ (state.b >>> 9);
  state.b = (state.c + (state.c << 3)) | 0;
  state.c = (((state.c << 21) | (state.c >>> 11)) + result) | 0;
  return result >>> 0;
}

/** A whole number from 0 to `bound` - 1, `bound` from 1 to 2^32. The bias is below `bound` / 2^32. */
export function drawBelow(state: PrngState, bound: number): number {
  return Math.floor((drawUint32(state) / 2 ** 32) * bound);
}
