import { CAP_MKNOD } from '../../abi/control.ts';
import { E } from '../../abi/errno.ts';
import { NAME_MAX, O_PATH, PATH_MAX, S_IFMT } from '../../abi/files.ts';
import { type PrngState, seedPrng } from '../../base/prng.ts';
import type { Machine } from '../../machine/machine.ts';
import { hasCapability, rootCredentials } from '../credentials.ts';
import type { HostFolder } from '../host.ts';
import type { OpenObject } from '../io/object.ts';
import { DeviceFile } from './device-file.ts';
import { FileData, noteModified } from './file-data.ts';
import { hostChildPath, readHostDirectory } from './host-tree.ts';
import { addDirectory, addInode, graft } from './initial-tree.ts';
import {
  type DeviceInode,
  type DirectoryEntry,
  type DirectoryInode,
  type FifoInode,
  type FileInode,
  type HostSource,
  type Inode,
  type LinkInode,
  type NewInode,
  newDevice,
  newDirectory,
  newFifo,
  newFile,
  newLink,
  newSocket,
  type SocketInode,
  type Timestamp,
  timestamp,
} from './inode.ts';
import { OpenDirectory } from './open-directory.ts';
import { OpenFile, OpenPath, OpenText } from './open-file.ts';
import { openPath } from './open-path.ts';
import { PageCache } from './page-cache.ts';
import { isSpecialName, type Place, walk } from './path-walk.ts';
import {
  type FileUser,
  isOwner,
  modeFor,
  owned,
  refuseMaking,
  refuseOwner,
  refuseRemoving,
  withoutSetIds,
} from './permission.ts';
import { PROC_DEVICE, procChild, procEntries, procText } from './proc.ts';
import type { Mount, ProcessTable } from './proc-facts.ts';
import { type Name, rename } from './rename.ts';

/** The device number of what lives in memory only; mount n is on device FIRST_MOUNT_DEVICE + n. */
const MEMORY_DEVICE = 1;
const FIRST_MOUNT_DEVICE = 16;

/** A change to the host's tree, where a folder is writable; 0 or a negative error. */
type HostChange = (folder: HostFolder, path: string) => number;

/**
 * The tree of files: in memory, with folders of the host grafted in and `/proc` made on demand. The room `fs/`:
 *
 * - `inode.ts`: what there is; `file-data.ts`, `page-cache.ts`: the data of files, as frames
 * - `path-walk.ts`, `open-path.ts`: from paths to inodes; `rename.ts`; `host-tree.ts`: folders of the host
 * - `permission.ts`: who may do what
 * - `open-file.ts`, `open-directory.ts`, `device-file.ts`: what handles name
 * - `proc.ts` and what begins with `proc-`: /proc; `statx.ts`: what statx shows; `initial-tree.ts`: what is there
 *   before the first program
 *
 * Functions give a negative error number on failure, as the calls of the same name do in Linux; those that a process asks
 * for take who it is, and look whether it may. Access times are kept as with `relatime`. A change in a writable host folder
 * is made there first, and not at all if the host refuses it. What comes from the host belongs to root.
 */
export class FileSystem {
  root: DirectoryInode;
  /** The state of /dev/random. */
  random: PrngState = seedPrng(0);
  /** What /proc shows; undefined until it is mounted. */
  processes: ProcessTable | undefined;
  /** By mount index; outside of snapshots. */
  readonly folders: readonly HostFolder[];
  /** The contents of files that were there at the start, read page by page as they are touched; outside of snapshots too. */
  readonly images: Uint8Array[] = [];
  readonly machine: Machine;
  /** Virtual time in cycles: the kernel, once there is one. */
  clock: { now(): number };
  /** What is mounted, in that order. */
  readonly mounts: Mount[] = [{ path: '/', type: 'rootfs', isWritable: true }];
  /** What files contain. */
  readonly data: FileData;
  private readonly cache: PageCache;
  private nextNumber = 1;

  constructor(machine: Machine, folders: readonly HostFolder[], clock: { now(): number }) {
    this.machine = machine;
    this.folders = folders;
    this.clock = clock;
    this.cache = new PageCache(machine, folders, this.images);
    this.data = new FileData(this.cache, clock);
    this.root = newDirectory(this.facts(MEMORY_DEVICE, 0o755), '/');
  }

  /** Who may do everything, from the root of the tree. */
  get superuser(): FileUser {
    return { pid: 0, directory: { root: this.root, current: this.root }, credentials: rootCredentials() };
  }

