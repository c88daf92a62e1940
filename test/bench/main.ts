import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assembleLines, BareComputer, CODE, DATA } from '../machine/bare-computer.ts';
import { tinyElf } from '../machine/tiny-elf.ts';
import { hasTool } from '../oracle.ts';
import { assemblerLinesPerSecond } from './assembler.ts';

/*
 * How many million instructions a second the computer executes (guest MIPS), by processor time, which other work on the
 * machine disturbs least: medians of runs that alternate with qemu's on the same program, where there is a qemu. Last, how
 * many lines a second the assembler reads.
 */

const ROUNDS = 7;
/** Instructions in one measurement here, and passes of the outer loop under qemu, which is about ten times faster. */
const COUNT = 30_000_000;

/** Each leaves s0 as it is, never ends, and goes to `pass` after each `perPass` instructions. */
const PROGRAMS = [
  { name: 'plain loop', body: 'addi t0, zero, 1000\nloop:\naddi t0, t0, -1\nbne t0, zero, loop' },
  {
    name: 'arithmetic',
    body: `
      addi t0, zero, 1000
      loop:
      add a0, a0, t0
      xor a1, a1, a0
      slli a2, a1, 3
      srli a3, a2, 2
      mul a4, a3, a0
      and a5, a4, a1
      addi t0, t0, -1
      bne t0, zero, loop`,
  },
  {
    name: 'copy words',
    body: `
      lui t0, 0x20
      lui t1, 0x21
      addi t2, zero, 1024
      loop:
      lw a0, 0(t0)
      sw a0, 0(t1)
      addi t0, t0, 4
      addi t1, t1, 4
      addi t2, t2, -1
      bne t2, zero, loop`,
  },
  {
    name: 'copy bytes',
    body: `
      lui t0, 0x20
      lui t1, 0x21
      addi t2, zero, 1024
      loop:
      lbu a0, 0(t0)
      sb a0, 0(t1)
      addi t0, t0, 1
      addi t1, t1, 1
      addi t2, t2, -1
      bne t2, zero, loop`,
  },
  {
    name: 'fibonacci',
    body: `
      lui sp, 0x22
      addi a0, zero, 15
      jal ra, fib
      jal zero, done
      fib:
      addi t0, zero, 2
      blt a0, t0, small
      addi sp, sp, -16
      sw ra, 0(sp)
      sw s1, 4(sp)
      sw s2, 8(sp)
      addi s1, a0, 0
      addi a0, a0, -1
      jal ra, fib
      addi s2, a0, 0
      addi a0, s1, -2
      jal ra, fib
      add a0, a0, s2
      lw ra, 0(sp)
      lw s1, 4(sp)
      lw s2, 8(sp)
      addi sp, sp, 16
      small:
      jalr zero, 0(ra)
      done:`,
  },
];

/** The body run `passes` times, then exit(0). */
function program(body: string, passes: number): string {
  return `
    lui s0, ${passes >>> 12}
    addi s0, s0, ${passes & 0x7ff}
    pass:
    ${body}
    addi s0, s0, -1
    bne s0, zero, pass
    addi a0, zero, 0
    addi a7, zero, 93
    ecall`;
}

/** Instructions that `passes` passes take. */
function countInstructions(body: string, passes: number): number {
  const computer = new BareComputer(program(body, passes));
  computer.run(1e12);
  return computer.hart.instret;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

/** Microseconds of processor time that `work` takes in this process. */
function cpuTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** Microseconds of processor time that qemu takes for an executable, as bash's `times` tells. */
function qemuTime(path: string): number {
  const { stdout } = spawnSync('bash', ['-c', `qemu-riscv32 ${path}; times`], { encoding: 'utf8' });
  const children = stdout.trim().split('\n')[1]!.split(' ');
  return children.reduce((sum, time) => {
    const [minutes, seconds] = time.replace('s', '').split('m');
    return sum + (Number(minutes) * 60 + Number(seconds)) * 1e6;
  }, 0);
}

function main(): void {
  const withQemu = hasTool('qemu-riscv32') && hasTool('bash');
  const folder = mkdtempSync(join(tmpdir(), 'kernlet-bench-'));
  console.log(
    `${'program'.padEnd(12)}${'MIPS'.padStart(8)}${withQemu ? `${'qemu'.padStart(8)}${'ratio'.padStart(8)}` : ''}`,
  );
  for (const { name, body } of PROGRAMS) {
    const perPass = countInstructions(body, 11) - countInstructions(body, 10);
    const computer = new BareComputer(program(body, 2 ** 31), { frames: 16_384 });
    computer.run(COUNT);
    const path = join(folder, 'program');
    const passes = (Math.ceil((COUNT * 20) / perPass) >>> 12) << 12;
    writeFileSync(path, tinyElf(assembleLines(program(body, passes), CODE), CODE, DATA + 0x4000), { mode: 0o755 });
    const ours: number[] = [];
    const qemus: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(COUNT / cpuTime(() => computer.run(COUNT)));
      if (withQemu) qemus.push((passes * perPass) / qemuTime(path));
    }
    const row = [name.padEnd(12), median(ours).toFixed(0).padStart(8)];
    if (withQemu) row.push(median(qemus).toFixed(0).padStart(8), (median(ours) / median(qemus)).toFixed(3).padStart(8));
    console.log(row.join(''));
  }
  rmSync(folder, { recursive: true });
  const lines = median(Array.from({ length: 3 }, () => assemblerLinesPerSecond()));
  console.log(`\nassembler: ${lines.toLocaleString('en')} lines a second`);
}

main();
