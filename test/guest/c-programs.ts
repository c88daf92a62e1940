import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ERRNOS } from '../../src/abi/errno.ts';
import { SYSCALLS } from '../../src/abi/syscalls.ts';
import type { GuestProgram } from './guest-run.ts';

/** The compiler of the C programs. */
export const C_COMPILER = 'riscv64-unknown-elf-gcc';

const SOURCES = join(import.meta.dirname, 'c');
/** Where Debian has picolibc (package picolibc-riscv64-unknown-elf). */
const LIBRARY = '/usr/lib/picolibc/riscv64-unknown-elf';
const LIBRARY_SOURCES = join(import.meta.dirname, 'c-library');
const OPTIONS = [
  '-march=rv32ima',
  '-mabi=ilp32',
  '-nostdlib',
  // Far from the code: ld makes neighbours one segment, and then the code could be written.
  '-Wl,-Tdata=0x60000',
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

/** Compiles C programs that stand on system calls alone; the guest finds them in /test. */
export function compilePrograms(names: readonly string[]): GuestProgram[] {
  return names.map((name) => compile(name, [join(SOURCES, `${name}.c`)]));
}

/** Compiles the program of `c-users/`, which only root can run. */
export function compileForRoot(): GuestProgram {
  return compile('users', [join(import.meta.dirname, 'c-users', 'users.c')]);
}

/** Whether picolibc is there, for programs that want a C library. */
export const hasCLibrary = existsSync(LIBRARY);

/** Compiles the program of `c-library/`, with picolibc. */
export function compileWithLibrary(): GuestProgram {
  const sources = readdirSync(LIBRARY_SOURCES).map((file) => join(LIBRARY_SOURCES, file));
  // For rv32ima the compiler would pick the libraries for rv32ia, which multiply in software.
  const target = ['-march=rv32im', '-mabi=ilp32'];
  const compilerLibrary = execFileSync(C_COMPILER, [...target, '-print-libgcc-file-name'], { encoding: 'utf8' }).trim();
  const library = join(LIBRARY, 'lib', 'release', 'rv32im', 'ilp32', 'libc.a');
  return compile('words', ['-isystem', join(LIBRARY, 'include'), ...sources, library, compilerLibrary]);
}

function compile(name: string, sources: readonly string[]): GuestProgram {
  const folder = mkdtempSync(join(tmpdir(), 'kernlet-c-'));
  try {
    writeFileSync(join(folder, 'tables.h'), tables());
    const target = join(folder, name);
    execFileSync(C_COMPILER, [...OPTIONS, '-I', folder, '-o', target, ...sources]);
    return { path: `/test/${name}`, bytes: readFileSync(target) };
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
