import { E } from '../abi/errno.ts';
import { checksum, decodePlain, encodePlain } from '../base/plain-data.ts';
import type { HostFolder } from '../kernel/host.ts';
import type { Beginning } from '../system/beginning.ts';
import type { Computer } from '../system/computer.ts';
import type { InputLog } from '../system/outside.ts';
import { restoreSnapshot, takeSnapshot } from '../system/snapshot.ts';
import { stateHash } from '../system/state-hash.ts';

/** Changes whenever a recording of before could mean something else. */
const VERSION = 1;

/** A run, as what it began with and what came in: enough to make it again, cycle by cycle. */
export interface Recording {
  readonly beginning: Beginning;
  /** Whether each mounted folder of the host could be written. */
  readonly writable: readonly boolean[];
  readonly log: InputLog;
  /** Where the run was when it was recorded, to be compared. */
  readonly end: { readonly step: number; readonly cycle: number; readonly hash: string };
  /** The cycle that no hart was to pass, which has a say in the order of things before it; undefined for none. */
  readonly limit: number | undefined;
}

/** Records what `computer`, which began with `beginning`, has done until now, in runs up to the cycle `limit`. */
export function recordRun(computer: Computer, beginning: Beginning, limit?: number): Recording {
  const { log, folders } = computer.outside;
  const end = { step: computer.steps, cycle: computer.cycle, hash: stateHash(computer) };
  return { beginning, writable: folders.map(({ writable }) => writable), log, end, limit };
}

/** Whether `computer`, which is at the last step of a recording, is in the state that was recorded. */
export function isAsRecorded(computer: Computer, { end, limit }: Recording): boolean {
  const snapshot = takeSnapshot(computer);
  // Coming to a limit ends rounds, and that is no step.
  if (limit !== undefined) computer.run({ limit });
  const isSame = computer.steps === end.step && stateHash(computer) === end.hash;
  restoreSnapshot(computer, snapshot);
  return isSame;
}

/** A recording as bytes, not compressed: version, checksum, data. */
export function packRecording(recording: Recording): Uint8Array {
  const data = encodePlain(recording);
  const packed = new Uint8Array(data.length + 8);
  const view = new DataView(packed.buffer);
  view.setUint32(0, VERSION, true);
  view.setUint32(4, checksum(data), true);
  packed.set(data, 8);
  return packed;
}

/** What `packRecording` was given, or why that cannot be told. */
export function unpackRecording(packed: Uint8Array): Recording | { readonly error: string } {
  if (packed.length < 8) return { error: 'it is cut off' };
  const view = new DataView(packed.buffer, packed.byteOffset);
  const version = view.getUint32(0, true);
  if (version !== VERSION) return { error: `it has version ${version}, and this program reads version ${VERSION}` };
  const data = packed.subarray(8);
  if (checksum(data) !== view.getUint32(4, true)) return { error: 'it is damaged: its checksum differs' };
  const value = decodePlain(data);
  // The checksum says that this is what `packRecording` wrote.
  return value === undefined ? { error: 'it is damaged' } : (value as Recording);
}

/** Folders that stand for those of the host in a replay: all that they said is in the log, and there is nothing more. */
export function replayFolders({ writable }: Recording): HostFolder[] {
  const nothing = () => -E.EIO;
  return writable.map((isWritable) => ({
    writable: isWritable,
    list: nothing,
    readLink: nothing,
    read: nothing,
    write: nothing,
    truncate: nothing,
    makeFile: nothing,
    makeDirectory: nothing,
    makeLink: nothing,
    remove: nothing,
    rename: nothing,
    setMode: nothing,
    setModified: nothing,
  }));
}
