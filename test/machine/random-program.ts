import { drawBelow, drawUint32, type PrngState, seedPrng } from '../../src/base/prng.ts';
import { registerName } from '../../src/isa/registers.ts';
import { INSTRUCTIONS } from '../../src/isa/table.ts';
import { DATA } from './bare-computer.ts';

const SCRATCH_SIZE = 1024;
/** Bytes that a random program writes to its standard output: the scratch area, then the registers. */
export const DUMP_SIZE = SCRATCH_SIZE + 32 * 4;

/** Registers with a role: stack (differs between systems), base of the scratch area, loop counter, address. */
const SCRATCH = 's11';
const COUNTER = 's10';
const ADDRESS = 's9';
const RESERVED = ['sp', SCRATCH, COUNTER, ADDRESS];
const POOL = Array.from({ length: 32 }, (_, number) => registerName(number)).filter((name) => !RESERVED.includes(name));

/** A program of `length` random instructions, run `times` times over, that writes all it computed and exits with 7. */
export function randomProgram(seed: number, length: number, times: number): string {
  const prng = seedPrng(seed);
  const pick = <T>(list: readonly T[]): T => list[drawBelow(prng, list.length)]!;
  const lines: string[] = POOL.flatMap((name) => setRegister(name, drawUint32(prng)));
  lines.push(...setRegister(SCRATCH, DATA + SCRATCH_SIZE / 2), ...setRegister(COUNTER, times), 'again:');
  const plain = INSTRUCTIONS.filter(
    (insn) => !['ecall', 'ebreak', 'jalr'].includes(insn.name) && insn.extension !== 'Zicsr',
  );
  for (let i = 0; i < length; i++) {
    lines.push(...randomInstruction(prng, pick(plain).name, i, () => pick(POOL)), `l${i}:`);
  }
  // Skipped branches may lead this far.
  for (let i = length; i < length + 8; i++) lines.push(`l${i}:`);
  lines.push(`addi ${COUNTER}, ${COUNTER}, -1`, `beq ${COUNTER}, zero, end`, 'jal zero, again', 'end:');
  POOL.forEach((name, index) => {
    lines.push(`sw ${name}, ${SCRATCH_SIZE / 2 + index * 4}(${SCRATCH})`);
  });
  lines.push('addi a0, zero, 1', `addi a1, ${SCRATCH}, ${-SCRATCH_SIZE / 2}`, `addi a2, zero, ${DUMP_SIZE}`);
  lines.push('addi a7, zero, 64', 'ecall', 'addi a0, zero, 7', 'addi a7, zero, 93', 'ecall');
  return lines.join('\n');
}

function setRegister(name: string, value: number): string[] {
  const low = (value << 20) >> 20;
  return [`lui ${name}, ${(value - low) >>> 12}`, `addi ${name}, ${name}, ${low}`];
}

function randomInstruction(prng: PrngState, name: string, index: number, register: () => string): string[] {
  const insn = INSTRUCTIONS.find((row) => row.name === name)!;
  const { range } = insn.format;
  const place = () => drawBelow(prng, SCRATCH_SIZE - 4) - SCRATCH_SIZE / 2;
  // A few instructions forward, so that every program ends.
  const target = () => `l${index + drawBelow(prng, 8)}`;
  const before: string[] = [];
  const operands = insn.format.operands.map((kind) => {
    switch (kind) {
      case 'rd':
      case 'rs1':
      case 'rs2':
        return register();
      case 'imm':
        return String(
          insn.format.name === 'U'
            ? drawBelow(prng, 2 ** 20)
            : range!.min + drawBelow(prng, range!.max - range!.min + 1),
        );
      case 'offset(rs1)':
        return `${place()}(${SCRATCH})`;
      case '(rs1)':
        before.push(`addi ${ADDRESS}, ${SCRATCH}, ${place() & ~3}`);
        return `(${ADDRESS})`;
      case 'target':
        return target();
      default:
        return '';
    }
  });
  const line = `${name} ${operands.join(', ')}`;
  // A store conditional mostly has its reservation.
  if (name === 'sc.w' && drawBelow(prng, 4) > 0) before.push(`lr.w ${register()}, (${ADDRESS})`);
  // jalr to the instruction after it, by way of auipc.
  if (name === 'auipc' && drawBelow(prng, 2) === 0) return [`auipc ${ADDRESS}, 0`, `jalr ${register()}, 8(${ADDRESS})`];
  return [...before, line];
}
