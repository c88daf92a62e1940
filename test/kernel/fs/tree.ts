import { stringBytes } from '../../../src/base/bytes.ts';
import { rootCredentials } from '../../../src/kernel/credentials.ts';
import { FileSystem } from '../../../src/kernel/fs/file-system.ts';
import type { DirectoryInode, FileInode, Inode } from '../../../src/kernel/fs/inode.ts';
import type { FileUser } from '../../../src/kernel/fs/permission.ts';
import type { HostFolder } from '../../../src/kernel/host.ts';
import { Machine } from '../../../src/machine/machine.ts';

/** A file system on a machine of its own, with shortcuts by path; a shortcut that should work throws if it does not. */
export class Tree {
  readonly machine: Machine;
  readonly files: FileSystem;
  /** Virtual time in cycles. */
  cycles = 0;
  /** Who acts: root, until it is another. */
  credentials = rootCredentials();
  /** Where paths begin for who acts, unless it is the root of the tree. */
  jail: DirectoryInode | undefined;

  constructor({ frames = 64, folders = [] }: { frames?: number; folders?: readonly HostFolder[] } = {}) {
    this.machine = new Machine({ harts: 1, frames });
    this.files = new FileSystem(this.machine, folders, { now: () => this.cycles });
  }

  get root(): DirectoryInode {
    return this.files.root;
  }

  get user(): FileUser {
    return { pid: 0, directory: { root: this.jail ?? this.root, current: this.root }, credentials: this.credentials };
  }

  get freeFrames(): number {
    this.machine.frames.endRound();
    return this.machine.frames.freeCount;
  }

  look(path: string, followLast = true, start = this.root): Inode | number {
    return this.files.lookup(this.user, start, path, { followLast });
  }

  at(path: string): Inode {
    return expectInode(this.look(path, false), path);
  }

  directory(path: string): DirectoryInode {
    const inode = expectInode(this.look(path), path);
    if (inode.kind !== 'directory') throw new Error(`${path} is a ${inode.kind}`);
    return inode;
  }

  file(path: string): FileInode {
    const inode = this.at(path);
    if (inode.kind !== 'file') throw new Error(`${path} is a ${inode.kind}`);
    return inode;
  }

  /** Makes directories, files (`name=content`) and links (`name->target`), in order. */
  make(...paths: string[]): this {
    for (const path of paths) {
      const [, full = '', kind = '', rest = ''] = /^(.*?)(->|=|$)(.*)$/s.exec(path) ?? [];
      const target = full.slice(0, full.lastIndexOf('/') + 1);
      const name = full.slice(target.length);
      const parent = this.directory(target);
      if (kind === '->') expectInode(this.files.makeLink(this.user, parent, name, rest), path);
      else if (kind === '=') this.put(parent, name, rest);
      else expectInode(this.files.makeDirectory(this.user, parent, name, 0o755), path);
    }
    return this;
  }

  read(path: string): string {
    return this.content(this.file(path));
  }

  content(file: FileInode): string {
    const bytes = new Uint8Array(file.size);
    const count = this.files.data.read(file, 0, bytes);
    if (count !== file.size) throw new Error(`read ${count} of ${file.size} bytes`);
    return String.fromCharCode(...bytes);
  }

  write(path: string, offset: number, text: string): number {
    return this.files.data.write(this.file(path), offset, stringBytes(text));
  }

  unlink(path: string): number {
    const place = this.place(path);
    return this.files.unlink(this.user, place.parent, place.name);
  }

  removeDirectory(path: string): number {
    const place = this.place(path);
    return this.files.removeDirectory(this.user, place.parent, place.name);
  }

  link(from: string, to: string): number {
    const place = this.place(to);
    return this.files.link(this.user, this.at(from), place.parent, place.name);
  }

  rename(from: string, to: string, flags = 0): number {
    const old = this.place(from);
    const place = this.place(to);
    return this.files.rename(this.user, old, place, flags);
  }

  /** The names in a directory, in listing order, without `.` and `..`. */
  names(path: string): string[] {
    const entries = this.files.list(this.directory(path));
    if (typeof entries === 'number') throw new Error(`list ${path}: ${entries}`);
    return entries.map(([name]) => name).slice(2);
  }

  place(path: string) {
    const place = this.files.lookupParent(this.user, this.root, path);
    if (typeof place === 'number') throw new Error(`lookupParent ${path}: ${place}`);
    return place;
  }

  private put(parent: DirectoryInode, name: string, text: string): void {
    const file = this.files.makeFile(this.user, parent, name, 0o644);
    if (typeof file === 'number') throw new Error(`makeFile ${name}: ${file}`);
    this.files.data.write(file, 0, stringBytes(text));
  }
}

function expectInode<T extends Inode>(inode: T | number, path: string): T {
  if (typeof inode === 'number') throw new Error(`${path}: ${inode}`);
  return inode;
}
