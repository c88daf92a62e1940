import type { Call } from '../call.ts';
import type { Inode } from '../fs/inode.ts';

/**
 * Makes the call wait for the disk if it is about to read pages of a file that are not in the page cache: BLOCKED, and
 * when it is executed again they are read. 0 if there is nothing to wait for. One request brings all pages of a call.
 */
export function waitForPages(call: Call, inode: Inode, offset: number, length: number): number {
  const { disk, files } = call.kernel;
  if (disk.latency === 0 || inode.kind !== 'file' || call.wait?.reason === 'disk') return 0;
  return files.data.isOnDisk(inode, offset, length) ? waitForRequest(call) : 0;
}

/** Makes the call wait until the disk has served a request; 0 if that takes no time or is over. */
export function waitForRequest(call: Call): number {
  const { disk } = call.kernel;
  if (disk.latency === 0 || call.wait?.reason === 'disk') return 0;
  return call.block('disk', [], { deadline: disk.request(call.kernel.now()) });
}
