/**
 * The language in which the instruction table states what an instruction does: 32-bit terms and a few effects.
 *
 * A term denotes a 32-bit pattern. Interpreter, translator, reference pages and tests are all derived from it,
 * so an instruction's meaning is written down once.
 */

/**
 * What an instruction can read: its register operands, the immediate, the rs1 field as a number (`uimm`), the pc, the
 * pc + 4 (`next`), and, in an atomic memory operation, the word found in memory (`mem`).
 */
export type Leaf = 'rs1' | 'rs2' | 'imm' | 'uimm' | 'pc' | 'next' | 'mem';

/**
 * An operator, in two languages. In its JavaScript text `a` and `b` are int32 values, and so is the result. Its WebAssembly
 * text is in the order of the stack: `a`, `b` and numbers are pushed; the other words are those i32 instructions, or what
 * `jit/operator-code.ts` says they are.
 */
interface Operator {
  readonly js: string;
  readonly wasm: string;
  /** How reference pages write it. */
  readonly notation: string;
}

/** The operators on terms. Functions that the JavaScript texts call are in `arithmetic.ts`. */
// biome-ignore format: a table
export const OPERATORS = {
  add:    { js: '(a + b | 0)',                     wasm: 'a b add',                                                       notation: 'a + b' },
  sub:    { js: '(a - b | 0)',                     wasm: 'a b sub',                                                       notation: 'a - b' },
  and:    { js: '(a & b)',                         wasm: 'a b and',                                                       notation: 'a & b' },
  or:     { js: '(a | b)',                         wasm: 'a b or',                                                        notation: 'a | b' },
  xor:    { js: '(a ^ b)',                         wasm: 'a b xor',                                                       notation: 'a ^ b' },
  sll:    { js: '(a << b)',                        wasm: 'a b shl',                                                       notation: 'a << (b & 31)' },
  srl:    { js: '(a >>> b | 0)',                   wasm: 'a b shr_u',                                                     notation: 'a >>> (b & 31)' },
  sra:    { js: '(a >> b)',                        wasm: 'a b shr_s',                                                     notation: 'a >> (b & 31)' },
  eq:     { js: '(a === b ? 1 : 0)',               wasm: 'a b eq',                                                        notation: 'a == b' },
  ne:     { js: '(a !== b ? 1 : 0)',               wasm: 'a b ne',                                                        notation: 'a != b' },
  lt:     { js: '(a < b ? 1 : 0)',                 wasm: 'a b lt_s',                                                      notation: 'a < b' },
  ge:     { js: '(a >= b ? 1 : 0)',                wasm: 'a b ge_s',                                                      notation: 'a >= b' },
  ltu:    { js: '(a >>> 0 < b >>> 0 ? 1 : 0)',     wasm: 'a b lt_u',                                                      notation: 'a <u b' },
  geu:    { js: '(a >>> 0 >= b >>> 0 ? 1 : 0)',    wasm: 'a b ge_u',                                                      notation: 'a >=u b' },
  min:    { js: '(a < b ? a : b)',                 wasm: 'a b a b lt_s select',                                           notation: 'min(a, b)' },
  max:    { js: '(a > b ? a : b)',                 wasm: 'a b a b gt_s select',                                           notation: 'max(a, b)' },
  minu:   { js: '(a >>> 0 < b >>> 0 ? a : b)',     wasm: 'a b a b lt_u select',                                           notation: 'minu(a, b)' },
  maxu:   { js: '(a >>> 0 > b >>> 0 ? a : b)',     wasm: 'a b a b gt_u select',                                           notation: 'maxu(a, b)' },
  mul:    { js: 'Math.imul(a, b)',                 wasm: 'a b mul',                                                       notation: 'a * b' },
  mulh:   { js: 'mulh(a, b)',                      wasm: 'a signed b signed mul64 high',                                  notation: '(a * b) >> 32' },
  mulhsu: { js: 'mulhsu(a, b)',                    wasm: 'a signed b unsigned mul64 high',                                notation: '(a * unsigned b) >> 32' },
  mulhu:  { js: 'mulhu(a, b)',                     wasm: 'a unsigned b unsigned mul64 high',                              notation: '(unsigned a * unsigned b) >> 32' },
  div:    { js: 'div(a, b)',                       wasm: 'b eqz if -1 else b -1 eq if 0 a sub else a b div_s end end',    notation: 'a / b' },
  divu:   { js: 'divu(a, b)',                      wasm: 'b eqz if -1 else a b div_u end',                                notation: 'a /u b' },
  rem:    { js: 'rem(a, b)',                       wasm: 'b eqz if a else b -1 eq if 0 else a b rem_s end end',           notation: 'a % b' },
  remu:   { js: 'remu(a, b)',                      wasm: 'b eqz if a else a b rem_u end',                                 notation: 'a %u b' },
} as const satisfies Record<string, Operator>;

