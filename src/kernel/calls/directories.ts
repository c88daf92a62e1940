import { CAP_SYS_CHROOT } from '../../abi/control.ts';
import { E } from '../../abi/errno.ts';
import {
  AT_EMPTY_PATH,
  AT_REMOVEDIR,
  AT_SYMLINK_FOLLOW,
  AT_SYMLINK_NOFOLLOW,
  PATH_MAX,
  RENAME_EXCHANGE,
  RENAME_NOREPLACE,
  S_IFCHR,
  S_IFDIR,
  S_IFIFO,
  S_IFMT,
  S_IFREG,
  X_OK,
} from '../../abi/files.ts';
import { stringBytes } from '../../base/bytes.ts';
import type { Call } from '../call.ts';
import { hasCapability } from '../credentials.ts';
import type { DirectoryInode, Inode } from '../fs/inode.ts';
import type { Place } from '../fs/path-walk.ts';
import { isPermitted } from '../fs/permission.ts';
import { inodeAt, startOf } from './place.ts';

/** Calls that make, remove and look up names in directories. */
export const directoryCalls = {
  getcwd(call: Call): number {
    const { current, root } = call.process.directory;
    const path = call.kernel.files.pathOf(current, root);
    if (typeof path === 'number') return path;
    const bytes = stringBytes(`${path}\0`);
    if (bytes.length > call.args[1]!) return -E.ERANGE;
    return call.memory.write(call.args[0]!, bytes) ? bytes.length : -E.EFAULT;
  },

  chdir(call: Call): number {
    const path = call.path(call.args[0]!);
    if (typeof path === 'number') return path;
    return enterDirectory(call, call.kernel.files.find(call.process, path));
  },

  fchdir(call: Call): number {
    return enterDirectory(call, call.object(call.args[0]!)?.inode ?? -E.EBADF);
  },

  chroot(call: Call): number {
    const path = call.path(call.args[0]!);
    if (typeof path === 'number') return path;
    const { directory, credentials } = call.process;
    const inode = searchable(call, call.kernel.files.find(call.process, path));
    if (typeof inode === 'number') return inode;
    if (!hasCapability(credentials, CAP_SYS_CHROOT)) return -E.EPERM;
    directory.root = inode;
    return 0;
  },

  mknodat(call: Call): number {
    const place = placeOf(call, 0);
    if (typeof place === 'number') return place;
    const { process, kernel } = call;
    const { files } = kernel;
    const mode = maskMode(call, call.args[2]!);
    const device = call.args[3]!;
    switch (call.args[2]! & S_IFMT) {
      case 0:
      case S_IFREG:
        return made(files.makeFile(process, place.parent, place.name, mode));
      case S_IFIFO:
        return made(files.makeFifo(process, place.parent, place.name, mode));
      case S_IFCHR:
        return made(files.makeDevice(process, place.parent, place.name, mode, (device >>> 8) & 0xfff, device & 0xff));
      case S_IFDIR:
        return -E.EPERM;
      default:
        return -E.EINVAL;
    }
  },

  mkdirat(call: Call): number {
    const place = lookupAt(call, 0);
    if (typeof place === 'number') return place;
    return made(call.kernel.files.makeDirectory(call.process, place.parent, place.name, maskMode(call, call.args[2]!)));
  },

  unlinkat(call: Call): number {
    const flags = call.args[2]!;
    if ((flags & ~AT_REMOVEDIR) !== 0) return -E.EINVAL;
    const place = lookupAt(call, 0);
    if (typeof place === 'number') return place;
    const { files } = call.kernel;
    if ((flags & AT_REMOVEDIR) !== 0) return files.removeDirectory(call.process, place.parent, place.name);
    if (place.mustBeDirectory && place.found !== undefined && place.found.kind !== 'directory') return -E.ENOTDIR;
    return files.unlink(call.process, place.parent, place.name);
  },

  symlinkat(call: Call): number {
    const target = call.path(call.args[0]!);
    if (typeof target === 'number') return target;
    const place = placeOf(call, 1);
    if (typeof place === 'number') return place;
    return made(call.kernel.files.makeLink(call.process, place.parent, place.name, target));
  },

  linkat(call: Call): number {
    const flags = call.args[4]!;
    if ((flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH)) !== 0) return -E.EINVAL;
    // inodeAt follows unless told not to; linkat does not unless told to.
    const inode = inodeAt(
      call,
      0,
      (flags & AT_EMPTY_PATH) | ((flags & AT_SYMLINK_FOLLOW) !== 0 ? 0 : AT_SYMLINK_NOFOLLOW),
    );
    if (typeof inode === 'number') return inode;
    const place = placeOf(call, 2);
    if (typeof place === 'number') return place;
    return call.kernel.files.link(call.process, inode, place.parent, place.name);
  },

  renameat2(call: Call): number {
    const flags = call.args[4]!;
    if ((flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE)) !== 0) return -E.EINVAL;
    if (flags === (RENAME_NOREPLACE | RENAME_EXCHANGE)) return -E.EINVAL;
    const { files } = call.kernel;
    const from = lookupAt(call, 0);
    if (typeof from === 'number') return from;
    const to = lookupAt(call, 2);
    if (typeof to === 'number') return to;
    if (from.found !== undefined && from.found.kind !== 'directory') {
      if (from.mustBeDirectory || (to.mustBeDirectory && (flags & RENAME_EXCHANGE) === 0)) return -E.ENOTDIR;
    }
    return files.rename(call.process, from, to, flags);
  },

  readlinkat(call: Call): number {
    const [, , buffer, size] = call.args as [number, number, number, number];
    if ((size | 0) <= 0) return -E.EINVAL;
    const inode = inodeAt(call, 0, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH);
    if (typeof inode === 'number') return inode;
    if (inode.kind !== 'link') return -E.EINVAL;
    const bytes = stringBytes(inode.target).subarray(0, Math.min(size, PATH_MAX));
    return call.memory.write(buffer, bytes) ? bytes.length : -E.EFAULT;
  },
};

/** Permission bits that a new file gets. */
export function maskMode(call: Call, mode: number): number {
  return mode & 0o7777 & ~call.process.umask;
}

function enterDirectory(call: Call, inode: Inode | number): number {
  const directory = searchable(call, inode);
  if (typeof directory === 'number') return directory;
  call.process.directory.current = directory;
  return 0;
}

/** `inode` if it is a directory that the caller may search, or the error. */
function searchable(call: Call, inode: Inode | number): DirectoryInode | number {
  if (typeof inode === 'number') return inode;
  if (inode.kind !== 'directory') return -E.ENOTDIR;
  return isPermitted(call.process, inode, X_OK) ? inode : -E.EACCES;
}

function lookupAt(call: Call, index: number): Place | number {
  const start = startOf(call, index);
  if (typeof start === 'number') return start;
  return call.kernel.files.lookupParent(call.process, start.start, start.path);
}

/** Where something that is not a directory is to be made: nothing may be there, and no slash may follow. */
function placeOf(call: Call, index: number): Place | number {
  const place = lookupAt(call, index);
  if (typeof place === 'number' || !place.mustBeDirectory) return place;
  return place.found === undefined ? -E.ENOENT : -E.EEXIST;
}

function made(result: Inode | number): number {
  return typeof result === 'number' ? result : 0;
}
