import { PAGE_SIZE } from '../../machine/memory.ts';
import { type Inode, inodeSize, type Timestamp } from './inode.ts';

/** Bytes of a struct statx (statx(2)). */
export const STATX_SIZE = 256;

const STATX_BASIC_STATS = 0x7ff;

/** Writes a struct statx that describes `inode`. */
export function fillStatx(inode: Inode, target: Uint8Array): void {
  const view = new DataView(target.buffer, target.byteOffset, STATX_SIZE);
  target.fill(0, 0, STATX_SIZE);
  const size = inodeSize(inode);
  view.setUint32(0, STATX_BASIC_STATS, true);
  view.setUint32(4, PAGE_SIZE, true);
  view.setUint32(16, inode.links, true);
  view.setUint32(20, inode.uid, true);
  view.setUint32(24, inode.gid, true);
  view.setUint16(28, inode.mode, true);
  setUint64(view, 32, inode.number);
  setUint64(view, 40, size);
  setUint64(view, 48, blocks(inode));
  setTime(view, 64, inode.accessed);
  setTime(view, 96, inode.changed);
  setTime(view, 112, inode.modified);
  if (inode.kind === 'device') {
    view.setUint32(128, inode.major, true);
    view.setUint32(132, inode.minor, true);
  }
  view.setUint32(140, inode.device, true);
}

/** The units of 512 bytes that a file takes: its frames, or all of it if it comes from the host. */
function blocks(inode: Inode): number {
  if (inode.kind !== 'file') return 0;
  const pages = inode.source?.kind === 'host' ? Math.ceil(inode.size / PAGE_SIZE) : inode.pages.size;
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
