/**
 * What the kernel asks of the outside world. Hosts (command line, page) implement it; everything is synchronous, and
 * the system records what comes in, so that a replay needs no host.
 */
export interface Host {
  /**
   * Up to `max` bytes of standard input where that is a file or a pipe; empty at its end. The guest's time stands still
   * while the host waits for it. `from` is how many bytes have been read before, where the system says so: less
   * than the host has given, if the computer has gone back and takes another course.
   */
  readInput(max: number, from?: number): Uint8Array;
  /** Bytes for standard output (1) or standard error (2), exactly as the guest wrote them. */
  writeOutput(stream: 1 | 2, bytes: Uint8Array): void;
  /** Bytes for the terminal, after the line discipline has processed them. */
  writeTerminal(bytes: Uint8Array): void;
}

/** Facts about a file of the host; `name` is a byte string: one character for each byte of its UTF-8 name. */
export interface HostEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
  /** Modification time in seconds since 1970, with fraction. */
  readonly modified: number;
}

/**
 * A folder of the host that is mounted into the guest. Paths are relative to the folder, byte strings with `/` between
 * the parts, and '' for the folder itself; an implementation never follows a symbolic link of the host and never leaves the folder.
 * Functions give a negative error number on failure.
 */
export interface HostFolder {
  readonly writable: boolean;
  list(path: string): readonly HostEntry[] | number;
  readLink(path: string): string | number;
  read(path: string, offset: number, length: number): Uint8Array | number;
  write(path: string, offset: number, bytes: Uint8Array): number;
  truncate(path: string, size: number): number;
  makeFile(path: string, mode: number): number;
  makeDirectory(path: string, mode: number): number;
  makeLink(path: string, target: string): number;
  remove(path: string, isDirectory: boolean): number;
  rename(from: string, to: string): number;
  setMode(path: string, mode: number): number;
  setModified(path: string, seconds: number): number;
}
