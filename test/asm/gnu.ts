import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { linkerScript } from '../../src/elf/layout.ts';
import { readSections } from '../../src/elf/symbols.ts';

/** The tools of the comparison. */
export const GNU_TOOLS = ['riscv64-unknown-elf-as', 'riscv64-unknown-elf-ld'];

/** A loaded section as text that can be compared: address, then bytes. */
export type LoadedSections = Record<string, string>;

/** The sections of an executable that are loaded and have bytes. */
export function loadedSections(elf: Uint8Array): LoadedSections {
  const loaded = readSections(elf).filter(({ allocated, bytes }) => allocated && bytes.length > 0);
  return Object.fromEntries(
    loaded.map(({ name, addr, bytes }) => [
      name,
      `${addr.toString(16)}: ${Buffer.from(bytes).toString('hex').replace(/.{8}/g, '$& ')}`,
    ]),
  );
}

/** Where two programs first differ, with the words around it; empty if they do not. */
export function firstDifference(ours: LoadedSections, gnu: LoadedSections): string {
  for (const name of new Set([...Object.keys(ours), ...Object.keys(gnu)])) {
    const [a = '', b = ''] = [ours[name], gnu[name]];
    if (a === b) continue;
    let at = 0;
    while (a[at] === b[at]) at++;
    const offset = Math.max(0, Math.floor((at - a.indexOf(' ') - 1) / 9) * 4);
    const near = (text: string) =>
      `${text.slice(0, text.indexOf(' '))} ... ${text.slice(Math.max(0, at - 30), at + 30)}`;
    return `${name}+0x${offset.toString(16)}: ours ${near(a)}, GNU's ${near(b)}`;
  }
  return '';
}

/** What GNU as and ld make of the files `paths`, linked by our layout. Throws what they say if they refuse. */
export function gnuSections(paths: readonly string[], includes: readonly string[] = []): LoadedSections {
  const folder = mkdtempSync(join(tmpdir(), 'kernlet-gnu-'));
  try {
    const objects = paths.map((path, index) => {
      const object = join(folder, `${index}.o`);
      const folders = [dirname(path), ...includes].flatMap((include) => ['-I', include]);
      run('riscv64-unknown-elf-as', [
        '-march=rv32ima_zicsr_zifencei',
        '-mabi=ilp32',
        '-mno-relax',
        ...folders,
        path,
        '-o',
        object,
      ]);
      return object;
    });
    const script = join(folder, 'layout.ld');
    const executable = join(folder, 'program');
    writeFileSync(script, linkerScript());
    run('riscv64-unknown-elf-ld', ['-melf32lriscv', '--no-relax', '-T', script, ...objects, '-o', executable]);
    return loadedSections(readFileSync(executable));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same for a source that is a text. */
export function gnuSectionsOfText(text: string): LoadedSections {
  const folder = mkdtempSync(join(tmpdir(), 'kernlet-gnu-'));
  try {
    const path = join(folder, 'test.s');
    writeFileSync(path, text);
    return gnuSections([path]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 60_000 });
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
}
