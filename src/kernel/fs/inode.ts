import { S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG, S_IFSOCK } from '../../abi/files.ts';
import { BOOT_TIME, CYCLES_PER_SECOND, NANOSECONDS_PER_CYCLE } from '../../abi/processes.ts';
import type { HostStream } from '../io/host-stream.ts';
import type { Pipe } from '../io/pipe.ts';
import type { Socket } from '../io/socket.ts';
import type { FileLocks } from './locks.ts';
import type { ProcSource } from './proc.ts';

/** A moment, in seconds since 1970 and nanoseconds (0 to 999,999,999). */
export interface Timestamp {
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** The moment `cycles` after the boot. */
export function timestamp(cycles: number): Timestamp {
  return {
    seconds: BOOT_TIME + Math.floor(cycles / CYCLES_PER_SECOND),
    nanoseconds: (cycles % CYCLES_PER_SECOND) * NANOSECONDS_PER_CYCLE,
  };
}

/** A path, as `HostFolder` takes it, in the host folder of a mount. */
export interface HostSource {
  readonly kind: 'host';
  readonly mountIndex: number;
  path: string;
}

/** As `HostSource`, for a file: its first `size` bytes are the host's where they are not in the page cache yet. */
interface HostFileSource extends HostSource {
  size: number;
}

/** A file that was there at the start: its first `size` bytes are those of an image where they are not in the page cache yet. */
interface ImageSource {
  readonly kind: 'image';
  /** Its place in the file system's images. */
  readonly index: number;
  size: number;
}

/** What statx shows of every inode. */
interface InodeFacts {
  /** Unique on its device. */
  readonly number: number;
  /** The file system it is on: st_dev. */
  readonly device: number;
  /** Type (S_IFMT) and permission bits. */
  mode: number;
  uid: number;
  gid: number;
  /** How many names it has; for a directory 2 and one for each directory in it. */
  links: number;
  /** The name that it got last, and the directory that this is in; '' and undefined for what never had one. */
  name: string;
  parent: DirectoryInode | undefined;
  accessed: Timestamp;
  modified: Timestamp;
  changed: Timestamp;
  /** Locks held on it or waited for; undefined while there are none. */
  locks: FileLocks | undefined;
}

/** A regular file. Its data is frames of the page cache, one reference each; a page without a frame is zero or still with the source. */
export interface FileInode extends InodeFacts {
  readonly kind: 'file';
  size: number;
  /** Page index to frame. */
  readonly pages: Map<number, number>;
  source: HostFileSource | ImageSource | ProcSource | undefined;
  /** Whether it was written since it last went to the disk (fsync). */
  isDirty: boolean;
  /** What may no longer be done to it (F_SEAL_); undefined for a file that cannot be sealed at all. */
  seals: number | undefined;
  /** Open files that may write it, and processes that run it: it cannot be both at a time (ETXTBSY). */
  writers: number;
  runners: number;
  /** Open objects, mappings and running programs that use it: without these and without names, its frames are given back. */
  openCount: number;
}

/** A name in a directory; `position` is its place in listings, which never changes and is never given again. */
export interface DirectoryEntry {
  readonly inode: Inode;
  readonly position: number;
}

/** A directory. */
export interface DirectoryInode extends InodeFacts {
  readonly kind: 'directory';
  /** Without `.` and `..`, ascending by position. */
  readonly entries: Map<string, DirectoryEntry>;
  nextPosition: number;
  /** The directory that holds it (the root: itself), and its name there. */
  parent: DirectoryInode;
  name: string;
  source: HostSource | ProcSource | undefined;
  /** Whether the entries of a host directory have been read. */
  isLoaded: boolean;
  isMountPoint: boolean;
}

/** A symbolic link. */
export interface LinkInode extends InodeFacts {
  readonly kind: 'link';
  readonly target: string;
  /** What it leads to whatever the target says: a link of /proc. */
  readonly leadsTo: Inode | undefined;
  source: HostSource | ProcSource | undefined;
}

/** A character device. */
export interface DeviceInode extends InodeFacts {
  readonly kind: 'device';
  readonly major: number;
  readonly minor: number;
}

/** A pipe, with or without a name. `pipe` is there while an end is open. */
export interface FifoInode extends InodeFacts {
  readonly kind: 'fifo';
  pipe: Pipe | undefined;
  /** The stream of the host that this stands for. */
  stream: HostStream | undefined;
}

/** A socket. `listener` is the socket that was bound to its name, while that is open. */
export interface SocketInode extends InodeFacts {
  readonly kind: 'socket';
  listener: Socket | undefined;
}

/** What a name in a directory, or a handle, refers to. */
export type Inode = FileInode | DirectoryInode | LinkInode | DeviceInode | FifoInode | SocketInode;

/** What a new inode is given. */
export interface NewInode {
  readonly number: number;
  readonly device: number;
  /** Permission bits. */
  readonly mode: number;
  readonly time: Timestamp;
}

/** An empty file. */
export function newFile(facts: NewInode): FileInode {
  return {
    kind: 'file',
    ...commonFacts(facts, S_IFREG),
    size: 0,
    pages: new Map(),
    source: undefined,
    isDirty: false,
    seals: undefined,
    writers: 0,
    runners: 0,
    openCount: 0,
  };
}

/** An empty directory; without `parent` it is a root. */
export function newDirectory(facts: NewInode, name: string, parent?: DirectoryInode): DirectoryInode {
  const directory: Omit<DirectoryInode, 'parent'> & {
    parent: DirectoryInode | undefined;
  } = {
    kind: 'directory',
    ...commonFacts(facts, S_IFDIR),
    links: 2,
    entries: new Map(),
    nextPosition: FIRST_POSITION,
    parent,
    name,
    source: undefined,
    isLoaded: true,
    isMountPoint: parent === undefined,
  };
  return Object.assign(directory, {
    parent: parent ?? (directory as DirectoryInode),
  });
}

/** A symbolic link to `target`. */
export function newLink(facts: NewInode, target: string, leadsTo?: Inode): LinkInode {
  return {
    kind: 'link',
    ...commonFacts(facts, S_IFLNK),
    target,
    leadsTo,
    source: undefined,
  };
}

/** A character device. */
export function newDevice(facts: NewInode, major: number, minor: number): DeviceInode {
  return { kind: 'device', ...commonFacts(facts, S_IFCHR), major, minor };
}

/** A pipe that nobody has open. */
export function newFifo(facts: NewInode): FifoInode {
  return { kind: 'fifo', ...commonFacts(facts, S_IFIFO), pipe: undefined, stream: undefined };
}

/** A socket that is bound to nothing. */
export function newSocket(facts: NewInode): SocketInode {
  return { kind: 'socket', ...commonFacts(facts, S_IFSOCK), listener: undefined };
}

/** The position of the first entry after `.` and `..`. */
export const FIRST_POSITION = 2;

/** The size that statx shows: a link's is its target's length, a directory's one block. */
export function inodeSize(inode: Inode): number {
  if (inode.kind === 'file') return inode.size;
  if (inode.kind === 'link') return inode.target.length;
  return inode.kind === 'directory' ? 4096 : 0;
}

function commonFacts({ number, device, mode, time }: NewInode, type: number): InodeFacts {
  return {
    number,
    device,
    mode: type | (mode & ~S_IFMT),
    uid: 0,
    gid: 0,
    links: 1,
    name: '',
    parent: undefined,
    accessed: time,
    modified: time,
    changed: time,
    locks: undefined,
  };
}
