import { E } from '../../abi/errno.ts';
import { POLLHUP, POLLIN, POLLOUT } from '../../abi/files.ts';
import { CYCLES_PER_SECOND } from '../../abi/processes.ts';
import { SIG } from '../../abi/signals.ts';
import {
  ECHO,
  ECHOCTL,
  ECHONL,
  ICANON,
  ICRNL,
  IEXTEN,
  IGNCR,
  INLCR,
  ISIG,
  ISTRIP,
  IXON,
  NOFLSH,
  TOSTOP,
  VEOF,
  VEOL,
  VEOL2,
  VERASE,
  VINTR,
  VKILL,
  VLNEXT,
  VMIN,
  VQUIT,
  VREPRINT,
  VSTART,
  VSTOP,
  VSUSP,
  VTIME,
  VWERASE,
} from '../../abi/terminal.ts';
import type { Services } from '../services.ts';
import { WaitQueue } from '../wait-queue.ts';
import { LineBuffer } from './line-buffer.ts';
import { LineEditor } from './line-editor.ts';
import { TerminalModes } from './terminal-modes.ts';
import { TerminalOutput } from './terminal-output.ts';

const BACKSPACE = 0x08;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** The control characters that send a signal to the foreground group. */
const SIGNAL_CHARACTERS = [
  [VINTR, SIG.SIGINT],
  [VQUIT, SIG.SIGQUIT],
  [VSUSP, SIG.SIGTSTP],
] as const;

/**
 * A terminal with Linux's line discipline (n_tty): what is typed is edited, echoed, cut into lines or turned into
 * signals, and what programs write is processed on its way out. See termios(3). Its parts: `terminal-modes.ts`,
 * `line-buffer.ts`, `line-editor.ts`, `terminal-output.ts`; `open-terminal.ts` is what handles name.
 */
export class Terminal {
  /** The device number: /dev/console. */
  readonly major = 5;
  readonly minor = 1;
  readonly readers = new WaitQueue();
  readonly writers = new WaitQueue();
  /** The session that it controls, and the group of it that may read and gets signals; 0 for none. */
  session = 0;
  foregroundGroup = 0;
  rows: number;
  columns: number;
  isHungUp = false;
  private readonly modes = new TerminalModes();
  private readonly buffer = new LineBuffer();
  private readonly output = new TerminalOutput(this.modes);
  private readonly editor = new LineEditor(this.modes, this.buffer, this.output);
  /** The next byte is taken as it is (VLNEXT). */
  private isQuoting = false;
  /** What was typed while the buffer was full. */
  private backlog: number[] = [];

  constructor(size: { rows: number; columns: number } = { rows: 24, columns: 80 }) {
    this.rows = size.rows;
    this.columns = size.columns;
  }

  // What programs do

  /**
   * Reads a line, or without ICANON what VMIN asks for. 0 is the end of the file; EAGAIN if there is nothing yet (with
   * VMIN 0 only for `readTimeout`, after which the caller gives 0).
   */
  read(services: Services, target: Uint8Array): number {
    if (target.length === 0 || this.isHungUp) return 0;
    const count = this.isCanonical ? this.buffer.takeLine(target) : this.takeRaw(target);
    if (count === undefined) return -E.EAGAIN;
    this.drainBacklog(services);
    return count;
  }

  write(services: Services, source: Uint8Array): number {
    if (this.isHungUp) return -E.EIO;
    if (this.output.isStopped) return -E.EAGAIN;
    this.output.write(services, source);
    return source.length;
  }

  poll(): number {
    const input = this.hasInput ? POLLIN : 0;
    if (this.isHungUp) return POLLHUP | POLLIN | POLLOUT;
    return this.output.isStopped ? input : input | POLLOUT;
  }

  /** Bytes that a read would give now (FIONREAD). */
  get available(): number {
    return this.isCanonical ? this.buffer.lineStart : this.buffer.length;
  }

  /** How many cycles a read that found nothing waits at most (VMIN 0 with VTIME); Infinity if without end. */
  get readTimeout(): number {
    const { characters } = this.modes;
    const tenths = this.isCanonical || characters[VMIN]! > 0 ? 0 : characters[VTIME]!;
    return tenths === 0 ? Infinity : (tenths * CYCLES_PER_SECOND) / 10;
  }

