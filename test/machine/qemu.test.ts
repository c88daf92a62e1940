import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { oracleTest } from '../oracle.ts';
import { assembleLines, BareComputer, CODE, DATA } from './bare-computer.ts';
import { DUMP_SIZE, randomProgram } from './random-program.ts';
import { tinyElf } from './tiny-elf.ts';

/** Only the instructions of our table; what else qemu knows is illegal. */
const CPU = 'rv32,c=false,zba=false,zbb=false,zbc=false,zbs=false';

describe('random programs compute under the interpreter what they compute under qemu', () => {
  for (let seed = 1; seed <= 30; seed++) {
    oracleTest(['qemu-riscv32'], `seed ${seed}`, () => {
      const program = randomProgram(seed, 600, 4);
      expect(runHere(program, seed)).toEqual(runUnderQemu(program));
    });
  }
});

/** What the program writes, under qemu's Linux. */
function runUnderQemu(program: string): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'kernlet-'));
  try {
    const path = join(folder, 'program');
    writeFileSync(path, tinyElf(assembleLines(program, CODE), CODE, DATA + 0x4000), { mode: 0o755 });
    const { status, stdout } = spawnSync('qemu-riscv32', ['-cpu', CPU, path], { timeout: 20_000 });
    expect(status).toBe(7);
    return Array.from(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What it writes here, in slices of odd lengths, with write and exit as the only system calls. */
function runHere(program: string, slice: number): number[] {
  const computer = new BareComputer(program);
  const output: number[] = [];
  for (;;) {
    const reason = computer.run(slice * 7);
    if (reason === 'limit') continue;
    expect(reason).toBe('trap 8');
    if (computer.register('a7') === 93) break;
    expect([computer.register('a7'), computer.register('a1'), computer.register('a2')]).toEqual([64, DATA, DUMP_SIZE]);
    output.push(...computer.machine.memory.frameBytes(computer.frameOf(DATA)).subarray(0, DUMP_SIZE));
    computer.hart.x[10] = DUMP_SIZE;
    computer.hart.retireCall();
  }
  expect(computer.register('a0')).toBe(7);
  return output;
}
