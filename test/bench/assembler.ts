import { assemble } from '../../src/asm/assemble.ts';
import { makeSource } from '../../src/base/source.ts';
import { median, timeWork } from './cpu-time.ts';

/** Lines of the measured source. */
const COUNT = 100_000;

/** Kinds of lines as programs have them. */
const LINES = [
  (index: number) => `label${index}: addi a${index % 8}, a1, ${index % 2048} # a comment`,
  (index: number) => `    lw t${index % 7}, ${4 * (index % 512)}(sp)`,
  (index: number) => `    li s${index % 12}, ${(index * 2654435761) % 2 ** 31}`,
  (index: number) => `    bnez a0, label${index - (index % 6)}`,
  () => '    call _start',
  (index: number) => `    step a${index % 8}, ${index % 100}`,
];

/** How many lines a second the assembler reads. */
export function measureAssembler(runs: number): string {
  const head = ['.globl _start', '.macro step register, by=1', 'addi \\register, \\register, \\by', '.endm', '_start:'];
  const body = Array.from({ length: COUNT }, (_, index) => LINES[index % LINES.length]!(index));
  const source = makeSource('bench.s', `${[...head, ...body, '    ret'].join('\n')}\n`);
  const found = Array.from({ length: runs }, () => timeWork(() => assembleIt(source)));
  return `${Math.round(COUNT / median(found)).toLocaleString('en')} lines a second\n`;
}

function assembleIt(source: ReturnType<typeof makeSource>): void {
  const { elf } = assemble([source], { reader: { read: () => undefined } });
  if (elf === undefined) throw new Error('the source of the measurement has errors');
}
