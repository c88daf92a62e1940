import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ERRNOS } from '../../src/abi/errno.ts';
import { SYSCALLS } from '../../src/abi/syscalls.ts';
import type { GuestProgram } from './guest-run.ts';

/** The compiler of the C programs. */
export const C_COMPILER = 'riscv64-unknown-elf-gcc';

const SOURCES = join(import.meta.dirname, 'c');
const OPTIONS = [
  '-march=rv32ima',
  '-mabi=ilp32',
  '-nostdlib',
  // Far from the code: ld makes neighbours one segment, and then the code could be written.
  '-Wl,-Tdata=0x40000',
  '-static',
  '-O1',
  '-std=gnu2x',
  '-fno-tree-loop-distribute-patterns',
  '-Wall',
  '-Werror',
  '-Wno-unused-function',
];

/** The names of the C programs: each is one file in `c/`. */
export const C_PROGRAMS: readonly string[] = readdirSync(SOURCES)
  .filter((file) => file.endsWith('.c'))
  .map((file) => basename(file, '.c'))
  .sort();

/** Compiles C programs, to be found in /test by the guest. */
export function compilePrograms(names: readonly string[]): GuestProgram[] {
  const folder = mkdtempSync(join(tmpdir(), 'kernlet-c-'));
  try {
    writeFileSync(join(folder, 'tables.h'), tables());
    return names.map((name) => {
      const target = join(folder, name);
      execFileSync(C_COMPILER, [...OPTIONS, '-I', folder, '-o', target, join(SOURCES, `${name}.c`)]);
      return { path: `/test/${name}`, bytes: readFileSync(target) };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The numbers of calls and the names of errors, for guest.h. */
function tables(): string {
  const calls = SYSCALLS.map(({ number, name }) => `#define SYS_${name} ${number}\n`);
  const errors = ERRNOS.map(({ number, name }) => `[${number}] = "${name}"`);
  return `${calls.join('')}#define ERROR_NAMES ${errors.join(', ')}\n`;
}
