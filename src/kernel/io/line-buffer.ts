/** Bytes that a terminal keeps for its readers, the end of the last line included. */
const CAPACITY = 4096;

/** What stands for an end of file that was typed: a zero byte that ends a line and is not given to the reader. */
const END_OF_FILE = 0;

/**
 * The input of a terminal:
 *
 *     bytes    [ lines that can be read | the line being typed ]
 *               0                        lineStart              length
 *
 * In canonical mode readers see up to `lineStart`; `endsLine` marks the bytes that end a line.
 */
export class LineBuffer {
  length = 0;
  lineStart = 0;
  private readonly bytes = new Uint8Array(CAPACITY);
  private readonly endsLine = new Uint8Array(CAPACITY);

  /** Whether the next byte has no room. One place is kept for the end of a line. */
  get isFull(): boolean {
    return this.length >= CAPACITY - 1;
  }

  /** The byte at `index`. */
  at(index: number): number {
    return this.bytes[index]!;
  }

  /** Adds a byte to the line being typed; what has no room is lost, as termios(3) says. */
  push(byte: number): void {
    if (!this.isFull) this.append(byte, 0);
  }

  /** Ends the line being typed with `byte`. */
  endLine(byte: number): void {
    this.append(byte, 1);
    this.lineStart = this.length;
  }

  /** Ends the line being typed without a byte: its reader gets what there is, or the end of the file. */
  endFile(): void {
    this.endLine(END_OF_FILE);
  }

  /** Takes the line being typed back to `length` bytes. */
  cut(length: number): void {
    this.length = length;
  }

  clear(): void {
    this.length = 0;
    this.lineStart = 0;
  }

  /** Reads at most one line; undefined if none is complete. A count of 0 is the end of the file. */
  takeLine(target: Uint8Array): number | undefined {
    if (this.lineStart === 0) return undefined;
    const available = Math.min(this.lineStart, target.length);
    let count = 0;
    while (count < available && this.endsLine[count] === 0) count++;
    const isComplete = count < available;
    const consumesEnd = isComplete || (count < this.lineStart && this.isEndOfFile(count));
    const length = isComplete && !this.isEndOfFile(count) ? count + 1 : count;
    target.set(this.bytes.subarray(0, length));
    this.drop(consumesEnd ? count + 1 : count);
    return length;
  }

  /** Reads what there is, lines or not. */
  takeBytes(target: Uint8Array): number {
    const count = Math.min(this.length, target.length);
    target.set(this.bytes.subarray(0, count));
    this.drop(count);
    return count;
  }

  /** Forgets where lines end: the terminal leaves canonical mode. */
  joinLines(): void {
    this.endsLine.fill(0);
    this.lineStart = 0;
  }

  /** Makes what there is a line: the terminal enters canonical mode. */
  splitLine(): void {
    if (this.length > 0) this.endsLine[this.length - 1] = 1;
    this.lineStart = this.length;
  }

  private append(byte: number, ends: number): void {
    this.bytes[this.length] = byte;
    this.endsLine[this.length] = ends;
    this.length++;
  }

  private isEndOfFile(index: number): boolean {
    return this.endsLine[index] !== 0 && this.bytes[index] === END_OF_FILE;
  }

  private drop(count: number): void {
    this.bytes.copyWithin(0, count, this.length);
    this.endsLine.copyWithin(0, count, this.length);
    this.length -= count;
    this.lineStart = Math.max(0, this.lineStart - count);
  }
}
