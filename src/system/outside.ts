import type { Host, HostEntry, HostFolder } from '../kernel/host.ts';

/** What the host answered to a question of the kernel. */
type Answer = Uint8Array | readonly HostEntry[] | string | number;

/** Something that came without being asked for, with the cycle from which on it counts. */
export type Happening = { readonly cycle: number } & (
  | { readonly kind: 'typed'; readonly bytes: Uint8Array }
  | { readonly kind: 'resized'; readonly rows: number; readonly columns: number }
  /** A signal from the host's keyboard or process table, for the foreground group or else the first program. */
  | { readonly kind: 'signal'; readonly signal: number }
  | { readonly kind: 'hung up' }
);

/** All that ever came in from outside, in order: with the programs and the settings it makes the run again. */
export interface InputLog {
  readonly answers: Answer[];
  readonly happenings: Happening[];
}

/** How much of the log has been used, and how much has gone out. This is part of the computer's state. */
export interface Position {
  answers: number;
  happenings: number;
  outputs: number;
  /** How many happenings have been noted by now: those that still wait for their cycles, too. */
  noted: number;
  /** How many bytes of standard input have been read. */
  input: number;
}

/** What came in, and how many pieces of output the host has been given. A computer that goes back may start another. */
export interface Course {
  readonly log: InputLog;
  given: number;
}

/** A log of nothing. */
export function newInputLog(): InputLog {
  return { answers: [], happenings: [] };
}

/**
 * The computer's one border. What comes in is noted in the log, and taken from there when the computer has gone back
 * and passes the same place again, or when it replays the log of another run; what goes out goes out once.
 */
export class Outside implements Host {
  position: Position = { answers: 0, happenings: 0, outputs: 0, noted: 0, input: 0 };
  course: Course;
  readonly folders: readonly HostFolder[];
  private readonly host: Host;

  constructor(host: Host, folders: readonly HostFolder[], log: InputLog) {
    this.host = host;
    this.course = { log, given: 0 };
    this.folders = folders.map((folder) => new LoggedFolder(folder, this));
  }

  get log(): InputLog {
    return this.course.log;
  }

  readInput(max: number): Uint8Array {
    const { position } = this;
    const bytes = this.answer(() => this.host.readInput(max, position.input).slice()) as Uint8Array;
    position.input += bytes.length;
    return bytes;
  }

  writeOutput(stream: 1 | 2, bytes: Uint8Array): void {
    if (this.isNew()) this.host.writeOutput(stream, bytes);
  }

  writeTerminal(bytes: Uint8Array): void {
    if (this.isNew()) this.host.writeTerminal(bytes);
  }

  /** The next answer of the log; at its end the host is asked. */
  answer(ask: () => Answer): Answer {
    const { log, position } = this;
    if (position.answers === log.answers.length) log.answers.push(ask());
    return log.answers[position.answers++]!;
  }

  /** Something happens. If the computer had gone back, this is the start of another course. */
  happen(happening: Happening): void {
    if (this.isBehind) this.startCourse();
    this.log.happenings.push(happening);
    this.position.noted++;
  }

  /** Whether what the log has, or what the host was given, goes on beyond this point. */
  get isBehind(): boolean {
    const { course, log, position } = this;
    if (position.noted < log.happenings.length || position.answers < log.answers.length) return true;
    return position.outputs < course.given;
  }

  /** From here on something else may happen than did: what came in up to now is the start of another course. */
  startCourse(): void {
    const { log, position } = this;
    const answers = log.answers.slice(0, position.answers);
    const happenings = log.happenings.slice(0, position.noted);
    this.course = { log: { answers, happenings }, given: position.outputs };
  }

  /** The cycle of the next happening that has not been taken; Infinity if there is none. */
  get nextHappening(): number {
    return this.log.happenings[this.position.happenings]?.cycle ?? Infinity;
  }

  /** Takes the next happening if it counts at `cycle`. */
  takeHappening(cycle: number): Happening | undefined {
    if (this.nextHappening > cycle) return undefined;
    const { log, position } = this;
    const happening = log.happenings[position.happenings++];
    position.noted = Math.max(position.noted, position.happenings);
    return happening;
  }

  /** Counts a piece of output; whether it has not gone out before. */
  private isNew(): boolean {
    this.position.outputs++;
    if (this.position.outputs <= this.course.given) return false;
    this.course.given = this.position.outputs;
    return true;
  }
}

/** A host folder behind the border. A change is an answer too: made once, and remembered. */
class LoggedFolder implements HostFolder {
  readonly writable: boolean;
  private readonly folder: HostFolder;
  private readonly outside: Outside;

  constructor(folder: HostFolder, outside: Outside) {
    this.writable = folder.writable;
    this.folder = folder;
    this.outside = outside;
  }

  list(path: string): readonly HostEntry[] | number {
    return this.outside.answer(() => this.folder.list(path)) as readonly HostEntry[] | number;
  }

  readLink(path: string): string | number {
    return this.outside.answer(() => this.folder.readLink(path)) as string | number;
  }

  read(path: string, offset: number, length: number): Uint8Array | number {
    return this.outside.answer(() => this.folder.read(path, offset, length)) as Uint8Array | number;
  }

  write(path: string, offset: number, bytes: Uint8Array): number {
    return this.change(() => this.folder.write(path, offset, bytes));
  }

  truncate(path: string, size: number): number {
    return this.change(() => this.folder.truncate(path, size));
  }

  makeFile(path: string, mode: number): number {
    return this.change(() => this.folder.makeFile(path, mode));
  }

  makeDirectory(path: string, mode: number): number {
    return this.change(() => this.folder.makeDirectory(path, mode));
  }

  makeLink(path: string, target: string): number {
    return this.change(() => this.folder.makeLink(path, target));
  }

  remove(path: string, isDirectory: boolean): number {
    return this.change(() => this.folder.remove(path, isDirectory));
  }

  rename(from: string, to: string): number {
    return this.change(() => this.folder.rename(from, to));
  }

  setMode(path: string, mode: number): number {
    return this.change(() => this.folder.setMode(path, mode));
  }

  setModified(path: string, seconds: number): number {
    return this.change(() => this.folder.setModified(path, seconds));
  }

  private change(make: () => number): number {
    return this.outside.answer(make) as number;
  }
}
