import { readFileSync } from 'node:fs';
import { assembleFiles } from '../../src/cli/assembling.ts';

const known = new Map<string, Uint8Array | undefined>();

/** The executable of a source; undefined if it has errors. Sources with the same text are assembled once. */
export function assembledOnce(file: string): Uint8Array | undefined {
  const source = readFileSync(file, 'utf8');
  if (!known.has(source)) known.set(source, assembleFiles([file], [], 1).elf);
  return known.get(source);
}
