import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  realpathSync,
  renameSync,
  rmdirSync,
  type Stats,
  symlinkSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { E, type ErrnoName } from '../abi/errno.ts';
import type { HostEntry, HostFolder } from '../kernel/host.ts';
import { hostCode } from './failure.ts';

/** Not among Node's constants; Linux (open(2)). */
const O_PATH = 0o10000000;
const PERMISSIONS = 0o777;
const HAS_DESCRIPTOR_PATHS = process.platform === 'linux';

/**
 * A folder of this machine for a guest. A path is walked name by name, each directory opened without following links
 * and found through the one before it (`/proc/self/fd/N/name`, as openat does), so neither a link nor a rename under way leads out.
 * Where the system has no such paths each name on the way is checked before it is used.
 */
export class NodeFolder implements HostFolder {
  readonly writable: boolean;
  /** A path of the folder itself, which stays valid if the folder is moved. */
  private readonly base: Buffer;

  constructor(folder: string, writable: boolean) {
    this.writable = writable;
    this.base = HAS_DESCRIPTOR_PATHS
      ? descriptorPath(openSync(folder, O_PATH | constants.O_DIRECTORY))
      : Buffer.from(realpathSync.native(folder));
  }

  list(path: string): readonly HostEntry[] | number {
    return attempt(() =>
      this.inDirectory(parts(path), (directory) => {
        const names = readdirSync(directory, { encoding: 'buffer' });
        return names.flatMap((name) => entryOf(directory, name) ?? []);
      }),
    );
  }

  readLink(path: string): string | number {
    return this.at(path, (file) => readlinkSync(file, { encoding: 'buffer' }).toString('latin1'));
  }

  read(path: string, offset: number, length: number): Uint8Array | number {
    return this.withFile(path, constants.O_RDONLY, (fd) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, fstatSync(fd).size - offset)));
      let done = 0;
      while (done < bytes.length) {
        const count = readSync(fd, bytes, done, bytes.length - done, offset + done);
        if (count === 0) break;
        done += count;
      }
      return bytes.subarray(0, done);
    });
  }

  write(path: string, offset: number, bytes: Uint8Array): number {
    return this.withFile(path, constants.O_WRONLY, (fd) => {
      let done = 0;
      while (done < bytes.length) done += writeSync(fd, bytes, done, bytes.length - done, offset + done);
      return done;
    });
  }

  truncate(path: string, size: number): number {
    return this.withFile(path, constants.O_WRONLY, (fd) => {
      ftruncateSync(fd, size);
      return 0;
    });
  }

  makeFile(path: string, mode: number): number {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    return this.change(path, (file) => closeSync(openSync(file, flags, mode & PERMISSIONS)));
  }

  makeDirectory(path: string, mode: number): number {
    return this.change(path, (file) => mkdirSync(file, mode & PERMISSIONS));
  }

  makeLink(path: string, target: string): number {
    return this.change(path, (file) => symlinkSync(Buffer.from(target, 'latin1'), file));
  }

  remove(path: string, isDirectory: boolean): number {
    return this.change(path, (file) => (isDirectory ? rmdirSync(file) : unlinkSync(file)));
  }

  rename(from: string, to: string): number {
    return this.at(from, (source) => this.change(to, (target) => renameSync(source, target)));
  }

  setMode(path: string, mode: number): number {
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const set = (file: Buffer) => {
      const fd = openSync(file, flags);
      try {
        fchmodSync(fd, mode & PERMISSIONS);
      } finally {
        closeSync(fd);
      }
      return 0;
    };
    // The folder itself is reached through no name.
    return path === '' ? attempt(() => set(Buffer.concat([this.base, Buffer.from('/.')]))) : this.at(path, set);
  }

  setModified(path: string, seconds: number): number {
    return this.change(path, (file) => lutimesSync(file, seconds, seconds));
  }

  /** As `at`, for an action without a result. */
  private change(path: string, action: (file: Buffer) => void): number {
    return this.at(path, (file) => {
      action(file);
      return 0;
    });
  }

  /** Opens a regular file for `action`. */
  private withFile<T>(path: string, flags: number, action: (fd: number) => T): T | number {
    return this.at(path, (file) => {
      // Not to wait for the other end, should the file have become a pipe.
      const fd = openSync(file, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      try {
        return fstatSync(fd).isFile() ? action(fd) : -E.EIO;
      } finally {
        closeSync(fd);
      }
    });
  }

  /** Calls `action` with a host path whose last name is the only one that may be a link. */
  private at<T>(path: string, action: (file: Buffer) => T): T | number {
    const names = parts(path);
    const last = names.pop();
    if (last === undefined) return -E.EBUSY;
    return attempt(() => this.inDirectory(names, (directory) => action(child(directory, last))));
  }

  /** Calls `action` with a host path of the directory that is reached through `names`. */
  private inDirectory<T>(names: readonly Buffer[], action: (directory: Buffer) => T): T {
    if (names.some((name) => !isPlainName(name))) throw Object.assign(new Error('bad name'), { code: 'EINVAL' });
    return HAS_DESCRIPTOR_PATHS ? walkDescriptors(this.base, names, action) : walkChecked(this.base, names, action);
  }
}

const SLASH = Buffer.from('/');

function parts(path: string): Buffer[] {
  return path === '' ? [] : path.split('/').map((name) => Buffer.from(name, 'latin1'));
}

function child(directory: Buffer, name: Buffer): Buffer {
  if (!isPlainName(name)) throw Object.assign(new Error('bad name'), { code: 'EINVAL' });
  return Buffer.concat([directory, SLASH, name]);
}

function isPlainName(name: Buffer): boolean {
  const text = name.toString('latin1');
  return text !== '' && text !== '.' && text !== '..' && !text.includes('/') && !text.includes('\0');
}

function walkDescriptors<T>(base: Buffer, names: readonly Buffer[], action: (directory: Buffer) => T): T {
  const flags = O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW;
  let directory = base;
  let fd: number | undefined;
  try {
    for (const name of names) {
      const next = openSync(child(directory, name), flags);
      if (fd !== undefined) closeSync(fd);
      fd = next;
      directory = descriptorPath(fd);
    }
    return action(directory);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function descriptorPath(fd: number): Buffer {
  return Buffer.from(`/proc/self/fd/${fd}`);
}

function walkChecked<T>(base: Buffer, names: readonly Buffer[], action: (directory: Buffer) => T): T {
  let directory = base;
  for (const name of names) {
    directory = child(directory, name);
    if (!lstatSync(directory).isDirectory()) throw Object.assign(new Error('not a directory'), { code: 'ENOTDIR' });
  }
  return action(directory);
}

/** What `name` is now; undefined if it has gone. */
function entryOf(directory: Buffer, name: Buffer): HostEntry | undefined {
  const stats = lstatSync(child(directory, name), { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  return {
    name: name.toString('latin1'),
    kind: kindOf(stats),
    size: stats.size,
    mode: stats.mode & PERMISSIONS,
    modified: stats.mtimeMs / 1000,
  };
}

function kindOf(stats: Stats): HostEntry['kind'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'link' : 'other';
}

/** The result of `action`, or the error number of what the host refused. */
function attempt<T>(action: () => T): T | number {
  try {
    return action();
  } catch (error) {
    const code = hostCode(error);
    if (code === '') throw error;
    return -(E[code as ErrnoName] ?? E.EIO);
  }
}
