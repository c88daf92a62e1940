import { STATX_BASIC_STATS } from '../../abi/files.ts';
import { STRUCTS } from '../../abi/structs.ts';
import { PAGE_SIZE } from '../../machine/memory.ts';
import { type Inode, inodeSize, type Timestamp } from './inode.ts';

const { bytes: STATX_SIZE, fields: AT } = STRUCTS.statx;

/** Writes a struct statx that describes `inode`. */
export function fillStatx(inode: Inode, target: Uint8Array): void {
  const view = new DataView(target.buffer, target.byteOffset, STATX_SIZE);
  target.fill(0, 0, STATX_SIZE);
  const size = inodeSize(inode);
  view.setUint32(AT.mask, STATX_BASIC_STATS, true);
  view.setUint32(AT.blksize, PAGE_SIZE, true);
  view.setUint32(AT.nlink, inode.links, true);
  view.setUint32(AT.uid, inode.uid, true);
  view.setUint32(AT.gid, inode.gid, true);
  view.setUint16(AT.mode, inode.mode, true);
  setUint64(view, AT.ino, inode.number);
  setUint64(view, AT.size, size);
  setUint64(view, AT.blocks, blocks(inode));
  setTime(view, AT.atime, inode.accessed);
  setTime(view, AT.ctime, inode.changed);
  setTime(view, AT.mtime, inode.modified);
  if (inode.kind === 'device') {
    view.setUint32(AT.rdev_major, inode.major, true);
    view.setUint32(AT.rdev_minor, inode.minor, true);
  }
  view.setUint32(AT.dev_minor, inode.device, true);
}

/** The units of 512 bytes that a file takes: its frames, or all of it if it comes from the host or an image. */
function blocks(inode: Inode): number {
  if (inode.kind !== 'file') return 0;
  const pages = inode.source !== undefined ? Math.ceil(inode.size / PAGE_SIZE) : inode.pages.size;
  return pages * (PAGE_SIZE / 512);
}

/** struct statx_timestamp: seconds as a signed 64-bit number, then nanoseconds. */
function setTime(view: DataView, at: number, time: Timestamp): void {
  view.setBigInt64(at, BigInt(time.seconds), true);
  view.setUint32(at + 8, time.nanoseconds, true);
}

function setUint64(view: DataView, at: number, value: number): void {
  view.setUint32(at, value >>> 0, true);
  view.setUint32(at + 4, Math.floor(value / 2 ** 32), true);
}
