import { describe, expect, it } from 'vitest';
import { drawBelow, drawUint32, seedPrng } from '../../src/base/prng.ts';
import { encode } from '../../src/isa/encode.ts';
import { INSTRUCTIONS, instructionByName } from '../../src/isa/table.ts';
import { BareComputer, CODE, DATA, READ_EXECUTE } from '../machine/bare-computer.ts';

/*
 * Every instruction against its meaning written a second time, from the specification, over BigInt. Registers, immediates
 * and the pc are given as unsigned values; results are taken modulo 2^32.
 */

interface State {
  /** The values of rs1, rs2 and the sign-extended immediate. */
  readonly a: bigint;
  readonly b: bigint;
  readonly imm: bigint;
  readonly pc: bigint;
  /** The word in memory, and the memory address. */
  readonly mem: bigint;
}

interface Outcome {
  readonly rd?: bigint;
  readonly pc?: bigint;
  readonly mem?: bigint;
}

const signed = (value: bigint) => BigInt.asIntN(32, value);
const unsigned = (value: bigint) => BigInt.asUintN(32, value);
const bool = (value: boolean) => (value ? 1n : 0n);
const lesser = (a: bigint, b: bigint) => (a < b ? a : b);
const greater = (a: bigint, b: bigint) => (a > b ? a : b);

const alu = (rd: (a: bigint, b: bigint) => bigint) => (s: State) => ({ rd: rd(s.a, s.b) });
const aluImmediate = (rd: (a: bigint, imm: bigint) => bigint) => (s: State) => ({ rd: rd(s.a, unsigned(s.imm)) });
const branch = (taken: (a: bigint, b: bigint) => boolean) => (s: State) =>
  taken(s.a, s.b) ? { pc: s.pc + s.imm } : {};
const load = (rd: (mem: bigint) => bigint) => (s: State) => ({ rd: rd(s.mem) });
const store = (bits: bigint) => (s: State) => ({ mem: ((s.mem >> bits) << bits) | BigInt.asUintN(Number(bits), s.b) });
const amo = (mem: (mem: bigint, b: bigint) => bigint) => (s: State) => ({ rd: s.mem, mem: mem(s.mem, s.b) });

const sra = (a: bigint, b: bigint) => signed(a) >> (b & 31n);
const lessThan = (a: bigint, b: bigint) => bool(signed(a) < signed(b));

const REFERENCE: Record<string, (state: State) => Outcome> = {
  lui: (s) => ({ rd: s.imm }),
  auipc: (s) => ({ rd: s.pc + s.imm }),
  jal: (s) => ({ rd: s.pc + 4n, pc: s.pc + s.imm }),
  jalr: (s) => ({ rd: s.pc + 4n, pc: ((s.a + s.imm) >> 1n) << 1n }),
  beq: branch((a, b) => a === b),
  bne: branch((a, b) => a !== b),
  blt: branch((a, b) => signed(a) < signed(b)),
  bge: branch((a, b) => signed(a) >= signed(b)),
  bltu: branch((a, b) => a < b),
  bgeu: branch((a, b) => a >= b),
  lb: load((mem) => BigInt.asIntN(8, mem)),
  lh: load((mem) => BigInt.asIntN(16, mem)),
  lw: load((mem) => mem),
  lbu: load((mem) => BigInt.asUintN(8, mem)),
  lhu: load((mem) => BigInt.asUintN(16, mem)),
  sb: store(8n),
  sh: store(16n),
  sw: store(32n),
  addi: aluImmediate((a, imm) => a + imm),
  slti: aluImmediate(lessThan),
  sltiu: aluImmediate((a, imm) => bool(a < imm)),
  xori: aluImmediate((a, imm) => a ^ imm),
  ori: aluImmediate((a, imm) => a | imm),
  andi: aluImmediate((a, imm) => a & imm),
  slli: aluImmediate((a, imm) => a << imm),
  srli: aluImmediate((a, imm) => a >> imm),
  srai: aluImmediate(sra),
  add: alu((a, b) => a + b),
  sub: alu((a, b) => a - b),
  sll: alu((a, b) => a << (b & 31n)),
  slt: alu(lessThan),
  sltu: alu((a, b) => bool(a < b)),
  xor: alu((a, b) => a ^ b),
  srl: alu((a, b) => a >> (b & 31n)),
  sra: alu(sra),
  or: alu((a, b) => a | b),
  and: alu((a, b) => a & b),
  mul: alu((a, b) => a * b),
  mulh: alu((a, b) => (signed(a) * signed(b)) >> 32n),
  mulhsu: alu((a, b) => (signed(a) * b) >> 32n),
  mulhu: alu((a, b) => (a * b) >> 32n),
  div: alu((a, b) => (b === 0n ? -1n : signed(a) / signed(b))),
  divu: alu((a, b) => (b === 0n ? -1n : a / b)),
  rem: alu((a, b) => (b === 0n ? a : signed(a) % signed(b))),
  remu: alu((a, b) => (b === 0n ? a : a % b)),
  'lr.w': (s) => ({ rd: s.mem }),
  'sc.w': () => ({ rd: 1n }),
  'amoswap.w': amo((_, b) => b),
  'amoadd.w': amo((mem, b) => mem + b),
  'amoxor.w': amo((mem, b) => mem ^ b),
  'amoand.w': amo((mem, b) => mem & b),
  'amoor.w': amo((mem, b) => mem | b),
  'amomin.w': amo((mem, b) => lesser(signed(mem), signed(b))),
  'amomax.w': amo((mem, b) => greater(signed(mem), signed(b))),
  'amominu.w': amo(lesser),
  'amomaxu.w': amo(greater),
  fence: () => ({}),
  'fence.i': () => ({}),
};

