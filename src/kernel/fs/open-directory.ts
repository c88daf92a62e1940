import { E } from '../../abi/errno.ts';
import { POLLIN, POLLOUT, S_IFMT, SEEK_CUR, SEEK_SET } from '../../abi/files.ts';
import { STRUCTS } from '../../abi/structs.ts';
import type { OpenObject } from '../io/object.ts';
import type { Services } from '../services.ts';
import { WaitQueue } from '../wait-queue.ts';
import type { FileSystem } from './file-system.ts';
import type { DirectoryInode, Inode } from './inode.ts';

/**
 * One record of getdents64, padded to 8 bytes:
 *
 *     0   inode number (8)   8  offset to go on after this entry (8)
 *     16  record length (2)  18 type (1)   19  name and a zero byte
 */
const { fields: AT } = STRUCTS.dirent;
const NAME_AT = AT.name;

/**
 * An open directory. Its offset is the position of the next entry: `.` is at 0, `..` at 1. Entries keep their positions
 * when others are removed, so that removing what one lists is safe.
 */
export class OpenDirectory implements OpenObject {
  readonly kind = 'directory';
  readonly inode: DirectoryInode;
  references = 0;
  flags: number;
  readonly readers = new WaitQueue();
  readonly writers = new WaitQueue();
  offset = 0;
  private readonly files: FileSystem;

  constructor(files: FileSystem, inode: DirectoryInode, flags: number) {
    this.files = files;
    this.inode = inode;
    this.flags = flags;
  }

  /** Writes as many records as fit; how many bytes they take, 0 at the end, EINVAL if not even one fits. */
  readEntries(target: Uint8Array): number {
    if (this.inode.links === 0) return -E.ENOENT;
    const entries = this.files.list(this.inode);
    if (typeof entries === 'number') return entries;
    let length = 0;
    for (const [name, { inode, position }] of entries) {
      if (position < this.offset) continue;
      const recordLength = Math.ceil((NAME_AT + name.length + 1) / 8) * 8;
      if (length + recordLength > target.length) return length > 0 ? length : -E.EINVAL;
      writeRecord(target.subarray(length, length + recordLength), name, inode, position + 1);
      length += recordLength;
      this.offset = position + 1;
    }
    return length;
  }

  read(): number {
    return -E.EISDIR;
  }

  write(): number {
    return -E.EBADF;
  }

  seek(_services: Services, offset: number, whence: number): number {
    const base = whence === SEEK_SET ? 0 : whence === SEEK_CUR ? this.offset : Number.NaN;
    const target = base + offset;
    if (!(target >= 0)) return -E.EINVAL;
    this.offset = target;
    return target;
  }

  poll(): number {
    return POLLIN | POLLOUT;
  }

  close(): void {}
}

function writeRecord(target: Uint8Array, name: string, inode: Inode, nextOffset: number): void {
  const view = new DataView(target.buffer, target.byteOffset, target.length);
  target.fill(0);
  view.setUint32(AT.ino, inode.number >>> 0, true);
  view.setUint32(AT.ino + 4, Math.floor(inode.number / 2 ** 32), true);
  view.setUint32(AT.off, nextOffset, true);
  view.setUint16(AT.reclen, target.length, true);
  // DT_ types are the type bits of the mode, shifted down.
  target[AT.type] = (inode.mode & S_IFMT) >>> 12;
  for (let at = 0; at < name.length; at++) target[NAME_AT + at] = name.charCodeAt(at);
}
