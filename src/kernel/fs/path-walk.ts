import { E } from '../../abi/errno.ts';
import { NAME_MAX, PATH_MAX, SYMLINK_MAX, X_OK } from '../../abi/files.ts';
import type { DirectoryInode, Inode } from './inode.ts';
import { type FileUser, isPermitted } from './permission.ts';

/** Where a path leads: the last name and the directory it is in. */
export interface Place {
  readonly parent: DirectoryInode;
  /** The last name of the path: also `.`, `..`, or `/` for a path of slashes only. */
  readonly name: string;
  /** What has this name; a symbolic link itself, unless it was to be followed. */
  readonly found: Inode | undefined;
  /**
   * The path ended in a slash. What makes anything but a directory then gives ENOENT, or EEXIST if something is there;
   * what removes or renames anything but a directory gives ENOTDIR.
   */
  readonly mustBeDirectory: boolean;
}

/** What finds a name in a directory (not `.` or `..`), undefined if it is not there, or a negative error. */
export interface Directories {
  child(directory: DirectoryInode, name: string): Inode | undefined | number;
}

/**
 * Follows a path from `start`, or from the user's root if it begins with a slash. Symbolic links on the way are followed,
 * the last name's only as `options` say: `followSlash` if a slash comes after it, else `followLast`. The result is a negative
 * error if a directory on the way is missing or may not be searched. See path_resolution(7).
 */
export function walk(
  directories: Directories,
  user: FileUser,
  start: DirectoryInode,
  path: string,
  options: { readonly followLast: boolean; readonly followSlash: boolean },
): Place | number {
  if (path === '') return -E.ENOENT;
  if (path.length >= PATH_MAX) return -E.ENAMETOOLONG;
  const { root } = user.directory;
  let directory = path.startsWith('/') ? root : start;
  let rest = path;
  let links = 0;
  for (;;) {
    const { name, tail, hasSlash } = splitFirst(rest);
    if (name === '')
      return {
        parent: directory,
        name: '/',
        found: directory,
        mustBeDirectory: true,
      };
    if (!isPermitted(user, directory, X_OK)) return -E.EACCES;
    const isLast = tail === '';
    let found = step(directories, directory, root, name);
    if (typeof found === 'number') return found;
    const follows = !isLast || (hasSlash ? options.followSlash : options.followLast);
    if (found?.kind === 'link' && follows) {
      if (++links > SYMLINK_MAX) return -E.ELOOP;
      if (found.leadsTo !== undefined) found = found.leadsTo;
    }
    if (found?.kind === 'link' && follows) {
      if (found.target.startsWith('/')) directory = root;
      rest = hasSlash ? `${found.target}/${tail}` : found.target;
    } else if (isLast) {
      return { parent: directory, name, found, mustBeDirectory: hasSlash };
    } else {
      if (found === undefined) return -E.ENOENT;
      if (found.kind !== 'directory') return -E.ENOTDIR;
      directory = found;
      rest = tail;
    }
  }
}

/** Names that stand for a directory and cannot be made or removed. */
export function isSpecialName(name: string): boolean {
  return name === '.' || name === '..' || name === '/';
}

/** The first name of a path, what follows it without leading slashes, and whether a slash came in between. */
function splitFirst(path: string): {
  name: string;
  tail: string;
  hasSlash: boolean;
} {
  let start = 0;
  while (path[start] === '/') start++;
  const end = path.indexOf('/', start);
  if (end < 0) return { name: path.slice(start), tail: '', hasSlash: false };
  let next = end;
  while (path[next] === '/') next++;
  return {
    name: path.slice(start, end),
    tail: path.slice(next),
    hasSlash: true,
  };
}

function step(
  directories: Directories,
  directory: DirectoryInode,
  root: DirectoryInode,
  name: string,
): Inode | undefined | number {
  if (name === '.') return directory;
  if (name === '..') return directory === root ? directory : directory.parent;
  return name.length > NAME_MAX ? -E.ENAMETOOLONG : directories.child(directory, name);
}
