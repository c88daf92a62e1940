import { stringBytes } from '../../base/bytes.ts';
import type { Debugger } from '../debugger.ts';
import { PC } from '../threads.ts';
import { PC_NUMBER } from './description.ts';
import { hex, hexWord, PACKET_SIZE, unhex } from './packet.ts';
import { cut } from './programs.ts';
import { BAD_ADDRESS, BAD_REQUEST, NO_SUCH, OK, readRange } from './replies.ts';
import type { Selection } from './selection.ts';

/** Registers and memory of the thread that gdb chose: the packets `g G p P m M X`. */
export class Storage {
  private readonly session: Debugger;
  private readonly selection: Selection;

  constructor(session: Debugger, selection: Selection) {
    this.session = session;
    this.selection = selection;
  }

  allRegisters(): string {
    const registers = this.session.registers(this.selection.thread);
    return registers === undefined ? NO_SUCH : [...registers.x, registers.pc].map(hexWord).join('');
  }

  writeAllRegisters(digits: string): string {
    const words = readWords(digits);
    const thread = this.selection.thread;
    if (words?.length !== PC_NUMBER + 1) return BAD_REQUEST;
    if (thread === undefined) return NO_SUCH;
    const { x, pc } = this.session.registers(thread)!;
    const present = [...x, pc];
    for (const [number, word] of words.entries()) {
      if (word !== (present[number]! | 0)) this.session.writeRegister(thread, toRegister(number), word);
    }
    return OK;
  }

  register(number: number): string {
    const registers = this.session.registers(this.selection.thread);
    if (registers === undefined) return NO_SUCH;
    const value = number === PC_NUMBER ? registers.pc : registers.x[number];
    return value === undefined ? BAD_REQUEST : hexWord(value);
  }

  writeRegister(text: string): string {
    const [number, digits] = cut(text, '=');
    const [value] = readWords(digits) ?? [];
    const at = Number.parseInt(number, 16);
    const thread = this.selection.thread;
    if (value === undefined || !(at >= 0 && at <= PC_NUMBER)) return BAD_REQUEST;
    return thread !== undefined && this.session.writeRegister(thread, toRegister(at), value) ? OK : NO_SUCH;
  }

  memory(text: string): string {
    const range = readRange(text);
    const thread = this.selection.thread;
    if (range === undefined || range.length > PACKET_SIZE / 2) return BAD_REQUEST;
    if (thread === undefined) return NO_SUCH;
    const bytes = this.session.readMemory(thread.pid, range.addr, range.length);
    return bytes.length === 0 && range.length > 0 ? BAD_ADDRESS : hex(bytes);
  }

  writeMemory(text: string, isBinary: boolean): string {
    const [place, content] = cut(text, ':');
    const range = readRange(place);
    const bytes = isBinary ? stringBytes(content) : unhex(content);
    const thread = this.selection.thread;
    if (range === undefined || bytes?.length !== range.length) return BAD_REQUEST;
    if (thread === undefined) return NO_SUCH;
    if (range.length === 0) return OK;
    return this.session.writeMemory(thread.pid, range.addr, bytes) ? OK : BAD_ADDRESS;
  }
}

/** Words as gdb writes registers; undefined if it is not whole words. */
function readWords(digits: string): number[] | undefined {
  const bytes = unhex(digits);
  if (bytes === undefined || bytes.length % 4 !== 0) return undefined;
  const view = new DataView(bytes.buffer);
  return Array.from({ length: bytes.length / 4 }, (_, at) => view.getInt32(4 * at, true));
}

function toRegister(gdbNumber: number): number {
  return gdbNumber === PC_NUMBER ? PC : gdbNumber;
}
