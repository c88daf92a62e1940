import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import type { InitialFile } from '../system/boot.ts';
import { Failure, STATUS } from './failure.ts';
import { LIBRARY_FOLDER, PROGRAM_FOLDER, PROGRAM_SOURCES } from './project.ts';

/** The executables of the guest's /bin. They are made when Kernlet is built; from its sources, when they are out of date. */
export async function loadPrograms(): Promise<InitialFile[]> {
  if (import.meta.filename.endsWith('.ts')) await assemblePrograms();
  return readdirSync(PROGRAM_FOLDER).map((name) => ({
    path: `/bin/${name}`,
    bytes: readFileSync(join(PROGRAM_FOLDER, name)),
    mode: 0o755,
  }));
}

/** Assembles every program whose executable is missing or older than its source or the library; what has no source goes. */
export async function assemblePrograms(): Promise<void> {
  mkdirSync(PROGRAM_FOLDER, { recursive: true });
  for (const name of readdirSync(PROGRAM_FOLDER)) {
    if (changed(join(PROGRAM_SOURCES, `${name}.s`)) === 0) rmSync(join(PROGRAM_FOLDER, name), { force: true });
  }
  const library = newestIn(LIBRARY_FOLDER);
  const stale = readdirSync(PROGRAM_SOURCES)
    .filter((file) => file.endsWith('.s'))
    .map((file) => ({ source: join(PROGRAM_SOURCES, file), target: join(PROGRAM_FOLDER, parse(file).name) }))
    .filter(({ source, target }) => changed(target) < Math.max(library, changed(source)));
  if (stale.length === 0) return;
  const { assembleFiles } = await import('./assembling.ts');
  for (const { source, target } of stale) {
    const { elf, messages } = assembleFiles([source], [], STATUS.notStarted);
    if (elf === undefined) throw new Failure(`${source} has errors\n${messages}`, STATUS.notStarted);
    writeFileSync(target, elf, { mode: 0o755 });
  }
}

/** When a file was changed; 0 if it is not there. */
function changed(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function newestIn(folder: string): number {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return Math.max(0, ...names.map((name) => changed(join(folder, name))));
}