/** The name of an operator. */
export type OperatorName = keyof typeof OPERATORS;

/** A 32-bit value, as a tree. */
export type Term =
  | { readonly kind: 'leaf'; readonly name: Leaf }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'apply'; readonly operator: OperatorName; readonly a: Term; readonly b: Term };

/** How a load or store moves data: bytes, and whether a loaded value is sign-extended. */
export interface Access {
  readonly bytes: 1 | 2 | 4;
  readonly signed: boolean;
}

/**
 * One thing an instruction does. Effects of one instruction are simultaneous: every term is read before anything is
 * written, and an access that faults leaves everything as it was.
 */
export type Effect =
  | { readonly kind: 'setRd'; readonly value: Term }
  | { readonly kind: 'jump'; readonly target: Term }
  | { readonly kind: 'branch'; readonly condition: Term; readonly target: Term }
  | { readonly kind: 'load'; readonly access: Access; readonly addr: Term }
  | { readonly kind: 'store'; readonly access: Access; readonly addr: Term; readonly value: Term }
  | { readonly kind: 'loadReserved' }
  | { readonly kind: 'storeConditional' }
  | { readonly kind: 'amo'; readonly value: Term }
  | { readonly kind: 'csr'; readonly action: 'write' | 'set' | 'clear'; readonly source: Term }
  | { readonly kind: 'trapOnZeroDivisor'; readonly divisor: Term }
  | { readonly kind: 'fenceInstructions' }
  | { readonly kind: 'environmentCall' }
  | { readonly kind: 'breakpoint' };

const leaf = (name: Leaf): Term => ({ kind: 'leaf', name });

export const rs1 = leaf('rs1');
export const rs2 = leaf('rs2');
export const imm = leaf('imm');
export const uimm = leaf('uimm');
export const pc = leaf('pc');
export const next = leaf('next');
export const mem = leaf('mem');

/** The constant `value`, an int32. */
export const num = (value: number): Term => ({ kind: 'number', value });

/** The application of `operator` to two terms. */
export const apply = (operator: OperatorName, a: Term, b: Term): Term => ({ kind: 'apply', operator, a, b });

export const setRd = (value: Term): Effect => ({ kind: 'setRd', value });
export const jump = (target: Term): Effect => ({ kind: 'jump', target });
export const branch = (condition: Term, target: Term): Effect => ({ kind: 'branch', condition, target });
export const load = (bytes: 1 | 2 | 4, signed: boolean, addr: Term): Effect => ({
  kind: 'load',
  access: { bytes, signed },
  addr,
});
export const store = (bytes: 1 | 2 | 4, addr: Term, value: Term): Effect => ({
  kind: 'store',
  access: { bytes, signed: false },
  addr,
  value,
});
export const amo = (value: Term): Effect => ({ kind: 'amo', value });
export const csr = (action: 'write' | 'set' | 'clear', source: Term): Effect => ({ kind: 'csr', action, source });

/** `term` in the notation of the reference pages, such as `rs1 + imm`. */
export function formatTerm(term: Term): string {
  switch (term.kind) {
    case 'leaf':
      return term.name;
    case 'number':
      return String(term.value);
    case 'apply': {
      const operands = { a: formatOperand(term.a), b: formatOperand(term.b) };
      return OPERATORS[term.operator].notation.replace(/\b[ab]\b/g, (name) => operands[name as 'a' | 'b']);
    }
  }
}

function formatOperand(term: Term): string {
  return term.kind === 'apply' ? `(${formatTerm(term)})` : formatTerm(term);
}
