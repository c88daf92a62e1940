import { type Leaf, OPERATORS, type OperatorName, type Term } from '../isa/terms.ts';
import { type Bytes, I32, OP } from './wasm.ts';

/** A piece of an operator's code: an operand, or bytes that stand between operands. */
type Piece = 'a' | 'b' | readonly number[];

/** The words of `Operator.wasm` that are not the names of i32 instructions. */
const WORDS: Readonly<Record<string, readonly number[]>> = {
  if: [OP.if, I32],
  else: [OP.else],
  end: [OP.end],
  select: [OP.select],
  signed: [OP.signed],
  unsigned: [OP.unsigned],
  mul64: [OP.mul64],
  // The upper half of an i64.
  high: [OP.const64, 32, OP.shr64_u, OP.wrap],
};

const opcodes: Readonly<Record<string, number>> = OP;

const pieces = new Map<string, readonly Piece[]>(
  Object.entries(OPERATORS).map(([name, { wasm }]) => [name, wasm.split(' ').map(parseWord)]),
);

function parseWord(word: string): Piece {
  if (word === 'a' || word === 'b') return word;
  if (/^-?\d$/.test(word)) return [OP.const, Number(word) & 0x7f];
  const opcode = opcodes[word];
  const bytes = WORDS[word] ?? (opcode === undefined ? undefined : [opcode]);
  if (bytes === undefined) throw new Error(`no code for '${word}'`);
  return bytes;
}

/** Writes code that pushes the value of `term`; `pushLeaf` writes what pushes a leaf. */
export function pushTerm(out: Bytes, term: Term, pushLeaf: (leaf: Leaf) => void): void {
  switch (term.kind) {
    case 'leaf':
      pushLeaf(term.name);
      return;
    case 'number':
      out.byte(OP.const);
      out.signed(term.value);
      return;
    case 'apply':
      pushOperator(out, term.operator, (name) => pushTerm(out, term[name], pushLeaf));
  }
}

function pushOperator(out: Bytes, operator: OperatorName, pushOperand: (name: 'a' | 'b') => void): void {
  for (const piece of pieces.get(operator)!) {
    if (piece === 'a' || piece === 'b') pushOperand(piece);
    else for (const byte of piece) out.byte(byte);
  }
}