  /** The present moment. */
  now(): Timestamp {
    return timestamp(this.clock.now());
  }

  /** Frames that hold data of files. */
  get cachedFrames(): number {
    return this.cache.frameCount;
  }

  // Paths

  /** What `path` names; see `walk`. */
  lookup(
    user: FileUser,
    start: DirectoryInode,
    path: string,
    options: { readonly followLast: boolean },
  ): Inode | number {
    const place = walk(this, user, start, path, {
      followLast: options.followLast,
      followSlash: true,
    });
    if (typeof place === 'number') return place;
    if (place.found === undefined) return -E.ENOENT;
    return place.mustBeDirectory && place.found.kind !== 'directory' ? -E.ENOTDIR : place.found;
  }

  /** What `path` names to `user`, from the current directory and through symbolic links. */
  find(user: FileUser, path: string): Inode | number {
    return this.lookup(user, user.directory.current, path, { followLast: true });
  }

  /** Where the last name of `path` is or would be, for calls that make, remove or rename it. */
  lookupParent(user: FileUser, start: DirectoryInode, path: string): Place | number {
    return walk(this, user, start, path, {
      followLast: false,
      followSlash: false,
    });
  }

  /** What openat opens: see `open-path.ts`. `cut` empties a file for O_TRUNC. */
  openPath(
    user: FileUser,
    start: DirectoryInode,
    path: string,
    flags: number,
    mode: number,
    cut: (file: FileInode) => number = (file) => this.data.truncate(file, 0),
  ): Inode | number {
    return openPath(this, user, start, path, flags, mode, cut);
  }

  /** The path of a directory from `root`, or ENOENT if it was removed. */
  pathOf(directory: DirectoryInode, root = this.root): string | number {
    let path = '';
    for (let at = directory; at !== root; at = at.parent) {
      if (at === this.root) return `(unreachable)${path || '/'}`;
      if (at.links === 0 || at.parent === at) return -E.ENOENT;
      path = `/${at.name}${path}`;
    }
    return path.length >= PATH_MAX ? -E.ENAMETOOLONG : path || '/';
  }

  /** The path by which `inode` is known, as /proc shows it; undefined if it never had a name. */
  shownPath(inode: Inode): string | undefined {
    const { parent, name } = inode;
    if (parent === undefined) return undefined;
    const path = this.pathOf(inode.kind === 'directory' ? inode : parent);
    if (typeof path === 'number') return `/${name} (deleted)`;
    if (inode.kind === 'directory') return path;
    const isThere = parent.entries.get(name)?.inode === inode || parent.source?.kind === 'proc';
    return `${path === '/' ? '' : path}/${name}${isThere ? '' : ' (deleted)'}`;
  }

  /** What `name` is in `directory`; undefined if it is not there. */
  child(directory: DirectoryInode, name: string): Inode | undefined | number {
    if (directory.source?.kind === 'proc') return procChild(this, directory.source, directory, name);
    const error = this.loadDirectory(directory);
    return error < 0 ? error : directory.entries.get(name)?.inode;
  }

  /** The entries of a directory, `.` and `..` first, ascending by position. */
  list(directory: DirectoryInode): readonly (readonly [string, DirectoryEntry])[] | number {
    const error = this.loadDirectory(directory);
    if (error < 0) return error;
    const { source } = directory;
    const own = source?.kind === 'proc' ? procEntries(this, source, directory) : [...directory.entries];
    return [['.', { inode: directory, position: 0 }], ['..', { inode: directory.parent, position: 1 }], ...own];
  }

  // Making and removing names

  makeFile(user: FileUser, parent: DirectoryInode, name: string, mode: number): FileInode | number {
    const file = newFile(this.facts(parent.device, mode));
    return this.enter(user, parent, name, file, (folder, path) => folder.makeFile(path, mode));
  }

  makeDirectory(user: FileUser, parent: DirectoryInode, name: string, mode: number): DirectoryInode | number {
    const directory = newDirectory(this.facts(parent.device, mode), name, parent);
    return this.enter(user, parent, name, directory, (folder, path) => folder.makeDirectory(path, mode));
  }

  makeLink(user: FileUser, parent: DirectoryInode, name: string, target: string): LinkInode | number {
    if (target === '') return -E.ENOENT;
    const link = newLink(this.facts(parent.device, 0o777), target);
    return this.enter(user, parent, name, link, (folder, path) => folder.makeLink(path, target));
  }

