import type { HostEntry, HostFolder } from '../host.ts';
import {
  type DirectoryInode,
  type HostSource,
  type Inode,
  type NewInode,
  newDirectory,
  newFile,
  newLink,
  type Timestamp,
} from './inode.ts';

/** The host path of `name` in a host directory. */
export function hostChildPath(source: HostSource, name: string): string {
  return source.path === '' ? name : `${source.path}/${name}`;
}

/**
 * Reads a host directory, sorted by name, into the inodes that stand for it from now on. What is neither file, directory
 * nor link is left out, and so are names that could mean something else in a path. 0 or a negative error.
 */
export function readHostDirectory(
  folder: HostFolder,
  directory: DirectoryInode,
  source: HostSource,
  newFacts: (mode: number, time: Timestamp) => NewInode,
): number {
  const listed = folder.list(source.path);
  if (typeof listed === 'number') return listed;
  const entries = listed
    .filter(({ name }) => name !== '' && name !== '.' && name !== '..' && !name.includes('/') && !name.includes('\0'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = hostChildPath(source, entry.name);
    const facts = newFacts(entry.mode, fromSeconds(entry.modified));
    const inode = hostInode(folder, entry, path, facts, directory);
    // What was added in memory before hides what the host has.
    if (inode === undefined || directory.entries.has(entry.name)) continue;
    if (inode.kind === 'file') inode.source = { ...source, path, size: entry.size };
    else inode.source = { ...source, path };
    inode.parent = directory;
    inode.name = entry.name;
    directory.entries.set(entry.name, {
      inode,
      position: directory.nextPosition++,
    });
    if (inode.kind === 'directory') directory.links++;
  }
  directory.isLoaded = true;
  return 0;
}

/** Notes that the host has renamed what `inode` stands for, and with it all that is below. */
export function moveSource(inode: Inode, path: string): void {
  if (inode.kind !== 'file' && inode.kind !== 'directory' && inode.kind !== 'link') return;
  const { source } = inode;
  if (source?.kind !== 'host') return;
  source.path = path;
  if (inode.kind !== 'directory') return;
  for (const [name, entry] of inode.entries) moveSource(entry.inode, hostChildPath(source, name));
}

function hostInode(folder: HostFolder, entry: HostEntry, path: string, facts: NewInode, parent: DirectoryInode) {
  switch (entry.kind) {
    case 'file':
      return Object.assign(newFile(facts), { size: entry.size });
    case 'directory':
      return Object.assign(newDirectory(facts, entry.name, parent), {
        isLoaded: false,
      });
    case 'link': {
      const target = folder.readLink(path);
      return typeof target === 'string' && target !== '' ? newLink(facts, target) : undefined;
    }
    case 'other':
      return undefined;
  }
}

function fromSeconds(time: number): Timestamp {
  const seconds = Math.floor(time);
  return {
    seconds,
    nanoseconds: Math.min(999_999_999, Math.round((time - seconds) * 1e9)),
  };
}
