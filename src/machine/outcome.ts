import type { Stop } from './stop-conditions.ts';

/** The count of instructions is used up. */
export const EXIT_COUNT = 0;
export const EXIT_TRAP = 1;
/** A watched range is about to be touched. */
export const EXIT_WATCH = 2;
/** The next record is marked `STOP`. */
export const EXIT_STOP_RECORD = 3;
/** A hot record was reached: the translator may go on. */
export const EXIT_HOT = 4;
/** A system call was served on the way, and the hart must not go on as it was told. */
export const EXIT_SERVED = 5;
/** A system call was served on the way, and the hart goes on as far as it was told, but with another thread, or elsewhere. */
export const EXIT_RESUMED = 6;

/** Why a hart's interpreter came back or must come back: one for each hart, set by whatever notices. */
export class Outcome {
  /** One of the `EXIT_` numbers. */
  exit = EXIT_COUNT;
  /** The exception code (`isa/traps.ts`) of the last trap. */
  trapCause = 0;
  /** The faulting address or instruction word of the last trap, unsigned. */
  trapValue = 0;
  /** The watched range, after `EXIT_WATCH`. */
  watch: Stop | undefined = undefined;

  trap(cause: number, value: number): void {
    this.exit = EXIT_TRAP;
    this.trapCause = cause;
    this.trapValue = value >>> 0;
  }
}
