import type { ThreadId } from './stop.ts';

/** How to go through time. `thread` is the selected one if none is given. */
export type Request =
  | { readonly kind: 'continue'; readonly reverse?: boolean }
  /** Line or instruction; `over`: calls count as one. */
  | {
      readonly kind: 'step';
      readonly by: 'instruction' | 'line';
      readonly over?: boolean;
      readonly reverse?: boolean;
      readonly count?: number;
      readonly thread?: ThreadId;
    }
  /** To where the present function returns, or (reverse) to where it was called. */
  | { readonly kind: 'finish'; readonly reverse?: boolean; readonly thread?: ThreadId }
  /** To an address, or to the end of the present function. */
  | { readonly kind: 'advance'; readonly addresses: readonly number[]; readonly thread?: ThreadId }
  /** To the next line further down: out of a loop. */
  | { readonly kind: 'until'; readonly thread?: ThreadId }
  /** Back to where `length` bytes at `addr` of the selected process got their present value. */
  | { readonly kind: 'last write'; readonly addr: number; readonly length: number }
  /** To a step of the history, or beyond its end by running on; `thread` is selected, if it is alive then. */
  | { readonly kind: 'seek'; readonly step: number; readonly thread?: ThreadId }
  /** To the first moment at which the computer reaches a cycle. */
  | { readonly kind: 'seek cycle'; readonly cycle: number };