  /** Devices and named pipes live in memory, even in a writable host folder. */
  makeDevice(
    user: FileUser,
    parent: DirectoryInode,
    name: string,
    mode: number,
    major: number,
    minor: number,
  ): DeviceInode | number {
    if (!hasCapability(user.credentials, CAP_MKNOD)) return this.refuseNew(user, parent, name) || -E.EPERM;
    return this.enter(user, parent, name, newDevice(this.facts(parent.device, mode), major, minor));
  }

  makeFifo(user: FileUser, parent: DirectoryInode, name: string, mode: number): FifoInode | number {
    return this.enter(user, parent, name, newFifo(this.facts(parent.device, mode)));
  }

  /** The name that a socket is bound to. */
  makeSocket(user: FileUser, parent: DirectoryInode, name: string, mode: number): SocketInode | number {
    return this.enter(user, parent, name, newSocket(this.facts(parent.device, mode)));
  }

  /** A socket without a name. */
  newSocket(user: FileUser): SocketInode {
    return owned(user, newSocket(this.facts(MEMORY_DEVICE, 0o777)));
  }

  /** A pipe without a name. */
  newFifo(user: FileUser): FifoInode {
    return owned(user, newFifo(this.facts(MEMORY_DEVICE, 0o600)));
  }

  /** What stands in statx for an object that is nowhere in the file system: it has no type. */
  newAnonymous(): FifoInode {
    return Object.assign(newFifo(this.facts(MEMORY_DEVICE, 0)), { mode: 0o600 });
  }

  /** A file of zeros without a name, for shared anonymous memory: `hold` it, and it goes with the last `drop`. */
  newUnnamedFile(size: number): FileInode {
    return Object.assign(newFile(this.facts(MEMORY_DEVICE, 0o600)), {
      size,
      links: 0,
    });
  }

  /** A file without a name that is opened by whoever made it (memfd_create). */
  newMemoryFile(user: FileUser, mode: number): FileInode {
    return owned(user, Object.assign(newFile(this.facts(MEMORY_DEVICE, mode)), { links: 0 }));
  }

  /** Gives `inode` a second name. */
  link(user: FileUser, inode: Inode, parent: DirectoryInode, name: string): number {
    const refused = this.refuseNew(user, parent, name);
    if (refused < 0) return refused;
    if (inode.kind === 'directory') return -E.EPERM;
    if (inode.device !== parent.device) return -E.EXDEV;
    if (inode.links === 0) return -E.ENOENT;
    // A host folder has no call for hard links.
    if (this.writableFolder(inode) !== undefined) return -E.EPERM;
    this.attach(parent, name, inode);
    inode.links++;
    inode.changed = this.now();
    return 0;
  }

  /** Removes a name of something that is not a directory. */
  unlink(user: FileUser, parent: DirectoryInode, name: string): number {
    if (isSpecialName(name)) return -E.EISDIR;
    const found = this.removable(user, parent, name);
    if (typeof found === 'number') return found;
    if (found.kind === 'directory') return -E.EISDIR;
    return this.remove(parent, name, found);
  }

  /** Removes an empty directory. */
  removeDirectory(user: FileUser, parent: DirectoryInode, name: string): number {
    if (isSpecialName(name)) return name === '.' ? -E.EINVAL : name === '..' ? -E.ENOTEMPTY : -E.EBUSY;
    const found = this.removable(user, parent, name);
    if (typeof found === 'number') return found;
    if (found.kind !== 'directory') return -E.ENOTDIR;
    const refused = this.refuseEmptying(found);
    return refused < 0 ? refused : this.remove(parent, name, found);
  }

  /** See rename(2); `flags` are RENAME_NOREPLACE or RENAME_EXCHANGE. */
  rename(user: FileUser, from: Name, to: Name, flags: number): number {
    return rename(this, user, from, to, flags);
  }

  // Attributes

  /** Sets the permission bits. */
  setMode(user: FileUser, inode: Inode, mode: number): number {
    if (inode.kind === 'link') return -E.EOPNOTSUPP;
    if (!isOwner(user, inode)) return -E.EPERM;
    const permissions = modeFor(user, inode, mode & 0o7777);
    const error = this.changeHost(inode, (folder, path) => folder.setMode(path, permissions));
    if (error < 0) return error;
    inode.mode = (inode.mode & S_IFMT) | permissions;
    inode.changed = this.now();
    return 0;
  }

