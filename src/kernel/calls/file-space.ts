import { E } from '../../abi/errno.ts';
import * as f from '../../abi/files.ts';
import * as l from '../../abi/locks.ts';
import { RLIMIT_FSIZE } from '../../abi/processes.ts';
import { STRUCTS } from '../../abi/structs.ts';
import { PAGE_SIZE } from '../../machine/memory.ts';
import type { Call } from '../call.ts';
import type { FileInode, Inode } from '../fs/inode.ts';
import { OpenFile } from '../fs/open-file.ts';
import { isPermitted } from '../fs/permission.ts';
import type { OpenObject } from '../io/object.ts';
import { softLimit } from '../limits.ts';
import { install } from './descriptor.ts';
import { fileTooLarge } from './file-limit.ts';
import { cutFile } from './files.ts';

const ALL_SEALS = l.F_SEAL_SEAL | l.F_SEAL_SHRINK | l.F_SEAL_GROW | l.F_SEAL_WRITE | l.F_SEAL_FUTURE_WRITE;
const MEMFD_FLAGS = l.MFD_CLOEXEC | l.MFD_ALLOW_SEALING | l.MFD_NOEXEC_SEAL | l.MFD_EXEC;
/** What statfs calls a file system: files in memory, /proc, a folder of the host. */
const TMPFS_MAGIC = 0x01021994;
const PROC_MAGIC = 0x9fa0;
const V9FS_MAGIC = 0x01021997;
/** statfs: the flags that follow are meaningful; access times are kept as with `relatime`. */
const ST_VALID = 0x20;
const ST_RELATIME = 0x1000;

/** Calls about the room that files take, and files that are nothing but room. */
export const fileSpaceCalls = {
  truncate64(call: Call): number {
    const inode = inodeOf(call);
    if (typeof inode === 'number') return inode;
    const size = call.int(2) * 2 ** 32 + call.args[1]!;
    if (inode.kind === 'directory') return -E.EISDIR;
    if (inode.kind !== 'file' || size < 0) return -E.EINVAL;
    if (!isPermitted(call.process, inode, f.W_OK)) return -E.EACCES;
    if (inode.runners > 0) return -E.ETXTBSY;
    if (size > Math.max(inode.size, softLimit(call.process, RLIMIT_FSIZE))) return fileTooLarge(call);
    return cutFile(call, inode, size);
  },

  /** Gives a file frames, and a length to go with them; or takes the content of a part away. */
  fallocate(call: Call): number {
    const object = call.object(call.args[0]!);
    const mode = call.args[1]!;
    const offset = call.int(3) * 2 ** 32 + call.args[2]!;
    const length = call.int(5) * 2 ** 32 + call.args[4]!;
    if (object === undefined || (object.flags & f.O_PATH) !== 0) return -E.EBADF;
    if (offset < 0 || length <= 0) return -E.EINVAL;
    const punches = mode === (f.FALLOC_FL_PUNCH_HOLE | f.FALLOC_FL_KEEP_SIZE);
    if (mode !== 0 && mode !== f.FALLOC_FL_KEEP_SIZE && !punches) return -E.EOPNOTSUPP;
    if ((object.flags & f.O_ACCMODE) === f.O_RDONLY) return -E.EBADF;
    if (object.kind === 'pipe') return -E.ESPIPE;
    if (!(object instanceof OpenFile)) return -E.ENODEV;
    const { files } = call.kernel;
    if (punches) return files.data.punch(object.inode, offset, length);
    const grows = mode === 0 && offset + length > object.inode.size;
    if (grows && offset + length > softLimit(call.process, RLIMIT_FSIZE)) return fileTooLarge(call);
    return files.data.reserve(object.inode, offset, length, mode === 0);
  },

  memfd_create(call: Call): number {
    const flags = call.args[1]!;
    const neverExecutes = (flags & l.MFD_NOEXEC_SEAL) !== 0;
    if ((flags & ~MEMFD_FLAGS) !== 0 || (neverExecutes && (flags & l.MFD_EXEC) !== 0)) return -E.EINVAL;
    const name = call.memory.readString(call.args[0]!, l.MFD_NAME_MAX + 1);
    if (name === undefined) return -E.EFAULT;
    if (name === null) return -E.EINVAL;
    const inode = call.kernel.files.newMemoryFile(call.process, neverExecutes ? 0o666 : 0o777);
    inode.seals = (flags & (l.MFD_ALLOW_SEALING | l.MFD_NOEXEC_SEAL)) !== 0 ? 0 : l.F_SEAL_SEAL;
    const object = new OpenFile(call.kernel.files, inode, f.O_RDWR | f.O_LARGEFILE);
    const fd = install(call, object, (flags & l.MFD_CLOEXEC) !== 0);
    if (fd < 0) object.close();
    return fd;
  },

  statfs64(call: Call): number {
    const inode = inodeOf(call);
    return typeof inode === 'number' ? inode : tellFileSystem(call, inode);
  },

  fstatfs64(call: Call): number {
    const object = call.object(call.args[0]!);
    return object === undefined ? -E.EBADF : tellFileSystem(call, object.inode);
  },
};

