import { csrByName } from '../../src/isa/csrs.ts';
import { encode } from '../../src/isa/encode.ts';
import type { OperandKind } from '../../src/isa/formats.ts';
import { registerName, registerNumber } from '../../src/isa/registers.ts';
import { instructionByName } from '../../src/isa/table.ts';
import { installTranslator, type JitMode } from '../../src/jit/translator.ts';
import type { Hart } from '../../src/machine/hart.ts';
import { Machine } from '../../src/machine/machine.ts';
import { PAGE_SHIFT, PAGE_SIZE } from '../../src/machine/memory.ts';
import { makePte, PageTable, PTE_A, PTE_D, PTE_R, PTE_U, PTE_V, PTE_W, PTE_X } from '../../src/machine/page-table.ts';

/** Where `BareComputer` puts code and data. */
export const CODE = 0x10000;
export const DATA = 0x20000;
/** How bare computers execute code; the tests of the translator change it, and then are the tests of the machine. */
export const execution: { jit: JitMode } = { jit: 'off' };
export const READ_WRITE = PTE_V | PTE_U | PTE_R | PTE_W | PTE_A | PTE_D;
export const READ_EXECUTE = PTE_V | PTE_U | PTE_R | PTE_X | PTE_A;

/** A machine without a kernel: one address space with a program and some data pages, loaded on every hart. */
export class BareComputer {
  readonly machine: Machine;
  readonly table: PageTable;

  constructor(program: string, { harts = 1, frames = 64, dataPages = 4, codeFlags = READ_EXECUTE } = {}) {
    this.machine = new Machine({ harts, frames });
    installTranslator(this.machine, execution.jit);
    this.table = PageTable.create(this.machine)!;
    const words = assembleLines(program, CODE);
    const codePages = Math.max(1, Math.ceil((words.length * 4) / PAGE_SIZE));
    for (let i = 0; i < codePages; i++) this.map(CODE + i * PAGE_SIZE, codeFlags);
    for (let i = 0; i < dataPages; i++) this.map(DATA + i * PAGE_SIZE, READ_WRITE);
    for (const [index, word] of words.entries()) this.poke(CODE + index * 4, word);
    for (const hart of this.machine.harts) {
      hart.loadSpace(this.table.root);
      hart.pc = CODE;
    }
  }

  get hart(): Hart {
    return this.machine.harts[0]!;
  }

  /** Maps a new frame at `addr` and gives its number. */
  map(addr: number, flags: number): number {
    const frame = this.machine.frames.allocate();
    this.table.set(addr >>> PAGE_SHIFT, makePte(frame, flags));
    return frame;
  }

  frameOf(addr: number): number {
    return this.table.get(addr >>> PAGE_SHIFT) >>> 10;
  }

  /** Writes an aligned word as the kernel would. */
  poke(addr: number, word: number): void {
    this.machine.willWrite(this.frameOf(addr));
    this.machine.memory.i32[this.host(addr) >>> 2] = word;
  }

  /** Reads an aligned word, as int32. */
  peek(addr: number): number {
    return this.machine.memory.i32[this.host(addr) >>> 2]!;
  }

  /** The register called `name`, as int32. */
  register(name: string): number {
    return this.hart.x[registerNumber(name)!]!;
  }

  /** Runs hart 0 to its first trap or through `cycles` more cycles, and tells what ended it. */
  run(cycles = 1_000_000): string {
    const { hart } = this;
    const reason = hart.run(hart.cycle + cycles);
    return reason === 'trap' ? `trap ${hart.trapCause}` : reason;
  }

  private host(addr: number): number {
    return this.machine.memory.frameAddr(this.frameOf(addr)) + (addr % PAGE_SIZE);
  }
}

/** The words of plain instructions, one a line, with `label:` lines, `.word N`, and `#` comments; no more of an assembler. */
export function assembleLines(text: string, origin: number): number[] {
  const lines = text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
  const labels = new Map<string, number>();
  let addr = origin;
  for (const line of lines) {
    if (line.endsWith(':')) labels.set(line.slice(0, -1), addr);
    else addr += 4;
  }
  const statements = lines.filter((line) => !line.endsWith(':'));
  return statements.map((line, index) => assembleLine(line, origin + index * 4, labels));
}

function assembleLine(line: string, pc: number, labels: ReadonlyMap<string, number>): number {
  const [name, ...rest] = line.split(/\s+/);
  if (name === '.word') return Number(rest[0]) >>> 0;
  const insn = instructionByName(name!);
  if (insn === undefined) throw new Error(`no instruction in '${line}'`);
  const operands = { rd: 0, rs1: 0, rs2: 0, imm: 0 };
  const parts = rest.join('').split(',');
  insn.format.operands.forEach((kind, index) => {
    Object.assign(operands, parseOperand(kind, parts[index]!, pc, labels));
  });
  // A number for lui and auipc is the upper 20 bits, as in any assembler.
  if (insn.format.name === 'U') operands.imm <<= 12;
  return encode(insn, operands);
}

function parseOperand(kind: OperandKind, text: string, pc: number, labels: ReadonlyMap<string, number>) {
  switch (kind) {
    case 'rd':
    case 'rs1':
    case 'rs2':
      return { [kind]: register(text) };
    case 'imm':
      return { imm: Number(text) };
    case 'uimm':
      return { rs1: Number(text) };
    case 'offset(rs1)':
    case '(rs1)': {
      const [, offset, base] = /^(.*)\((\w+)\)$/.exec(text)!;
      return { rs1: register(base!), imm: Number(offset) };
    }
    case 'target':
      return { imm: labels.has(text) ? labels.get(text)! - pc : Number(text) };
    case 'csr':
      return { imm: csrByName(text)?.number ?? Number(text) };
    case 'fence':
      return { imm: 0xff };
  }
}

function register(text: string): number {
  const number = registerNumber(text);
  if (number === undefined) throw new Error(`unknown register '${text}' (such as ${registerName(10)})`);
  return number;
}