  /** Sets the owner; -1 leaves an id as it is. It is kept in memory only. */
  setOwner(user: FileUser, inode: Inode, uid: number, gid: number): number {
    const refused = refuseOwner(user, inode, uid, gid);
    if (refused < 0) return refused;
    inode.mode = withoutSetIds(inode);
    if (uid !== -1) inode.uid = uid;
    if (gid !== -1) inode.gid = gid;
    inode.changed = this.now();
    return 0;
  }

  /** Sets the times that are given. */
  setTimes(inode: Inode, accessed: Timestamp | undefined, modified: Timestamp | undefined): number {
    if (modified !== undefined) {
      const seconds = modified.seconds + modified.nanoseconds / 1e9;
      const error = this.changeHost(inode, (folder, path) => folder.setModified(path, seconds));
      if (error < 0) return error;
    }
    inode.accessed = accessed ?? inode.accessed;
    inode.modified = modified ?? inode.modified;
    inode.changed = this.now();
    return 0;
  }

  /** Counts a user of an inode: an open object, a mapping, a running program. */
  hold(inode: Inode): void {
    if (inode.kind === 'file') inode.openCount++;
  }

  /** Counts a user less; the data of a file without names goes with the last one. */
  drop(inode: Inode): void {
    if (inode.kind !== 'file') return;
    inode.openCount--;
    this.releaseUnused(inode);
  }

  /** Makes what a handle names. Terminals and named pipes are opened elsewhere: they give ENXIO here. */
  open(inode: Inode, flags: number): OpenObject | number {
    if (inode.kind === 'directory') return new OpenDirectory(this, inode, flags);
    if ((flags & O_PATH) !== 0) return new OpenPath(this, inode, flags);
    switch (inode.kind) {
      case 'file':
        return inode.source?.kind === 'proc' ? this.openProc(inode, flags) : new OpenFile(this, inode, flags);
      case 'device':
        return DeviceFile.open(inode, flags, this.random);
      case 'fifo':
      case 'socket':
        return -E.ENXIO;
      case 'link':
        return -E.ELOOP;
    }
  }

  // Before the first program: see `initial-tree.ts`

  /** Puts a host folder at `path`. */
  mount(path: string, mountIndex: number): number {
    const source: HostSource = { kind: 'host', mountIndex, path: '' };
    this.mounts.push({ path, type: 'host', isWritable: this.folders[mountIndex]!.writable });
    return graft(this, path, this.facts(FIRST_MOUNT_DEVICE + mountIndex, 0o755), { source, isLoaded: false });
  }

  /** Puts /proc in its place. */
  mountProc(processes: ProcessTable): number {
    this.processes = processes;
    this.mounts.push({ path: '/proc', type: 'proc', isWritable: true });
    return graft(this, '/proc', this.facts(PROC_DEVICE, 0o555), {
      source: { kind: 'proc', pid: 0, file: '' },
      isLoaded: true,
    });
  }

  /** Puts a file at `path`; its pages take frames as they are touched. */
  addFile(path: string, bytes: Uint8Array, mode: number): number {
    const file = newFile(this.facts(MEMORY_DEVICE, mode));
    file.source = { kind: 'image', index: this.images.length, size: bytes.length };
    file.size = bytes.length;
    this.images.push(bytes);
    return addInode(this, path, file);
  }

  /** Puts a device at `path`. */
  addDevice(path: string, mode: number, major: number, minor: number): number {
    return addInode(this, path, newDevice(this.facts(MEMORY_DEVICE, mode), major, minor));
  }

  addLink(path: string, target: string): number {
    return addInode(this, path, newLink(this.facts(MEMORY_DEVICE, 0o777), target));
  }

  /** The directory at `path`, made in memory with those on the way to it if it is missing. */
  addDirectory(path: string): DirectoryInode | number {
    return addDirectory(this, path, () => this.facts(MEMORY_DEVICE, 0o755));
  }

  // For the other files of this room

  /** The writable folder and path of what `inode` stands for on the host, if there is one. */
  writableFolder(inode: Inode): { readonly folder: HostFolder; readonly path: string } | undefined {
    if (!('source' in inode) || inode.source?.kind !== 'host') return undefined;
    const folder = this.folders[inode.source.mountIndex]!;
    return folder.writable ? { folder, path: inode.source.path } : undefined;
  }

