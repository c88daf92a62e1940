import { drawBelow, drawUint32, type PrngState, seedPrng } from '../../src/base/prng.ts';
import { encode } from '../../src/isa/encode.ts';
import type { Operands } from '../../src/isa/formats.ts';
import { INSTRUCTIONS, instructionByName } from '../../src/isa/table.ts';

/*
 * Programs at random for comparing the translator with the interpreter. They need not end, nor make sense: functions with
 * blocks that branch anywhere, call each other, walk through memory in loops, and now and then touch what they must not.
 */

export const CODE_AT = 0x10000;
export const CODE_PAGES = 2;
/** Pages of data; the page after them cannot be written, and the next one is not there. */
export const DATA_AT = 0x20000;
export const DATA_PAGES = 3;

/** Registers with a role: they hold addresses that are good as a rule. The rest is anything. */
const SP = 2;
const BASES = [8, 9, 18];
const COUNTER = 19;
const FUNCTION = 20;
const PLAIN = INSTRUCTIONS.filter(({ effects }) =>
  effects.every(({ kind }) => kind === 'setRd' || kind === 'trapOnZeroDivisor'),
);
const LOADS = ['lb', 'lh', 'lw', 'lbu', 'lhu', 'lw', 'lw'];
const STORES = ['sb', 'sh', 'sw', 'sw', 'sw'];
const BRANCHES = ['beq', 'bne', 'blt', 'bge', 'bltu', 'bgeu'];
const ODD = ['lr.w', 'sc.w', 'csrrs', 'csrrw', 'ecall', 'ebreak', 'fence', 'fence.i'];

/** A program: the words at `CODE_AT`, and the addresses of its functions. */
export interface RandomCode {
  readonly words: readonly number[];
  readonly functions: readonly number[];
}

/** The program that `seed` stands for. */
export function randomCode(seed: number): RandomCode {
  return new Generator(seedPrng(seed)).generate();
}

interface Line {
  readonly name: string;
  readonly operands: Partial<Operands>;
  /** The number of the block or (negative, from -1 on) function whose distance is the immediate. */
  readonly target?: number;
}

class Generator {
  private readonly prng: PrngState;
  private readonly lines: Line[] = [];
  private readonly blockAt: number[] = [];
  private readonly functionAt: number[] = [];
  private readonly functionCount: number;
  private readonly mayStoreToCode: boolean;

  constructor(prng: PrngState) {
    this.prng = prng;
    this.functionCount = 2 + this.below(5);
    this.mayStoreToCode = this.below(4) === 0;
  }

  generate(): RandomCode {
    for (let index = 0; index < this.functionCount; index++) {
      // Sometimes a function lies across a page boundary.
      if (this.below(3) === 0) for (let i = this.below(300); i > 0; i--) this.put('ebreak');
      this.functionAt.push(this.lines.length);
      this.addFunction();
    }
    const words = this.lines.map((line, index) => this.encodeLine(line, index));
    return { words, functions: this.functionAt.map((line) => CODE_AT + 4 * line) };
  }

  private addFunction(): void {
    const frame = 16 * (1 + this.below(4));
    const keepsAddress = this.below(4) !== 0;
    this.setUpBases();
    this.put('addi', { rd: SP, rs1: SP, imm: -frame });
    if (keepsAddress) this.put('sw', { rs1: SP, rs2: 1, imm: frame - 4 });
    const first = this.blockAt.length;
    const count = 1 + this.below(7);
    for (let block = 0; block < count; block++) {
      this.blockAt.push(this.lines.length);
      for (let i = this.below(7); i > 0; i--) this.addStatement(first, count);
      if (this.below(3) !== 0) this.addBranch(first + this.below(count));
    }
    if (keepsAddress) this.put('lw', { rd: 1, rs1: SP, imm: frame - 4 });
    this.put('addi', { rd: SP, rs1: SP, imm: frame });
    this.put('jalr', { rd: 0, rs1: 1, imm: 0 });
  }

  private addStatement(first: number, count: number): void {
    const called = -1 - this.below(this.functionCount);
    const add = this.pick<() => void>([
      () => this.addLoop(),
      () => this.put('jal', { rd: this.below(8) === 0 ? 5 : 1 }, called),
      () => this.callThrough(),
      () => this.addOdd(),
      () => this.addAtomic(),
      () => this.addAccess(SP, 4 * this.below(16), 4),
      () => this.addAccess(SP, 4 * this.below(16), 4),
      () => this.addAccesses(),
      () => this.addAccesses(),
      () => this.addAccesses(),
      () => (this.below(3) === 0 ? this.put('jal', { rd: 0 }, first + this.below(count)) : this.addPlain()),
      () => this.addPlain(),
      () => this.addPlain(),
      () => this.addPlain(),
    ]);
    add();
  }

  private addPlain(): void {
    const insn = this.pick(PLAIN);
    const { range } = insn.format;
    const imm = range === undefined ? 0 : range.min + range.step * this.below((range.max - range.min) / range.step + 1);
    this.lines.push({ name: insn.name, operands: { rd: this.free(), rs1: this.any(), rs2: this.any(), imm } });
  }

  /** Some accesses by one base, the way compiled code has them. */
  private addAccesses(): void {
    const base = this.pick(BASES);
    const at = this.below(3) === 0 ? this.below(4096) - 2048 : 4 * this.below(60);
    for (let i = this.below(5); i >= 0; i--) {
      this.addAccess(base, Math.max(-2048, Math.min(2047, at + 4 * this.below(8))), this.below(20) === 0 ? 1 : 4);
      if (this.below(4) === 0) this.put('addi', { rd: base, rs1: base, imm: 4 * (this.below(5) - 2) });
      if (this.below(4) === 0) this.addPlain();
    }
  }

