import { readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { packRecording, type Recording, unpackRecording } from '../debug/recording.ts';
import { Failure, hostReason, STATUS } from './failure.ts';

/** What a file of this kind begins with. */
const MAGIC = Buffer.from('KERNLET-RUN\n', 'latin1');
/** Better takes much longer and gains little. */
const QUALITY = 5;

/** Writes a recording; throws a Failure if the host does not let it. */
export function writeRecording(path: string, recording: Recording): void {
  writePacked('--record', path, MAGIC, packRecording(recording));
}

/** Reads a recording; throws a Failure that says what is wrong with it. */
export function readRecording(path: string): Recording {
  const recording = unpackRecording(readPacked('--replay', path, MAGIC, 'a recording (run --record FILE makes one)'));
  if ('error' in recording)
    throw new Failure(`--replay: '${path}' cannot be replayed: ${recording.error}`, STATUS.notStarted);
  return recording;
}

/** Writes bytes compressed, behind a mark of their kind. */
export function writePacked(option: string, path: string, magic: Buffer, bytes: Uint8Array): void {
  const packed = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } });
  try {
    writeFileSync(path, Buffer.concat([magic, packed]));
  } catch (error) {
    throw new Failure(`${option}: cannot write '${path}': ${hostReason(error)}`, STATUS.notStarted);
  }
}

/** The bytes that `writePacked` wrote with the same mark; `what` says what the file should have been. */
export function readPacked(option: string, path: string, magic: Buffer, what: string): Uint8Array {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new Failure(`${option}: cannot read '${path}': ${hostReason(error)}`, STATUS.notStarted);
  }
  if (!bytes.subarray(0, magic.length).equals(magic))
    throw new Failure(`${option}: '${path}' is not ${what}`, STATUS.notStarted);
  try {
    return brotliDecompressSync(bytes.subarray(magic.length));
  } catch {
    throw new Failure(`${option}: '${path}' is damaged`, STATUS.notStarted);
  }
}
