import { ECHOCTL, IUTF8, ONLCR, OPOST } from '../../abi/terminal.ts';
import type { Services } from '../services.ts';
import type { TerminalModes } from './terminal-modes.ts';

const BACKSPACE = 0x08;
const TAB = 0x09;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const TAB_WIDTH = 8;
/** Linux's echo buffer escapes this byte, and so counts its column even without OPOST. */
const ECHO_ESCAPE = 0xff;

/** Whether `byte` is a control character: 0 to 31 or DEL. */
export function isControl(byte: number): boolean {
  return byte < 0x20 || byte === 0x7f;
}

/** Whether `byte` takes no column: it continues a UTF-8 character. */
export function isContinuation(byte: number, modes: TerminalModes): boolean {
  return modes.isInput(IUTF8) && (byte & 0xc0) === 0x80;
}

/**
 * The way out of a terminal: output processing, echo, and the column that both need. While it is stopped (Ctrl-S) echo is
 * kept back, and writers wait.
 */
export class TerminalOutput {
  isStopped = false;
  private column = 0;
  /** The column at which the line being typed begins. */
  private lineColumn = 0;
  private held: number[] = [];
  private readonly modes: TerminalModes;

  constructor(modes: TerminalModes) {
    this.modes = modes;
  }

  /** Writes a program's bytes. */
  write(services: Services, source: Uint8Array): void {
    const bytes: number[] = [];
    for (const byte of source) this.process(byte, bytes);
    this.send(services, bytes);
  }

  /** Shows a typed byte; a control character as `^X` if ECHOCTL is set. */
  echo(services: Services, byte: number): void {
    const bytes: number[] = [];
    if (isControl(byte) && byte !== TAB && this.modes.isLocal(ECHOCTL)) {
      bytes.push(0x5e, byte ^ 0x40);
      this.column += 2;
    } else if (byte === ECHO_ESCAPE) {
      bytes.push(byte);
      this.column++;
    } else {
      this.process(byte, bytes);
    }
    this.send(services, bytes);
  }

  /** Shows bytes as they are, but for output processing. */
  echoRaw(services: Services, ...raw: readonly number[]): void {
    const bytes: number[] = [];
    for (const byte of raw) this.process(byte, bytes);
    this.send(services, bytes);
  }

  /** Notes that the line being typed begins here. */
  beginLine(): void {
    this.lineColumn = this.column;
  }

  /** Wipes the last `columns` columns. */
  wipe(services: Services, columns: number): void {
    for (let i = 0; i < columns; i++) this.echoRaw(services, BACKSPACE, SPACE, BACKSPACE);
  }

  /**
   * Goes back over a tab that followed `columns` columns: of the line being typed, or if `afterTab` since the tab before.
   */
  wipeTab(services: Services, columns: number, afterTab: boolean): void {
    const start = afterTab ? columns : columns + this.lineColumn;
    const width = TAB_WIDTH - (start % TAB_WIDTH);
    this.column = Math.max(0, this.column - width);
    this.send(services, Array<number>(width).fill(BACKSPACE));
  }

  /** Lets output go on, with what was kept back. */
  restart(services: Services): void {
    this.isStopped = false;
    const bytes = this.held;
    this.held = [];
    this.send(services, bytes);
  }

  /** Drops echo that was kept back. */
  clear(): void {
    this.held = [];
  }

  private send(services: Services, bytes: readonly number[]): void {
    if (this.isStopped) this.held = this.held.concat(bytes);
    else if (bytes.length > 0) services.host.writeTerminal(Uint8Array.from(bytes));
  }

  /** Appends what `byte` becomes on its way out, and follows the column. */
  private process(byte: number, bytes: number[]): void {
    if (this.modes.isOutput(OPOST)) {
      if (byte === NEWLINE) {
        if (this.modes.isOutput(ONLCR)) {
          bytes.push(RETURN);
          this.column = 0;
        }
        this.lineColumn = this.column;
      } else if (byte === RETURN) {
        this.column = 0;
        this.lineColumn = 0;
      } else if (byte === TAB) {
        this.column += TAB_WIDTH - (this.column % TAB_WIDTH);
      } else if (byte === BACKSPACE) {
        this.column = Math.max(0, this.column - 1);
      } else if (!isControl(byte) && !isContinuation(byte, this.modes)) {
        this.column++;
      }
    }
    bytes.push(byte);
  }
}
