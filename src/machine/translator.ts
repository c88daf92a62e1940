import type { Hart } from './hart.ts';

/**
 * What may execute code in place of the interpreter, with the same outcome to the cycle. `jit/` has one; a machine without any
 * works as well, only slower.
 */
export interface Translator {
  /** How many arrivals make a record hot. */
  readonly hot: number;
  /** How many instructions are interpreted at most before the translator is asked again. */
  readonly stretch: number;
  /**
   * Executes up to `left` instructions from `hart.pc` on, as long as it has translated them, and gives how many are left. If
   * any are, the next one is the interpreter's.
   */
  execute(hart: Hart, left: number): number;
  /** The `bytes` from `offset` on in `frame` are other ones now. */
  forgetBytes(frame: number, offset: number, bytes: number): void;
  /** The content of `frame` is unknown. */
  forgetFrame(frame: number): void;
  /** Contents of all frames, and the stop conditions, are unknown. */
  forgetAll(): void;
}
