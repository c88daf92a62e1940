import { bytesOf } from './bytes.ts';

/** One run of a guest program, for Kernlet and for real Linux alike. Texts are taken as UTF-8. */
export interface GuestRun {
  /** Path of the executable; also its `argv[0]`. */
  readonly program: string;
  /** The arguments after `argv[0]`. */
  readonly args?: readonly string[];
  /** `NAME=value` strings; PATH alone unless given. */
  readonly environment?: readonly string[];
  readonly stdin?: string | Uint8Array;
  /** What is in the working folder at the start, by path in it; a path that ends in `/` is a folder. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

/** An executable for the guest, in addition to those in /bin. */
export interface GuestProgram {
  /** Absolute path in the guest. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What a run left behind. Outputs and contents are byte strings: one character for each byte. */
export interface GuestOutcome {
  readonly stdout: string;
  readonly stderr: string;
  /** The exit status, 128 and the signal's number if a signal killed the program, or why it did not end. */
  readonly status: number | 'timed out' | 'deadlock';
  /** What is in the working folder afterwards: by path, its mode in octal and its content, target or nothing. */
  readonly files: Readonly<Record<string, string>>;
}

/** The folder in which every guest program starts; it belongs to the run alone. */
export const WORK_FOLDER = '/folder';
/** The environment of a run that does not say otherwise. */
export const ENVIRONMENT: readonly string[] = ['PATH=/bin'];

/** The files of a run as bytes. */
export function filesOf(run: GuestRun): (readonly [path: string, bytes: Uint8Array])[] {
  return Object.entries(run.files ?? {}).map(([path, content]) => [path, bytesOf(content)]);
}
