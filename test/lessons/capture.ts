import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { Failure } from '../../src/cli/failure.ts';
import { makeProgram } from '../../src/cli/program.ts';

/** Runs the command line in this process, in `folder`, and gives what it prints on both streams. */
export async function captureCommand(words: readonly string[], folder: string): Promise<string> {
  const { writeSync } = fs;
  const before = { folder: process.cwd(), exitCode: process.exitCode };
  const pieces: Buffer[] = [];
  const capture = (fd: number, bytes: Uint8Array, from?: number, ...rest: number[]): number => {
    if (fd > 2) return writeSync(fd, bytes, from, ...rest);
    const piece = Buffer.from(bytes.subarray(from));
    pieces.push(piece);
    return piece.length;
  };
  Object.assign(fs, { writeSync: capture });
  syncBuiltinESMExports();
  process.chdir(folder);
  try {
    await (await makeProgram()).parseAsync(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    pieces.push(Buffer.from(`kernlet: ${error.message}\n`));
  } finally {
    process.chdir(before.folder);
    process.exitCode = before.exitCode;
    fs.writeSync = writeSync;
    syncBuiltinESMExports();
  }
  return Buffer.concat(pieces).toString('utf8');
}
