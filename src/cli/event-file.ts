import { closeSync, openSync, readSync } from 'node:fs';
import { type EventRecord, RECORD_PAGES, RECORD_VERSION, type RecordReader } from '../trace/records.ts';
import { Failure, hostReason, STATUS } from './failure.ts';

const PIECE = 1 << 16;
const START = '{"kind":"run",';

/** Whether a file begins as `--events` writes it. */
export function isEventFile(path: string): boolean {
  const first = readPieces(path).next().value;
  return first?.toString('utf8', 0, START.length) === START;
}

/**
 * Gives the records of a file that `--events` wrote to `read`. If the file was cut short a `halt` is added. What is no
 * record is a Failure that names the line.
 */
export function readEventFile(path: string, read: RecordReader): void {
  let [line, cycle] = [0, 0];
  let last = '';
  for (const text of readLines(path)) {
    line++;
    const record = parseRecord(text);
    if (record === undefined || record.cycle < cycle) {
      throw new Failure(
        `${path}:${line}: this is no record of an event (see docs/reference/events.md)`,
        STATUS.wrongUsage,
      );
    }
    if (record.kind === 'run' && record.version !== RECORD_VERSION) {
      throw new Failure(
        `${path} has version ${record.version} of the format, not ${RECORD_VERSION}`,
        STATUS.wrongUsage,
      );
    }
    read(record);
    cycle = record.cycle;
    last = record.kind;
  }
  if (last !== 'halt') read({ kind: 'halt', cycle, why: 'the file was cut short' });
}

/** The record on a line; undefined if it is none. Its fields are taken on trust: we wrote them. */
function parseRecord(text: string): EventRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, cycle } = value as { kind?: unknown; cycle?: unknown };
  if (typeof kind !== 'string' || !Object.hasOwn(RECORD_PAGES, kind) || typeof cycle !== 'number') return undefined;
  return value as EventRecord;
}

function* readLines(path: string): Generator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for (const piece of readPieces(path)) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
}

function* readPieces(path: string): Generator<Buffer> {
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    for (;;) {
      const piece = Buffer.alloc(PIECE);
      const count = readSync(fd, piece);
      if (count === 0) return;
      yield piece.subarray(0, count);
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`cannot read '${path}': ${hostReason(error)}`, STATUS.notFound);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
