import { E } from '../../abi/errno.ts';
import { O_PATH } from '../../abi/files.ts';
import type { Call } from '../call.ts';
import { waitForRequest } from './disk-wait.ts';

/** The highest number of posix_fadvise(2). */
const ADVICE_MAX = 5;

/** Calls that bring files to the disk: writes go there by themselves, and `fsync` waits for what is not there yet. */
export const storageCalls = {
  sync: () => 0,
  fsync: syncFile,
  fdatasync: syncFile,
  sync_file_range: syncFile,

  fadvise64_64(call: Call): number {
    const object = call.object(call.args[0]!);
    if (object === undefined || (object.flags & O_PATH) !== 0) return -E.EBADF;
    if (object.kind === 'pipe') return -E.ESPIPE;
    const length = call.int(4) * 2 ** 32 + call.args[3]!;
    return length < 0 || call.args[5]! > ADVICE_MAX ? -E.EINVAL : 0;
  },
};

function syncFile(call: Call): number {
  const object = call.object(call.args[0]!);
  if (object === undefined || (object.flags & O_PATH) !== 0) return -E.EBADF;
  const { inode } = object;
  if (inode.kind !== 'file' && inode.kind !== 'directory') return -E.EINVAL;
  if (inode.kind !== 'file') return 0;
  const waiting = inode.isDirty ? waitForRequest(call) : 0;
  if (waiting !== 0) return waiting;
  inode.isDirty = false;
  return call.kernel.files.data.writeBackAll(inode);
}
