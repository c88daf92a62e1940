import { ECHO, ECHOCTL, ECHOE, ECHOK, ECHOKE, VERASE, VKILL } from '../../abi/terminal.ts';
import type { Services } from '../services.ts';
import type { LineBuffer } from './line-buffer.ts';
import type { TerminalModes } from './terminal-modes.ts';
import { isContinuation, isControl, type TerminalOutput } from './terminal-output.ts';

const TAB = 0x09;
const NEWLINE = 0x0a;

/** Editing of the line being typed, in the buffer and on the screen. */
export class LineEditor {
  private readonly modes: TerminalModes;
  private readonly buffer: LineBuffer;
  private readonly output: TerminalOutput;

  constructor(modes: TerminalModes, buffer: LineBuffer, output: TerminalOutput) {
    this.modes = modes;
    this.buffer = buffer;
    this.output = output;
  }

  /** Shows the line again on a new one (VREPRINT). */
  reprint(services: Services, byte: number): void {
    this.output.echo(services, byte);
    this.output.echoRaw(services, NEWLINE);
    for (let at = this.buffer.lineStart; at < this.buffer.length; at++) this.output.echo(services, this.buffer.at(at));
  }

  /** Erases the last character (VERASE). */
  eraseCharacter(services: Services): void {
    const start = this.characterStart(this.buffer.length);
    if (start < 0) return;
    if (this.modes.isLocal(ECHO) && !this.modes.isLocal(ECHOE)) {
      this.buffer.cut(start);
      this.output.echo(services, this.modes.characters[VERASE]!);
    } else {
      this.eraseBackTo(services, start);
    }
  }

  /** Erases all of it (VKILL). */
  eraseLine(services: Services): void {
    const { modes, buffer } = this;
    if (buffer.length === buffer.lineStart) return;
    if (modes.isLocal(ECHO | ECHOK | ECHOKE | ECHOE)) {
      this.eraseBackTo(services, buffer.lineStart);
      return;
    }
    buffer.cut(buffer.lineStart);
    if (!modes.isLocal(ECHO)) return;
    this.output.echo(services, modes.characters[VKILL]!);
    if (modes.isLocal(ECHOK)) this.output.echoRaw(services, NEWLINE);
  }

  /** Erases back to the start of the last word (VWERASE): its letters, digits and underscores, and what follows it. */
  eraseWord(services: Services): void {
    let start = this.buffer.length;
    let seenWord = false;
    for (let next = this.characterStart(start); next >= 0; next = this.characterStart(start)) {
      const isWord = isWordByte(this.buffer.at(next));
      if (seenWord && !isWord) break;
      seenWord ||= isWord;
      start = next;
    }
    this.eraseBackTo(services, start);
  }

  /** Where the character that ends before `end` begins in the line being typed, or -1. */
  private characterStart(end: number): number {
    let start = end;
    while (start > this.buffer.lineStart) {
      start--;
      if (!isContinuation(this.buffer.at(start), this.modes)) return start;
    }
    return -1;
  }

  /** Takes the line back to `start`, wiping each character from the screen, last first. */
  private eraseBackTo(services: Services, start: number): void {
    while (this.buffer.length > start) {
      const at = this.characterStart(this.buffer.length);
      if (at < 0) return;
      const byte = this.buffer.at(at);
      this.buffer.cut(at);
      if (!this.modes.isLocal(ECHO)) continue;
      if (byte === TAB) this.wipeTab(services);
      else this.output.wipe(services, this.width(byte));
    }
  }

  /** Columns that the echo of a byte took. */
  private width(byte: number): number {
    if (isControl(byte)) return this.modes.isLocal(ECHOCTL) ? 2 : 0;
    return isContinuation(byte, this.modes) ? 0 : 1;
  }

  private wipeTab(services: Services): void {
    let columns = 0;
    for (let at = this.buffer.length - 1; at >= this.buffer.lineStart; at--) {
      const byte = this.buffer.at(at);
      if (byte === TAB) {
        this.output.wipeTab(services, columns, true);
        return;
      }
      columns += this.width(byte);
    }
    this.output.wipeTab(services, columns, false);
  }
}

/** Whether a byte belongs to a word: a letter of Latin-1, a digit or an underscore, as the kernel's ctype has it. */
function isWordByte(byte: number): boolean {
  return /[A-Za-z0-9_\xc0-\xd6\xd8-\xf6\xf8-\xff]/.test(String.fromCharCode(byte));
}