  /** Whether a write by a background process stops it. */
  get stopsBackgroundWrites(): boolean {
    return this.modes.isLocal(TOSTOP);
  }

  /** Writes a struct termios (TCGETS). */
  getTermios(target: Uint8Array): void {
    this.modes.write(target);
  }

  /** Takes a struct termios (TCSETS, TCSETSW); with `flush` (TCSETSF) drops what was typed and not read. */
  setTermios(services: Services, source: Uint8Array, flush: boolean): void {
    if (flush) this.flushInput();
    const wasCanonical = this.isCanonical;
    this.modes.read(source);
    if (wasCanonical !== this.isCanonical) {
      this.isQuoting = false;
      if (wasCanonical) this.buffer.joinLines();
      else this.buffer.splitLine();
    }
    if (this.output.isStopped && !this.modes.isInput(IXON)) this.restartOutput(services);
    this.drainBacklog(services);
    if (this.hasInput) services.wakeAll(this.readers);
  }

  // What the outside does

  /** Bytes were typed. */
  input(services: Services, bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (this.backlog.length > 0 || this.mustHold) this.backlog.push(byte);
      else this.receive(services, byte);
    }
    if (this.hasInput) services.wakeAll(this.readers);
  }

  /** The window has another size; the foreground group is told. */
  resize(services: Services, rows: number, columns: number): void {
    if (rows === this.rows && columns === this.columns) return;
    this.rows = rows;
    this.columns = columns;
    this.signal(services, SIG.SIGWINCH);
  }

  /** The line is gone: reads give the end of the file, writes EIO; the session's leader and the foreground group are told. */
  hangUp(services: Services): void {
    if (this.isHungUp) return;
    this.isHungUp = true;
    this.backlog = [];
    if (this.session !== 0 && this.session !== this.foregroundGroup) {
      services.signalGroup(this.session, SIG.SIGHUP);
      services.signalGroup(this.session, SIG.SIGCONT);
    }
    this.signal(services, SIG.SIGHUP);
    this.signal(services, SIG.SIGCONT);
    services.signalConsole(this.session, SIG.SIGHUP);
    services.wakeAll(this.readers);
    services.wakeAll(this.writers);
  }

  private get isCanonical(): boolean {
    return this.modes.isLocal(ICANON);
  }

  private get hasInput(): boolean {
    return this.isCanonical ? this.buffer.lineStart > 0 : this.buffer.length >= Math.max(1, this.minimum);
  }

  /** How many bytes a read without ICANON waits for. With VTIME the time counts between bytes: the first one will do. */
  private get minimum(): number {
    const { characters } = this.modes;
    return characters[VTIME]! > 0 ? Math.min(1, characters[VMIN]!) : characters[VMIN]!;
  }

  private takeRaw(target: Uint8Array): number | undefined {
    const needed = Math.min(this.minimum, target.length);
    const mayTimeOut = this.readTimeout !== Infinity;
    if (this.buffer.length < needed || (mayTimeOut && this.buffer.length === 0)) return undefined;
    return this.buffer.takeBytes(target);
  }

  /** Whether what is typed has to wait for a reader; a line that is too long loses its end instead. */
  private get mustHold(): boolean {
    return this.buffer.isFull && (!this.isCanonical || this.buffer.lineStart > 0);
  }

  private drainBacklog(services: Services): void {
    while (this.backlog.length > 0 && !this.mustHold) {
      const bytes = this.backlog;
      this.backlog = [];
      this.input(services, Uint8Array.from(bytes));
    }
  }

  // What becomes of a typed byte, in the order of n_tty_receive_char_special

  private receive(services: Services, typed: number): void {
    const { modes } = this;
    const stripped = modes.isInput(ISTRIP) ? typed & 0x7f : typed;
    let byte = stripped;
    if (this.isQuoting) {
      this.isQuoting = false;
      this.store(services, byte);
      return;
    }
    if (this.receiveFlowControl(services, byte) || this.receiveSignal(services, byte)) return;
    if (byte === RETURN) {
      if (modes.isInput(IGNCR)) return;
      if (modes.isInput(ICRNL)) byte = NEWLINE;
    } else if (byte === NEWLINE && modes.isInput(INLCR)) {
      byte = RETURN;
    }
    if (this.isCanonical && this.receiveEditing(services, byte)) return;
    // Enter moves the cursor; a newline that was typed as such is shown as any other control character.
    if (byte === NEWLINE && stripped !== byte) this.storeEnter(services);
    else this.store(services, byte);
  }

  private receiveFlowControl(services: Services, byte: number): boolean {
    if (!this.modes.isInput(IXON)) return false;
    if (this.modes.isCharacter(byte, VSTART)) {
      this.restartOutput(services);
      return true;
    }
    if (!this.modes.isCharacter(byte, VSTOP)) return false;
    this.output.isStopped = true;
    return true;
  }

  private receiveSignal(services: Services, byte: number): boolean {
    if (!this.modes.isLocal(ISIG)) return false;
    const row = SIGNAL_CHARACTERS.find(([index]) => this.modes.isCharacter(byte, index));
    if (row === undefined) return false;
    this.signal(services, row[1]);
    if (row[1] === SIG.SIGINT) services.signalConsole(this.session, SIG.SIGINT);
    if (!this.modes.isLocal(NOFLSH)) {
      this.flushInput();
      this.output.clear();
    }
    if (this.modes.isInput(IXON)) this.restartOutput(services);
    if (this.modes.isLocal(ECHO)) this.output.echo(services, byte);
    return true;
  }

  /** The characters that edit or end the line being typed. */
  private receiveEditing(services: Services, byte: number): boolean {
    const { modes, buffer, editor } = this;
    const isExtended = modes.isLocal(IEXTEN);
    if (modes.isCharacter(byte, VERASE)) editor.eraseCharacter(services);
    else if (modes.isCharacter(byte, VKILL)) editor.eraseLine(services);
    else if (isExtended && modes.isCharacter(byte, VWERASE)) editor.eraseWord(services);
    else if (isExtended && modes.isCharacter(byte, VLNEXT)) this.quote(services);
    else if (isExtended && modes.isLocal(ECHO) && modes.isCharacter(byte, VREPRINT)) editor.reprint(services, byte);
    else if (byte === NEWLINE) {
      if (modes.isLocal(ECHO) || modes.isLocal(ECHONL)) this.output.echoRaw(services, NEWLINE);
      buffer.endLine(byte);
    } else if (modes.isCharacter(byte, VEOF)) {
      buffer.endFile();
    } else if (modes.isCharacter(byte, VEOL) || (isExtended && modes.isCharacter(byte, VEOL2))) {
      this.echoTyped(services, byte);
      buffer.endLine(byte);
    } else {
      return false;
    }
    return true;
  }

  /** An ordinary byte: shown and kept. */
  private store(services: Services, byte: number): void {
    this.echoTyped(services, byte);
    this.buffer.push(byte);
  }

  /** Enter without ICANON. */
  private storeEnter(services: Services): void {
    if (this.modes.isLocal(ECHO)) this.output.echoRaw(services, NEWLINE);
    this.buffer.push(NEWLINE);
  }

  private echoTyped(services: Services, byte: number): void {
    if (!this.modes.isLocal(ECHO)) return;
    if (this.buffer.length === this.buffer.lineStart) this.output.beginLine();
    this.output.echo(services, byte);
  }

  private quote(services: Services): void {
    this.isQuoting = true;
    if (this.modes.isLocal(ECHO | ECHOCTL)) this.output.echoRaw(services, 0x5e, BACKSPACE);
  }

  private flushInput(): void {
    this.buffer.clear();
    this.backlog = [];
    this.isQuoting = false;
  }

  private restartOutput(services: Services): void {
    if (!this.output.isStopped) return;
    this.output.restart(services);
    services.wakeAll(this.writers);
  }

  private signal(services: Services, signal: number): void {
    if (this.foregroundGroup !== 0) services.signalGroup(this.foregroundGroup, signal);
  }
}
