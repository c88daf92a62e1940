import { BareComputer } from '../machine/bare-computer.ts';
import { median, timeWork } from './cpu-time.ts';

/** Instructions in one measurement. */
const COUNT = 30_000_000;

/** Loops in assembly, for a machine without a kernel: each leaves s0 as it is. */
const LOOPS = [
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

/** How many million instructions a second the interpreter executes of each loop, in this process; no tools are needed. */
export function measureLoops(runs: number): string {
  return LOOPS.map(({ name, body }) => {
    const computer = new BareComputer(`pass:\n${body}\njal zero, pass`);
    computer.run(COUNT);
    const found = Array.from({ length: runs }, () => COUNT / timeWork(() => computer.run(COUNT)) / 1e6);
    return `${name.padEnd(12)}${median(found).toFixed(0).padStart(6)} million instructions a second\n`;
  }).join('');
}
