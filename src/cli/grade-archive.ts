import { gunzipSync } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import type { Files } from '../grade/build.ts';

/** Why a submission is not taken. It costs the submission its points, and nobody else's. */
export class Refusal {
  /** Lower case, no full stop. */
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/** What a submission may have, unpacked. */
const MOST_FILES = 500;
export const MOST_BYTES = 8 << 20;

const S_IFMT = 0o170000;
const S_IFLNK = 0o120000;

/** Collects the files of a submission, and refuses those that no submission needs. */
export class FileCollector {
  private readonly files = new Map<string, Uint8Array>();
  private bytes = 0;

  /** Whether a file of `size` bytes called `name` may be added. Folders and what only systems leave behind are passed over. */
  admits(name: string, size: number): boolean {
    if (name.includes('\0') || name.includes('\\'))
      throw new Refusal(`it has a file with an impossible name: ${quoted(name)}`);
    if (name.startsWith('/') || /^[A-Za-z]:/.test(name))
      throw new Refusal(`it has a file with an absolute path: ${quoted(name)}`);
    if (name.split('/').includes('..'))
      throw new Refusal(`it has a file that would lie outside of it: ${quoted(name)}`);
    if (name.endsWith('/') || /(^|\/)(__MACOSX|\.git|\.DS_Store)(\/|$)/.test(name)) return false;
    if (this.files.size >= MOST_FILES) throw new Refusal(`it has more than ${MOST_FILES} files`);
    this.bytes += size;
    if (this.bytes > MOST_BYTES) throw new Refusal(`its files have more than ${MOST_BYTES} bytes`);
    return true;
  }

  add(name: string, bytes: Uint8Array): void {
    this.files.set(name.replace(/^(?:\.\/)+/, ''), bytes);
  }

  /** The files; a single folder that holds all of them counts as the submission itself. */
  finish(): Files {
    const tops = new Set([...this.files.keys()].map((name) => name.slice(0, name.indexOf('/') + 1)));
    const [top = ''] = tops;
    const cut = tops.size === 1 ? top.length : 0;
    return new Map(
      [...this.files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, bytes]) => [name.slice(cut), bytes]),
    );
  }
}

/** The files in an archive; undefined if `bytes` are none. Throws a Refusal. */
export async function readArchive(bytes: Buffer): Promise<Files | undefined> {
  if (bytes.length > 4 && bytes.readUInt32LE(0) === 0x04034b50) return readZip(bytes);
  if (bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b) return readTar(gunzip(bytes));
  if (bytes.length >= 512 && bytes.toString('latin1', 257, 262) === 'ustar') return readTar(bytes);
  return undefined;
}

async function readZip(bytes: Buffer): Promise<Files> {
  const collector = new FileCollector();
  const zip = await openZip(bytes);
  try {
    for await (const entry of entriesOf(zip)) {
      if (((entry.externalFileAttributes >>> 16) & S_IFMT) === S_IFLNK) {
        throw new Refusal(`it has a symbolic link: ${quoted(entry.fileName)}`);
      }
      if (entry.isEncrypted()) throw new Refusal('it is encrypted');
      if (collector.admits(entry.fileName, entry.uncompressedSize)) {
        collector.add(entry.fileName, await readEntry(zip, entry));
      }
    }
  } finally {
    zip.close();
  }
  return collector.finish();
}

/** yauzl refuses absolute paths and `..` by itself; its reasons are as good as ours. */
function openZip(bytes: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.fromBuffer(bytes, { lazyEntries: true, decodeStrings: true }, (error, zip) =>
      error === null ? resolve(zip) : reject(refusalOf(error)),
    );
  });
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  for (;;) {
    const entry = await new Promise<Entry | undefined>((resolve, reject) => {
      zip.removeAllListeners();
      zip.once('entry', resolve);
      zip.once('end', () => resolve(undefined));
      zip.once('error', (error: Error) => reject(refusalOf(error)));
      zip.readEntry();
    });
    if (entry === undefined) return;
    yield entry;
  }
}

/** The content of a file; yauzl stops what becomes longer than its entry says. */
function readEntry(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error !== null) {
        reject(refusalOf(error));
        return;
      }
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => resolve(new Uint8Array(Buffer.concat(pieces))));
      stream.on('error', (cause: Error) => reject(refusalOf(cause)));
    });
  });
}

function refusalOf(error: Error): Refusal {
  const { message } = error;
  if (/invalid relative path|absolute path/.test(message)) {
    return new Refusal(`it has a file that would lie outside of it: ${quoted(message.replace(/^[^:]*: /, ''))}`);
  }
  return new Refusal(`it is no archive that can be read: ${message.toLowerCase()}`);
}

function gunzip(bytes: Buffer): Buffer {
  // Each file takes up to two blocks of 512 bytes more in a tar.
  const most = MOST_BYTES + (MOST_FILES + 2) * 1024;
  try {
    return gunzipSync(bytes, { maxOutputLength: most });
  } catch (error) {
    const isLarge = error instanceof RangeError;
    throw new Refusal(isLarge ? `it unpacks to more than ${most} bytes` : 'it is no archive that can be read');
  }
}

const BLOCK = 512;

/** Reads a tar archive (POSIX.1-2017, pax: ustar, with the long names of pax and GNU). */
function readTar(tar: Buffer): Files {
  const collector = new FileCollector();
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const header = tar.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) break;
    const size = Number.parseInt(field(header, 124, 12).trim() || '0', 8);
    const content = tar.subarray(at + BLOCK, at + BLOCK + size);
    if (!Number.isInteger(size) || size < 0 || content.length < size)
      throw new Refusal('it is no archive that can be read: it is cut off');
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const type = String.fromCharCode(header[156]!);
    if (type === 'L') longName = field(content, 0, size);
    else if (type === 'x') longName = /^\d+ path=(.*)$/m.exec(content.toString('utf8'))?.[1];
    else if (type !== 'g') {
      const prefix = field(header, 345, 155);
      const name = longName ?? `${prefix === '' ? '' : `${prefix}/`}${field(header, 0, 100)}`;
      longName = undefined;
      if (type === '1' || type === '2') throw new Refusal(`it has a link: ${quoted(name)}`);
      if (!['0', '\0', '5', '7'].includes(type)) throw new Refusal(`it has something that is no file: ${quoted(name)}`);
      if (collector.admits(type === '5' ? `${name}/` : name, size)) collector.add(name, new Uint8Array(content));
    }
  }
  return collector.finish();
}

function field(bytes: Buffer, at: number, length: number): string {
  const text = bytes.subarray(at, at + length);
  const end = text.indexOf(0);
  return text.toString('utf8', 0, end < 0 ? text.length : end);
}

/** A name as a message shows it. */
function quoted(name: string): string {
  return `'${name.slice(0, 100).replace(/[^\x20-\x7e]/g, '?')}'`;
}
