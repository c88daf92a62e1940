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
  TERMIOS_SIZE,
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

  /**
   * Writes the kernel's struct termios:
   *
   *     0  input flags   4  output flags   8  control flags   12  local flags   16  line discipline   17  characters (19)
   */
  write(target: Uint8Array): void {
    const view = new DataView(target.buffer, target.byteOffset, TERMIOS_SIZE);
    view.setUint32(0, this.inputFlags, true);
    view.setUint32(4, this.outputFlags, true);
    view.setUint32(8, this.controlFlags, true);
    view.setUint32(12, this.localFlags, true);
    target[16] = this.lineDiscipline;
    target.set(this.characters, 17);
  }

  /** Takes the modes from a struct termios. */
  read(source: Uint8Array): void {
    const view = new DataView(source.buffer, source.byteOffset, TERMIOS_SIZE);
    this.inputFlags = view.getUint32(0, true);
    this.outputFlags = view.getUint32(4, true);
    this.controlFlags = view.getUint32(8, true);
    this.localFlags = view.getUint32(12, true);
    this.lineDiscipline = source[16]!;
    this.characters.set(source.subarray(17, TERMIOS_SIZE));
  }
}

function control(letter: string): number {
  return letter.charCodeAt(0) & 0x1f;
}
