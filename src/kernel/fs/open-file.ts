import { E } from '../../abi/errno.ts';
import { O_ACCMODE, O_APPEND, O_RDONLY, POLLIN, POLLOUT, SEEK_CUR, SEEK_END, SEEK_SET } from '../../abi/files.ts';
import type { OpenObject } from '../io/object.ts';
import type { Services } from '../services.ts';
import { WaitQueue } from '../wait-queue.ts';
import type { FileSystem } from './file-system.ts';
import type { FileInode, Inode } from './inode.ts';
import { dropSetIds } from './permission.ts';

/** An open regular file: what open(2) calls an open file description. */
export class OpenFile implements OpenObject {
  readonly kind = 'file';
  readonly inode: FileInode;
  references = 0;
  flags: number;
  readonly readers = new WaitQueue();
  readonly writers = new WaitQueue();
  offset = 0;
  private readonly files: FileSystem;

  constructor(files: FileSystem, inode: FileInode, flags: number) {
    this.files = files;
    this.inode = inode;
    this.flags = flags;
    files.hold(inode);
    if (this.mayWrite) inode.writers++;
  }

  read(services: Services, target: Uint8Array): number {
    const count = this.readAt(services, target, this.offset);
    if (count > 0) this.offset += count;
    return count;
  }

  write(services: Services, source: Uint8Array): number {
    if ((this.flags & O_APPEND) !== 0) this.offset = this.inode.size;
    const count = this.writeAt(services, source, this.offset);
    if (count > 0) this.offset += count;
    return count;
  }

  readAt(_services: Services, target: Uint8Array, offset: number): number {
    return this.files.data.read(this.inode, offset, target);
  }

  /** With O_APPEND Linux appends here too, whatever the offset (pwrite(2), Bugs). */
  writeAt({ current }: Services, source: Uint8Array, offset: number): number {
    if (current !== undefined) dropSetIds(current.process, this.inode);
    const at = (this.flags & O_APPEND) !== 0 ? this.inode.size : offset;
    return this.files.data.write(this.inode, at, source);
  }

  seek(_services: Services, offset: number, whence: number): number {
    const moved = seekTarget(this.offset, this.inode.size, offset, whence);
    if (moved >= 0) this.offset = moved;
    return moved;
  }

  poll(): number {
    return POLLIN | POLLOUT;
  }

  close(): void {
    if (this.mayWrite) this.inode.writers--;
    this.files.drop(this.inode);
  }

  private get mayWrite(): boolean {
    return (this.flags & O_ACCMODE) !== O_RDONLY;
  }
}

/** An open file whose content was made when it was opened: a file of /proc. */
export class OpenText implements OpenObject {
  readonly kind = 'file';
  readonly inode: FileInode;
  references = 0;
  flags: number;
  readonly readers = new WaitQueue();
  readonly writers = new WaitQueue();
  offset = 0;
  private readonly content: Uint8Array;

  constructor(inode: FileInode, content: Uint8Array, flags: number) {
    this.inode = inode;
    this.content = content;
    this.flags = flags;
  }

  read(services: Services, target: Uint8Array): number {
    const count = this.readAt(services, target, this.offset);
    this.offset += count;
    return count;
  }

  readAt(_services: Services, target: Uint8Array, offset: number): number {
    const bytes = this.content.subarray(offset, offset + target.length);
    target.set(bytes);
    return bytes.length;
  }

  write(): number {
    return -E.EACCES;
  }

  seek(_services: Services, offset: number, whence: number): number {
    const moved = seekTarget(this.offset, this.content.length, offset, whence);
    if (moved >= 0) this.offset = moved;
    return moved;
  }

  poll(): number {
    return POLLIN | POLLOUT;
  }

  close(): void {}
}

/** What O_PATH opens: a place in the file system, of any type but a directory, that cannot be read or written. */
export class OpenPath implements OpenObject {
  readonly kind = 'file';
  readonly inode: Inode;
  references = 0;
  flags: number;
  readonly readers = new WaitQueue();
  readonly writers = new WaitQueue();
  private readonly files: FileSystem;

  constructor(files: FileSystem, inode: Inode, flags: number) {
    this.files = files;
    this.inode = inode;
    this.flags = flags;
    files.hold(inode);
  }

  read(): number {
    return -E.EBADF;
  }

  write(): number {
    return -E.EBADF;
  }

  poll(): number {
    return 0;
  }

  close(): void {
    this.files.drop(this.inode);
  }
}

/** Where a seek leads from `current` in something of `size` bytes, or -EINVAL (lseek(2)). */
function seekTarget(current: number, size: number, offset: number, whence: number): number {
  const base = whence === SEEK_SET ? 0 : whence === SEEK_CUR ? current : whence === SEEK_END ? size : Number.NaN;
  const target = base + offset;
  return target >= 0 ? target : -E.EINVAL;
}