/** F_ADD_SEALS: what `seals` says may not be done to the file any more. */
export function addSeals(call: Call, object: OpenObject, seals: number): number {
  const { inode } = object;
  if ((object.flags & f.O_ACCMODE) === f.O_RDONLY) return -E.EPERM;
  if ((seals & ~ALL_SEALS) !== 0 || inode.kind !== 'file' || inode.seals === undefined) return -E.EINVAL;
  if ((inode.seals & l.F_SEAL_SEAL) !== 0) return -E.EPERM;
  if ((seals & l.F_SEAL_WRITE) !== 0 && isMappedForWriting(call, inode)) return -E.EBUSY;
  inode.seals |= seals;
  return 0;
}

/** F_GET_SEALS. */
export function getSeals({ inode }: OpenObject): number {
  return inode.kind === 'file' && inode.seals !== undefined ? inode.seals : -E.EINVAL;
}

function isMappedForWriting(call: Call, inode: FileInode): boolean {
  return [...call.kernel.processes.values()].some(({ space }) =>
    space.areas.some(
      ({ isShared, backing }) =>
        isShared && backing.kind === 'file' && backing.inode === inode && backing.isReadOnly !== true,
    ),
  );
}

/** The inode that the path in a0 names. */
function inodeOf(call: Call): Inode | number {
  const path = call.path(call.args[0]!);
  if (typeof path === 'number') return path;
  return call.kernel.files.find(call.process, path);
}

/** Writes struct statfs64 of `inode`'s file system: all memory that is free can become files. */
function tellFileSystem(call: Call, inode: Inode): number {
  const [, size, addr] = call.args as [number, number, number];
  const { bytes, fields } = STRUCTS.statfs64;
  if (size !== bytes) return -E.EINVAL;
  const { total, freeCount } = call.kernel.machine.frames;
  const kind = 'source' in inode ? inode.source?.kind : undefined;
  const target = new Uint8Array(bytes);
  const view = new DataView(target.buffer);
  const put = (at: number, value: number) => view.setUint32(at, value, true);
  put(fields.type, kind === 'proc' ? PROC_MAGIC : kind === 'host' ? V9FS_MAGIC : TMPFS_MAGIC);
  put(fields.bsize, PAGE_SIZE);
  put(fields.frsize, PAGE_SIZE);
  put(fields.namelen, f.NAME_MAX);
  put(fields.fsid, inode.device);
  put(fields.flags, ST_VALID | ST_RELATIME);
  if (kind !== 'proc') {
    put(fields.blocks, total);
    for (const at of [fields.bfree, fields.bavail, fields.ffree]) put(at, freeCount);
    put(fields.files, total);
  }
  return call.memory.write(addr, target) ? 0 : -E.EFAULT;
}
