import { STRUCTS } from '../../abi/structs.ts';
import {
  CONTROL_CHARACTERS,
  CONTROL_DEFAULT,
  ECHO,
  ECHOCTL,
  ECHOE,
  ECHOK,
  ECHOKE,
  ICANON,
  ICRNL,
  IEXTEN,
  ISIG,
  IXON,
  ONLCR,
  OPOST,
  VEOF,
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
  VWERASE,
} from '../../abi/terminal.ts';

const { bytes, fields } = STRUCTS.termios;

/** The control characters of a new terminal: `DEL` erases, the others are Ctrl and a letter. */
const DEFAULT_CHARACTERS: readonly (readonly [index: number, value: number])[] = [
  [VINTR, control('C')],
  [VQUIT, control('\\')],
  [VERASE, 0x7f],
  [VKILL, control('U')],
  [VEOF, control('D')],
  [VMIN, 1],
  [VSTART, control('Q')],
  [VSTOP, control('S')],
  [VSUSP, control('Z')],
  [VREPRINT, control('R')],
  [VWERASE, control('W')],
  [VLNEXT, control('V')],
];

/** The modes of a terminal: what struct termios holds (termios(3)). */
export class TerminalModes {
  inputFlags = ICRNL | IXON;
  outputFlags = OPOST | ONLCR;
  controlFlags = CONTROL_DEFAULT;
  localFlags = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN;
  lineDiscipline = 0;
  readonly characters = new Uint8Array(CONTROL_CHARACTERS);

  constructor() {
    for (const [index, value] of DEFAULT_CHARACTERS) this.characters[index] = value;
  }

  /** Whether all of `flags` are set in the local flags. */
  isLocal(flags: number): boolean {
    return (this.localFlags & flags) === flags;
  }

  /** Whether all of `flags` are set in the input flags. */
  isInput(flags: number): boolean {
    return (this.inputFlags & flags) === flags;
  }

  /** Whether all of `flags` are set in the output flags. */
  isOutput(flags: number): boolean {
    return (this.outputFlags & flags) === flags;
  }

  /** Whether `byte` is the control character of one of `indices`; those that are 0 are switched off. */
  isCharacter(byte: number, ...indices: readonly number[]): boolean {
    return byte !== 0 && indices.some((index) => this.characters[index] === byte);
  }

  /** Writes the kernel's struct termios. */
  write(target: Uint8Array): void {
    const view = new DataView(target.buffer, target.byteOffset, bytes);
    view.setUint32(fields.iflag, this.inputFlags, true);
    view.setUint32(fields.oflag, this.outputFlags, true);
    view.setUint32(fields.cflag, this.controlFlags, true);
    view.setUint32(fields.lflag, this.localFlags, true);
    target[fields.line] = this.lineDiscipline;
    target.set(this.characters, fields.cc);
  }

  /** Takes the modes from a struct termios. */
  read(source: Uint8Array): void {
    const view = new DataView(source.buffer, source.byteOffset, bytes);
    this.inputFlags = view.getUint32(fields.iflag, true);
    this.outputFlags = view.getUint32(fields.oflag, true);
    this.controlFlags = view.getUint32(fields.cflag, true);
    this.localFlags = view.getUint32(fields.lflag, true);
    this.lineDiscipline = source[fields.line]!;
    this.characters.set(source.subarray(fields.cc, bytes));
  }
}

function control(letter: string): number {
  return letter.charCodeAt(0) & 0x1f;
}
