import { assemble } from '../asm/assemble.ts';
import { makeSource } from '../base/source.ts';
import type { Job } from './workload.ts';

const NANOSECONDS_PER_SECOND = 1e9;

/**
 * The executable of a job: exactly `job.run` ticks of `tickInstructions` instructions, of which the call that ends it is the last. After each
 * `io.every` ticks, unless it ends then, it sleeps for `io.length` ticks; the call that does so is made where a tick ends and
 * retires when it is over, as the first instruction of the next tick.
 */
export function assembleJob(job: Job, tickInstructions: number, tickNanoseconds: number): Uint8Array {
  const { elf, diagnostics } = assemble([makeSource(job.name, jobText(job, tickInstructions, tickNanoseconds))], {
    reader: { read: () => undefined },
    debug: false,
  });
  if (elf === undefined) throw new Error(`the program of job ${job.name} has errors: ${diagnostics[0]?.message}`);
  return elf;
}

/** The program as text. */
function jobText({ run, io }: Job, tickInstructions: number, tickNanoseconds: number): string {
  const pauses = io === undefined ? 0 : Math.ceil(run / io.every) - 1;
  const lines = ['    .text', '    .globl _start', '_start:'];
  if (io === undefined || pauses === 0)
    return [...lines, ...compute(run * tickInstructions - 3), ...EXIT, ''].join('\n');
  const burst = io.every * tickInstructions;
  const nap = io.length * tickNanoseconds;
  return [
    ...lines,
    '    la      a2, nap             # clock_nanosleep(CLOCK_REALTIME, 0, nap, 0)',
    '    li      a7, 407',
    ...load('s1', pauses - 1),
    ...compute(burst - 5),
    '1:  ecall',
    '    beqz    s1, 2f',
    '    addi    s1, s1, -1',
    ...compute(burst - 4),
    '    j       1b',
    '2:',
    ...compute((run - pauses * io.every) * tickInstructions - 5),
    ...EXIT,
    '    .data',
    '    .balign 8',
    `nap: .word ${Math.floor(nap / NANOSECONDS_PER_SECOND)}, 0, ${nap % NANOSECONDS_PER_SECOND}, 0`,
    '',
  ].join('\n');
}

const EXIT = ['    li      a0, 0', '    li      a7, 94', '    ecall                       # exit_group(0)'];

/** `count` instructions that do nothing else. */
function compute(count: number): string[] {
  const turns = Math.floor((count - 2) / 2);
  if (turns < 1) return Array.from({ length: count }, () => '    nop');
  const rest = count - 2 - 2 * turns;
  return [
    ...load('t0', turns),
    '9:  addi    t0, t0, -1',
    '    bnez    t0, 9b',
    ...Array.from({ length: rest }, () => '    nop'),
  ];
}

/** `value` into a register, always by two instructions. */
function load(register: string, value: number): string[] {
  const high = (value + 0x800) >>> 12;
  return [`    lui     ${register}, ${high & 0xfffff}`, `    addi    ${register}, ${register}, ${value - high * 4096}`];
}
