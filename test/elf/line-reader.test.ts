import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { drawBelow, seedPrng } from '../../src/base/prng.ts';
import { readLines } from '../../src/elf/line-reader.ts';
import { oracleTest } from '../oracle.ts';
import { assembleBare } from '../system/guest.ts';

const SOURCE = '        .globl _start\n_start: nop\n\n        nop\n1:      j 1b\n';

test('the lines of our own executables are those of the source', () => {
  const { files, sequences } = readLines(assembleBare(SOURCE, true));
  expect(files).toEqual(['guest.s']);
  const [sequence] = sequences;
  const start = sequence!.rows[0]!.addr;
  expect(sequence!.rows).toEqual([
    { addr: start, file: 0, line: 2 },
    { addr: start + 4, file: 0, line: 4 },
    { addr: start + 8, file: 0, line: 5 },
  ]);
  expect(sequence!.end).toBe(start + 12);
});

test('an executable without line numbers has none, and one that is cut off those before the cut', () => {
  expect(readLines(assembleBare(SOURCE, false))).toEqual({ files: [], sequences: [] });
  expect(readLines(new Uint8Array(100))).toEqual({ files: [], sequences: [] });
  const elf = assembleBare(SOURCE, true);
  const prng = seedPrng(1);
  for (let count = 0; count < 300; count++) {
    const damaged = elf.slice();
    for (let times = 0; times < 8; times++) damaged[drawBelow(prng, damaged.length)] = drawBelow(prng, 256);
    expect(() => readLines(damaged)).not.toThrow();
  }
});

const C_SOURCE = `int twice(int x) {
  int y = x * 2;
  return y;
}
void _start(void) {
  twice(3);
  for (;;) ;
}
`;

oracleTest(
  ['riscv64-unknown-elf-gcc', 'riscv64-unknown-elf-addr2line'],
  'the lines of what gcc compiles are those that addr2line finds, in DWARF 2 to 5',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'kernlet-lines-'));
    writeFileSync(join(folder, 'a.c'), C_SOURCE);
    for (const version of [2, 3, 4, 5]) {
      const flags = ['-march=rv32ima', '-mabi=ilp32', '-nostdlib', '-static', '-g', `-gdwarf-${version}`, '-O1'];
      spawnSync('riscv64-unknown-elf-gcc', [...flags, 'a.c', '-o', 'a'], { cwd: folder });
      const { files, sequences } = readLines(readFileSync(join(folder, 'a')));
      expect(files.map((file) => file.split('/').at(-1))).toContain('a.c');
      const rows = sequences.flatMap(({ rows: all }) => all);
      expect(rows.length).toBeGreaterThan(4);
      // Of several rows at one address the last one counts.
      const last = new Map(rows.map((row) => [row.addr, row]));
      const addresses = [...last.keys()].map((addr) => addr.toString(16));
      const { stdout } = spawnSync('riscv64-unknown-elf-addr2line', ['-e', 'a', ...addresses], {
        cwd: folder,
        encoding: 'utf8',
      });
      const theirs = stdout
        .trim()
        .split('\n')
        .map((line) => Number(/:(\d+)/.exec(line)?.[1]));
      expect([...last.values()].map(({ line }) => line)).toEqual(theirs);
    }
    rmSync(folder, { recursive: true });
  },
);
