import { E } from '../../abi/errno.ts';
import type { FileSystem } from './file-system.ts';
import { type DirectoryInode, type Inode, type NewInode, newDirectory } from './inode.ts';

/**
 * Puts a directory of another file system at `path`, which hides what was there; directories on the way are made. At `/` it
 * becomes the root. 0 or a negative error.
 */
export function graft(
  files: FileSystem,
  path: string,
  facts: NewInode,
  tree: Pick<DirectoryInode, 'source' | 'isLoaded'>,
): number {
  const { directory, name } = splitPath(path);
  if (name === '') {
    files.root = Object.assign(newDirectory(facts, '/'), tree);
    return 0;
  }
  const parent = files.addDirectory(directory);
  if (typeof parent === 'number') return parent;
  const hidden = files.child(parent, name);
  if (typeof hidden === 'number') return hidden;
  if (hidden?.kind !== 'directory') parent.links++;
  files.detach(parent, name);
  files.attach(parent, name, Object.assign(newDirectory(facts, name, parent), tree, { isMountPoint: true }));
  return 0;
}

/** Puts `inode`, which lives in memory even in a host folder, at `path` in place of what is there. 0 or a negative error. */
export function addInode(files: FileSystem, path: string, inode: Inode): number {
  const { directory, name } = splitPath(path);
  const parent = files.addDirectory(directory);
  if (typeof parent === 'number') return parent;
  const found = files.child(parent, name);
  if (typeof found === 'number') return found;
  if (found?.kind === 'directory') return -E.EISDIR;
  if (found !== undefined) {
    files.detach(parent, name);
    files.loseName(parent, found);
  }
  files.attach(parent, name, inode);
  return 0;
}

/** The directory at `path`; what is missing of it is made in memory, with facts from `newFacts`. */
export function addDirectory(files: FileSystem, path: string, newFacts: () => NewInode): DirectoryInode | number {
  let directory = files.root;
  for (const name of partsOf(path)) {
    let next = files.child(directory, name);
    if (next === undefined) {
      next = newDirectory(newFacts(), name, directory);
      files.attach(directory, name, next);
      directory.links++;
    }
    if (typeof next === 'number') return next;
    if (next.kind !== 'directory') return -E.ENOTDIR;
    directory = next;
  }
  return directory;
}

function splitPath(path: string): { directory: string; name: string } {
  const parts = partsOf(path);
  return { directory: parts.slice(0, -1).join('/'), name: parts.at(-1) ?? '' };
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}
