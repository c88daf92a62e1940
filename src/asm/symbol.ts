import type { Expr } from './expression.ts';
import type { Place } from './place.ts';
import type { Position } from './section.ts';

/** What a symbol stands for. */
export type SymbolValue =
  | { readonly kind: 'undefined' }
  | { readonly kind: 'label'; readonly position: Position }
  | { readonly kind: 'equal'; readonly expr: Expr }
  /** Room of `size` bytes that the linker finds, shared by all files that ask for it. */
  | { readonly kind: 'common'; readonly size: number; readonly alignment: number };

/** A name of one source. */
export interface AsmSymbol {
  readonly name: string;
  value: SymbolValue;
  binding: 'local' | 'global' | 'weak';
  hidden: boolean;
  type: 'none' | 'function' | 'object';
  size: Expr | undefined;
  /** Where it is defined. */
  defined: Place | undefined;
  /** Where it is first used, or declared. */
  used: Place | undefined;
  /** It was made by `.set` or `=`, which may give it another value. */
  variable: boolean;
  /** It stands for its expression wherever it is used, as labels do, and not for the value so far. */
  deferred: boolean;
  /** Where a value was needed and it had none. */
  missing: Place | undefined;
  /** While an expression is computed: this symbol's value is being asked for. */
  busy: boolean;
  /** In another source, the symbol that this undefined one means. */
  target: AsmSymbol | undefined;
}

export function makeSymbol(name: string): AsmSymbol {
  return {
    name,
    value: { kind: 'undefined' },
    binding: 'local',
    hidden: false,
    type: 'none',
    size: undefined,
    defined: undefined,
    used: undefined,
    variable: false,
    deferred: false,
    missing: undefined,
    busy: false,
    target: undefined,
  };
}