  private addAccess(rs1: number, imm: number, step: number): void {
    if (this.below(2) === 0)
      this.put(this.pick(step === 4 ? ['lw', 'lw', 'lhu', 'lb'] : LOADS), { rd: this.free(), rs1, imm });
    else this.put(this.pick(step === 4 ? ['sw', 'sw', 'sh', 'sb'] : STORES), { rs1, rs2: this.any(), imm });
  }

  /** A loop of one block that walks through memory; pointers, strides and counts as they come. */
  private addLoop(): void {
    const [from, to] = [this.pick(BASES), this.pick(BASES)];
    const stride = this.pick([1, 2, 4, 4, 4, 8, 16, -4, 100, 4096]);
    this.put('addi', { rd: COUNTER, rs1: 0, imm: this.below(40) });
    if (this.below(3) === 0) this.put('slli', { rd: COUNTER, rs1: COUNTER, imm: this.below(8) });
    const bound = this.pick([0, 0, this.free()]);
    const head = this.blockAt.length;
    this.blockAt.push(this.lines.length);
    for (let i = this.below(3); i > 0; i--) this.addPlain();
    const access = this.pick(['lw', 'lbu', 'lh']);
    if (this.below(4) !== 0) this.put(access, { rd: this.free(), rs1: from, imm: 4 * this.below(4) });
    else this.put('addi', { rd: COUNTER, rs1: COUNTER, imm: this.pick([0, 1, -1]) });
    if (this.below(3) !== 0)
      this.put(this.pick(['sw', 'sb', 'sw']), { rs1: to, rs2: this.any(), imm: 4 * this.below(4) });
    this.put('addi', { rd: from, rs1: from, imm: stride });
    if (this.below(2) === 0) this.put('addi', { rd: to, rs1: to, imm: stride });
    if (this.below(8) === 0) this.addBranch(head);
    this.put('addi', { rd: COUNTER, rs1: COUNTER, imm: -this.pick([1, 1, 1, 2]) });
    if (this.below(4) === 0) this.put('bltu', { rs1: from, rs2: bound }, head);
    else this.put(this.pick(['bne', 'bne', 'blt', 'bge', 'bltu']), { rs1: COUNTER, rs2: bound }, head);
    this.setUpBases();
  }

  /** Bases point into the data, to its last bytes, or to code. */
  private setUpBases(): void {
    for (const base of BASES) {
      const place = this.mayStoreToCode && this.below(6) === 0 ? CODE_AT : DATA_AT;
      const page = this.below(40) === 0 ? DATA_PAGES + this.below(2) : this.below(DATA_PAGES);
      this.put('lui', { rd: base, imm: place + (place === CODE_AT ? this.below(CODE_PAGES) : page) * 4096 });
      this.put('addi', { rd: base, rs1: base, imm: 4 * this.below(511) });
      if (this.below(3) === 0) this.put('addi', { rd: base, rs1: base, imm: 2040 });
    }
  }

  private callThrough(): void {
    const index = this.below(this.functionCount);
    this.put('auipc', { rd: FUNCTION, imm: 0 });
    this.put('addi', { rd: FUNCTION, rs1: FUNCTION }, -1 - index);
    this.put('jalr', { rd: this.pick([1, 1, 1, 0]), rs1: FUNCTION, imm: this.below(30) === 0 ? 2 : 0 });
  }

  private addAtomic(): void {
    const insn = this.pick(INSTRUCTIONS.filter(({ effects }) => effects.some(({ kind }) => kind === 'amo')));
    this.put(insn.name, { rd: this.free(), rs1: this.pick(BASES), rs2: this.any() });
  }

  private addOdd(): void {
    if (this.below(2) !== 0) return;
    const csr = this.pick([0xc00, 0xc02, 0xc80, 0x300]);
    const name = this.pick(ODD);
    this.put(name, { rd: this.free(), rs1: name.startsWith('csr') ? 0 : this.pick(BASES), rs2: this.any(), imm: csr });
  }

  private addBranch(target: number): void {
    this.put(this.pick(BRANCHES), { rs1: this.any(), rs2: this.pick([0, this.any()]) }, target);
  }

  private put(name: string, operands: Partial<Operands> = {}, target?: number): void {
    this.lines.push(target === undefined ? { name, operands } : { name, operands, target });
  }

  private encodeLine({ name, operands, target }: Line, index: number): number {
    const insn = instructionByName(name)!;
    const { range } = insn.format;
    let imm = operands.imm ?? 0;
    if (target !== undefined) {
      // For addi after auipc, the distance is from the auipc.
      const from = name === 'addi' ? index - 1 : index;
      const line = target < 0 ? this.functionAt[-1 - target]! : this.blockAt[target]!;
      imm = 4 * (line - from);
    }
    if (range !== undefined && (imm < range.min || imm > range.max)) imm = name === 'csrrs' ? 0xc00 : 0;
    return encode(insn, { rd: 0, rs1: 0, rs2: 0, ...operands, imm });
  }

  /** A register that has no role; x0 among them. */
  private free(): number {
    return this.pick([0, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17, 28]);
  }

  private any(): number {
    return this.below(12) === 0 ? this.below(32) : this.free();
  }

  private pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  private below(bound: number): number {
    return bound < 2 ** 31 ? drawBelow(this.prng, bound) : drawUint32(this.prng);
  }
}