  /** 0 if `name` can be made in `parent`, or the error. */
  refuseNew(user: FileUser, parent: DirectoryInode, name: string): number {
    if (isSpecialName(name)) return -E.EEXIST;
    if (name.length > NAME_MAX) return -E.ENAMETOOLONG;
    const found = this.child(parent, name);
    if (typeof found === 'number') return found;
    if (found !== undefined) return -E.EEXIST;
    return parent.links === 0 || parent.source?.kind === 'proc' ? -E.ENOENT : refuseMaking(user, parent);
  }

  /** 0 if `directory` can be removed or replaced, or the error. */
  refuseEmptying(directory: DirectoryInode): number {
    if (directory.isMountPoint) return -E.EBUSY;
    const error = this.loadDirectory(directory);
    if (error < 0) return error;
    return directory.entries.size > 0 ? -E.ENOTEMPTY : 0;
  }

  /** Puts `inode` under a new name, last in the directory's listing. Link counts are the caller's. */
  attach(parent: DirectoryInode, name: string, inode: Inode): void {
    parent.entries.set(name, { inode, position: parent.nextPosition++ });
    inode.parent = parent;
    inode.name = name;
    noteModified(parent, this.now());
  }

  /** Takes a name away. Link counts are the caller's. */
  detach(parent: DirectoryInode, name: string): void {
    parent.entries.delete(name);
    noteModified(parent, this.now());
  }

  /** Notes that `inode` has lost a name (a directory: its only one); its data goes if nothing uses it. */
  loseName(parent: DirectoryInode, inode: Inode): void {
    if (inode.kind === 'directory') {
      inode.links = 0;
      parent.links--;
    } else {
      inode.links--;
    }
    inode.changed = this.now();
    if (inode.kind === 'file') this.releaseUnused(inode);
  }

  /** Reads what an open file still has with the host, before the host removes it. */
  keepData(inode: Inode): void {
    if (inode.kind === 'file' && inode.openCount > 0) this.cache.loadAll(inode);
  }

  private openProc(inode: FileInode, flags: number): OpenObject | number {
    const content = procText(this, inode);
    return typeof content === 'number' ? content : new OpenText(inode, content, flags);
  }

  /** Makes a name for a new inode, on the host too if the folder is writable and `onHost` says how. */
  private enter<T extends Inode>(
    user: FileUser,
    parent: DirectoryInode,
    name: string,
    inode: T,
    onHost?: HostChange,
  ): T | number {
    const refused = this.refuseNew(user, parent, name);
    if (refused < 0) return refused;
    owned(user, inode, parent);
    const writable = this.writableFolder(parent);
    if (writable !== undefined && onHost !== undefined && parent.source?.kind === 'host') {
      const source: HostSource = {
        ...parent.source,
        path: hostChildPath(parent.source, name),
      };
      const error = onHost(writable.folder, source.path);
      if (error < 0) return error;
      if (inode.kind === 'file') inode.source = { ...source, size: 0 };
      else if (inode.kind === 'directory' || inode.kind === 'link') inode.source = source;
    }
    this.attach(parent, name, inode);
    if (inode.kind === 'directory') parent.links++;
    return inode;
  }

  /** What has a name that `user` may take away, or the error. */
  private removable(user: FileUser, parent: DirectoryInode, name: string): Inode | number {
    const found = this.child(parent, name) ?? -E.ENOENT;
    return typeof found === 'number' ? found : refuseRemoving(user, parent, found) || found;
  }

  private remove(parent: DirectoryInode, name: string, inode: Inode): number {
    if (parent.source?.kind === 'proc') return -E.EPERM;
    if (this.writableFolder(inode) !== undefined) this.keepData(inode);
    const error = this.changeHost(inode, (folder, path) => folder.remove(path, inode.kind === 'directory'));
    if (error < 0) return error;
    this.detach(parent, name);
    this.loseName(parent, inode);
    return 0;
  }

  private changeHost(inode: Inode, change: HostChange): number {
    const writable = this.writableFolder(inode);
    return writable === undefined ? 0 : change(writable.folder, writable.path);
  }

  private releaseUnused(inode: FileInode): void {
    if (inode.links === 0 && inode.openCount === 0) this.cache.release(inode);
  }

  private facts(device: number, mode: number, time: Timestamp = this.now()): NewInode {
    return { number: this.nextNumber++, device, mode, time };
  }

  /** Reads a host directory that has not been read. */
  private loadDirectory(directory: DirectoryInode): number {
    const { source } = directory;
    if (directory.isLoaded || source?.kind !== 'host') return 0;
    const folder = this.folders[source.mountIndex]!;
    return readHostDirectory(folder, directory, source, (mode, time) => this.facts(directory.device, mode, time));
  }
}
