import { assemble } from '../../src/asm/assemble.ts';
import { makeSource } from '../../src/base/source.ts';

/** Kinds of lines as programs have them. */
const LINES = [
  (index: number) => `label${index}: addi a${index % 8}, a1, ${index % 2048} # a comment`,
  (index: number) => `    lw t${index % 7}, ${4 * (index % 512)}(sp)`,
  (index: number) => `    li s${index % 12}, ${(index * 2654435761) % 2 ** 31}`,
  (index: number) => `    bnez a0, label${index - (index % 6)}`,
  () => '    call _start',
  (index: number) => `    step a${index % 8}, ${index % 100}`,
];

/** How many lines a second the assembler reads, by processor time, from a source of `count` lines. */
export function assemblerLinesPerSecond(count = 100_000): number {
  const head = ['.globl _start', '.macro step register, by=1', 'addi \\register, \\register, \\by', '.endm', '_start:'];
  const body = Array.from({ length: count }, (_, index) => LINES[index % LINES.length]!(index));
  const source = makeSource('bench.s', `${[...head, ...body, '    ret'].join('\n')}\n`);
  const start = process.cpuUsage();
  const { elf } = assemble([source], { reader: { read: () => undefined } });
  const { user, system } = process.cpuUsage(start);
  if (elf === undefined) throw new Error('the source of the measurement has errors');
  return Math.round(count / ((user + system) / 1e6));
}
