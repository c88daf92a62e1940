import { E } from '../../abi/errno.ts';
import {
  O_ACCMODE,
  O_CREAT,
  O_DIRECTORY,
  O_EXCL,
  O_NOFOLLOW,
  O_PATH,
  O_RDONLY,
  O_TRUNC,
  O_WRONLY,
  R_OK,
  W_OK,
} from '../../abi/files.ts';
import type { FileSystem } from './file-system.ts';
import type { DirectoryInode, FileInode, Inode } from './inode.ts';
import { isSpecialName, walk } from './path-walk.ts';
import { type FileUser, isPermitted } from './permission.ts';

/** What openat opens: finds or makes (O_CREAT, with permission bits `mode`) the inode and lets `cut` empty it (O_TRUNC), or a negative error. */
export function openPath(
  files: FileSystem,
  user: FileUser,
  start: DirectoryInode,
  path: string,
  flags: number,
  mode: number,
  cut: (file: FileInode) => number,
): Inode | number {
  const makes = (flags & (O_PATH | O_CREAT)) === O_CREAT;
  if (makes) return openOrMake(files, user, start, path, flags, mode, cut);
  const found = files.lookup(user, start, path, { followLast: (flags & O_NOFOLLOW) === 0 });
  return typeof found === 'number' ? found : prepare(user, found, flags, cut);
}

function openOrMake(
  files: FileSystem,
  user: FileUser,
  start: DirectoryInode,
  path: string,
  flags: number,
  mode: number,
  cut: (file: FileInode) => number,
): Inode | number {
  if ((flags & O_DIRECTORY) !== 0) return -E.EINVAL;
  const follows = (flags & (O_NOFOLLOW | O_EXCL)) === 0;
  const place = walk(files, user, start, path, { followLast: follows, followSlash: false });
  if (typeof place === 'number') return place;
  const { parent, name, found, mustBeDirectory } = place;
  if (mustBeDirectory && !isSpecialName(name)) return -E.EISDIR;
  if (found === undefined) return files.makeFile(user, parent, name, mode);
  if ((flags & O_EXCL) !== 0) return -E.EEXIST;
  return found.kind === 'directory' ? -E.EISDIR : prepare(user, found, flags, cut);
}

/** Checks an inode that exists against the flags it is to be opened with, and empties it if they say so. */
function prepare(user: FileUser, inode: Inode, flags: number, cut: (file: FileInode) => number): Inode | number {
  const onlyReads = (flags & O_ACCMODE) === O_RDONLY;
  const cuts = (flags & O_TRUNC) !== 0;
  if ((flags & O_DIRECTORY) !== 0 && inode.kind !== 'directory') return -E.ENOTDIR;
  if ((flags & O_PATH) !== 0) return inode;
  if (inode.kind === 'link') return -E.ELOOP;
  if (inode.kind === 'directory' && (!onlyReads || cuts)) return -E.EISDIR;
  if (!isPermitted(user, inode, accessOf(flags))) return -E.EACCES;
  if (inode.kind !== 'file') return inode;
  if (inode.source?.kind === 'proc') return onlyReads ? inode : -E.EACCES;
  if (inode.runners > 0 && (!onlyReads || cuts)) return -E.ETXTBSY;
  const error = cuts ? cut(inode) : 0;
  return error < 0 ? error : inode;
}

/** What flags of open ask for, as R_OK and W_OK. */
function accessOf(flags: number): number {
  const mode = flags & O_ACCMODE;
  const access = mode === O_RDONLY ? R_OK : mode === O_WRONLY ? W_OK : R_OK | W_OK;
  return (flags & O_TRUNC) !== 0 ? access | W_OK : access;
}