/** They trap or read the clock, and have tests of their own in `test/machine`. */
const ELSEWHERE = ['ecall', 'ebreak', 'csrrw', 'csrrs', 'csrrc', 'csrrwi', 'csrrsi', 'csrrci'];

const EDGES = [
  0, 1, 2, 3, 31, 32, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
];
const prng = seedPrng(7);
const value = () => (drawBelow(prng, 2) === 0 ? EDGES[drawBelow(prng, EDGES.length)]! : drawUint32(prng));

describe('the interpreter against a BigInt reference', () => {
  const computer = new BareComputer('', { dataPages: 1 });
  // Jumps and branches reach 1 MiB and more; what they reach is not executed.
  const base = CODE + 0x100;
  computer.map(0x200000, READ_EXECUTE);

  it('covers the whole table', () => {
    const covered = [...Object.keys(REFERENCE), ...ELSEWHERE].sort();
    expect(covered).toEqual(INSTRUCTIONS.map((insn) => insn.name).sort());
  });

  it.each(Object.keys(REFERENCE))('%s', (name) => {
    const cases = EDGES.flatMap((a) => EDGES.map((b) => [a, b] as const));
    for (let i = 0; i < 200; i++) cases.push([value(), value()]);
    for (const [a, b] of cases) check(name, a, b);
  });

  function check(name: string, a: number, b: number): void {
    const insn = instructionByName(name)!;
    const { hart } = computer;
    const [rd, rs1, rs2] = [drawBelow(prng, 32), drawBelow(prng, 32), drawBelow(prng, 32)];
    const { range } = insn.format;
    const isMemory = insn.format.operands.some((operand) => operand.includes('(rs1)')) && name !== 'jalr';
    const step = insn.format.operands.includes('target') ? 4 : (range?.step ?? 1);
    const imm =
      range === undefined ? 0 : range.min + step * drawBelow(prng, Math.floor((range.max - range.min) / step) + 1);
    // A target that is not a multiple of 4 traps; `faults.test.ts` has that.
    const first = isMemory
      ? DATA + 2048 - (insn.format.range!.min < 0 ? imm : 0)
      : name === 'jalr'
        ? alignJump(a, imm)
        : a;
    hart.x[rs1] = first;
    hart.x[rs2] = b;
    hart.x[0] = 0;
    hart.pc = base;
    const mem = drawUint32(prng);
    if (isMemory) {
      if (rs1 === 0) return;
      hart.x[rs1] = first;
      computer.poke(DATA + 2048, mem);
    }
    const before = Int32Array.from(hart.x.subarray(0, 32));
    const read = (register: number) => unsigned(BigInt(before[register]!));
    const state = { a: read(rs1), b: read(rs2), imm: BigInt(imm), pc: BigInt(base), mem: BigInt(mem) };
    if (name === 'jalr' && unsigned(state.a + state.imm) % 4n > 1n) return;
    computer.poke(base, encode(insn, { rd, rs1, rs2, imm }));
    expect(computer.run(1)).toBe('limit');

    const outcome = REFERENCE[name]!(state);
    const expected = Array.from(before, (register) => unsigned(BigInt(register)));
    if (outcome.rd !== undefined && rd !== 0) expected[rd] = unsigned(outcome.rd);
    const got = Array.from(hart.x.subarray(0, 32), (register) => unsigned(BigInt(register)));
    const what = `${name} rd=x${rd} rs1=x${rs1} (${state.a}) rs2=x${rs2} (${state.b}) imm=${imm}`;
    expect(got, what).toEqual(expected);
    expect(BigInt(hart.pc), what).toBe(unsigned(outcome.pc ?? state.pc + 4n));
    if (isMemory) expect(unsigned(BigInt(computer.peek(DATA + 2048))), what).toBe(unsigned(outcome.mem ?? state.mem));
  }
});

/** A register value near `a` from which jalr reaches a multiple of 4, plus 0 or 1. */
function alignJump(a: number, imm: number): number {
  return ((((a + imm) & ~3) >>> 0) - imm + (a & 1)) | 0;
}
