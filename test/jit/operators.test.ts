import { expect, test } from 'vitest';
import { drawUint32, seedPrng } from '../../src/base/prng.ts';
import * as arithmetic from '../../src/isa/arithmetic.ts';
import { apply, OPERATORS, type OperatorName, rs1, rs2 } from '../../src/isa/terms.ts';
import { pushTerm } from '../../src/jit/operator-code.ts';
import { Bytes, encodeModule, OP } from '../../src/jit/wasm.ts';

const EDGES = [0, 1, 2, 3, 31, 32, 33, 0x7fff, 0xffff, 0x7fffffff, -0x80000000, -0x7fffffff, -3, -2, -1];
const names: readonly OperatorName[] = Object.keys(OPERATORS).filter((name): name is OperatorName => name in OPERATORS);

/** The operator as WebAssembly. */
function translated(name: OperatorName): (a: number, b: number) => number {
  const out = new Bytes();
  pushTerm(out, apply(name, rs1, rs2), (leaf) => out.append(Uint8Array.of(OP.localGet, leaf === 'rs1' ? 0 : 1)));
  out.byte(OP.end);
  const bytes = encodeModule({
    types: [{ parameters: 2, results: 1 }],
    functions: [{ type: 0, locals: 0, code: out.view }],
    exportName: 'apply',
    fillsTable: false,
  });
  const memory = new WebAssembly.Memory({ initial: 0, maximum: 1 });
  const table = new WebAssembly.Table({ element: 'anyfunc', initial: 0 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { m: { memory, table } });
  return exports.apply as (a: number, b: number) => number;
}

test.each(names)('%s is the same in JavaScript and in WebAssembly', (name) => {
  const helpers = Object.entries(arithmetic);
  const text = `return ${OPERATORS[name].js};`;
  const make = new Function(...helpers.map(([helper]) => helper), `return (a, b) => { ${text} };`);
  const [expected, found] = [make(...helpers.map(([, helper]) => helper)), translated(name)];
  const prng = seedPrng(1);
  const pairs = EDGES.flatMap((a) => EDGES.map((b) => [a, b] as const));
  for (let i = 0; i < 500; i++) pairs.push([drawUint32(prng) | 0, drawUint32(prng) | 0]);
  for (const [a, b] of pairs) expect(found(a, b), `${name} of ${a} and ${b}`).toBe(expected(a, b));
});
