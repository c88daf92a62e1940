import { E } from '../../abi/errno.ts';
import { AT_EMPTY_PATH, AT_FDCWD, AT_SYMLINK_NOFOLLOW } from '../../abi/files.ts';
import type { Call } from '../call.ts';
import type { DirectoryInode, Inode } from '../fs/inode.ts';
import type { FileUser } from '../fs/permission.ts';

/** Where a path of an `...at` call starts: the current directory, or the one that `dirfd` names. */
export interface Start {
  readonly start: DirectoryInode;
  readonly path: string;
}

/** Reads the path at argument `index + 1` and finds the directory that argument `index` names; errors are negative. */
export function startOf(call: Call, index: number): Start | number {
  const path = call.path(call.args[index + 1]!);
  if (typeof path === 'number') return path;
  const start = startDirectory(call, call.int(index), path);
  return typeof start === 'number' ? start : { start, path };
}

function startDirectory(call: Call, dirfd: number, path: string): DirectoryInode | number {
  const { current } = call.process.directory;
  // A path from the root needs no start.
  if (dirfd === AT_FDCWD || path.startsWith('/')) return current;
  const inode = call.object(dirfd)?.inode;
  if (inode === undefined) return -E.EBADF;
  return inode.kind === 'directory' ? inode : -E.ENOTDIR;
}

/**
 * The inode that arguments `index` (dirfd) and `index + 1` (path) name to `user`, honouring AT_SYMLINK_NOFOLLOW and
 * AT_EMPTY_PATH in `flags`; errors are negative.
 */
export function inodeAt(call: Call, index: number, flags: number, user: FileUser = call.process): Inode | number {
  const path = call.path(call.args[index + 1]!);
  if (typeof path === 'number') return path;
  if (path === '' && (flags & AT_EMPTY_PATH) !== 0) {
    const dirfd = call.int(index);
    return dirfd === AT_FDCWD ? call.process.directory.current : (call.object(dirfd)?.inode ?? -E.EBADF);
  }
  const start = startDirectory(call, call.int(index), path);
  if (typeof start === 'number') return start;
  const followLast = (flags & AT_SYMLINK_NOFOLLOW) === 0;
  return call.kernel.files.lookup(user, start, path, {
    followLast,
  });
}
