import type { Debugger } from '../debugger.ts';
import { hex, unhex } from './packet.ts';

/** Answers that say "no such file" and "no such handle": F, -1, and the number of the error in hexadecimal. */
const NO_FILE = 'F-1,2';
const NO_HANDLE = 'F-1,9';
const REGULAR_FILE = 0o100755;

/**
 * The executables of the running programs, as files that gdb opens and reads (`vFile` packets): so it needs no copy of its
 * own. There are no others.
 */
export class ProgramFiles {
  private readonly session: Debugger;
  private readonly open = new Map<number, Uint8Array>();
  private nextHandle = 1;

  constructor(session: Debugger) {
    this.session = session;
  }

  /** The answer to `vFile:` and `request`; empty for an operation that there is not. */
  answer(request: string): string {
    const [operation, rest] = cut(request, ':');
    const args = rest.split(',');
    switch (operation) {
      case 'setfs':
        return 'F0';
      case 'open':
        return this.openFile(args[0]!);
      case 'pread':
        return this.read(number(args[0]), number(args[1]), number(args[2]));
      case 'fstat':
        return this.describe(number(args[0]));
      case 'close':
        return this.open.delete(number(args[0])) ? 'F0' : NO_HANDLE;
      case 'readlink':
        return NO_FILE;
      default:
        return '';
    }
  }

  private openFile(digits: string): string {
    const path = new TextDecoder().decode(unhex(digits) ?? new Uint8Array());
    const program = this.session.processes
      .map((process) => this.session.programOf(process))
      .find((candidate) => candidate?.path === path);
    if (program === undefined) return NO_FILE;
    const handle = this.nextHandle++;
    this.open.set(handle, program.elf);
    return `F${handle.toString(16)}`;
  }

  private read(handle: number, length: number, offset: number): string {
    const bytes = this.open.get(handle);
    if (bytes === undefined) return NO_HANDLE;
    const piece = bytes.subarray(offset, offset + length);
    return `F${piece.length.toString(16)};${String.fromCharCode(...piece)}`;
  }

  /** `struct stat` of the protocol: 64 bytes, the highest first. */
  private describe(handle: number): string {
    const bytes = this.open.get(handle);
    if (bytes === undefined) return NO_HANDLE;
    const stat = new DataView(new ArrayBuffer(64));
    stat.setUint32(8, REGULAR_FILE);
    stat.setUint32(12, 1);
    stat.setUint32(32, bytes.length);
    stat.setUint32(40, 4096);
    stat.setUint32(48, Math.ceil(bytes.length / 512));
    return `F40;${String.fromCharCode(...new Uint8Array(stat.buffer))}`;
  }
}

/** What stands before and after the first `mark`. */
export function cut(text: string, mark: string): readonly [before: string, after: string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + mark.length)];
}

/** A number in hexadecimal; NaN for nonsense, which then finds nothing. */
function number(text: string | undefined): number {
  return Number.parseInt(text ?? '', 16);
}

/** A text of the guest or of ours as pairs of digits. */
export function hexText(text: string): string {
  return hex(new TextEncoder().encode(text));
}
