import { E } from '../../abi/errno.ts';
import { IO_MAX, O_APPEND, O_NONBLOCK } from '../../abi/files.ts';
import { type Call, INTERRUPTED } from '../call.ts';
import { OpenFile, OpenText } from '../fs/open-file.ts';
import { mayRead, mayWrite, type OpenObject } from '../io/object.ts';
import { PipeEnd } from '../io/pipe.ts';
import { failedWrite } from './broken-pipe.ts';
import { waitForPages } from './disk-wait.ts';
import { fileTooLarge, roomInFile } from './file-limit.ts';

/** How many bytes are copied at a time. */
const PIECE = 65536;

/** Calls that copy from a file without a way through the memory of the process. */
export const copyingCalls = {
  sendfile64(call: Call): number {
    const [outFd, inFd, offsetAddr, count] = call.args as [number, number, number, number];
    const source = call.object(inFd);
    const out = call.object(outFd);
    if (!mayRead(source)) return -E.EBADF;
    const base = offsetAddr === 0 ? undefined : readOffset(call, offsetAddr);
    if (base === -E.EFAULT) return base;
    if (!mayWrite(out)) return -E.EBADF;
    if (!(source instanceof OpenFile || source instanceof OpenText)) return base === undefined ? -E.EINVAL : -E.ESPIPE;
    if (base !== undefined && base < 0) return -E.EINVAL;
    if ((out.flags & O_APPEND) !== 0) return -E.EINVAL;
    const already = call.wait?.done ?? 0;
    const wanted = Math.min(count, IO_MAX);
    const waiting = already === 0 ? waitForPages(call, source.inode, base ?? source.offset, wanted) : 0;
    if (waiting !== 0) return waiting;
    const { done, error } = copy(call, source, out, { base, already, wanted });
    if (error === -E.EAGAIN && (out.flags & O_NONBLOCK) === 0) {
      if (call.wait?.isInterrupted === true && done === 0) return INTERRUPTED;
      // A pipe takes what it has room for; anything else gets all.
      const waits = call.wait?.isInterrupted !== true && (done === 0 || !(out instanceof PipeEnd));
      if (waits) return call.block('write', out.writers, { done });
    }
    if (done === 0 && error < 0) return failedWrite(call, error);
    if (base !== undefined && !writeOffset(call, offsetAddr, base + done)) return -E.EFAULT;
    return done;
  },

  copy_file_range(call: Call): number {
    const [inFd, inAddr, outFd, outAddr, length, flags] = call.args as [number, number, number, number, number, number];
    const source = call.object(inFd);
    const out = call.object(outFd);
    if (source === undefined || out === undefined) return -E.EBADF;
    const inBase = inAddr === 0 ? undefined : readOffset(call, inAddr);
    const outBase = outAddr === 0 ? undefined : readOffset(call, outAddr);
    if (inBase === -E.EFAULT || outBase === -E.EFAULT) return -E.EFAULT;
    if (flags !== 0) return -E.EINVAL;
    if (source.kind === 'directory' || out.kind === 'directory') return -E.EISDIR;
    if (!(source instanceof OpenFile) || !(out instanceof OpenFile)) return -E.EINVAL;
    if (!mayRead(source) || !mayWrite(out) || (out.flags & O_APPEND) !== 0) return -E.EBADF;
    const from = inBase ?? source.offset;
    const to = outBase ?? out.offset;
    if (from < 0 || to < 0) return -E.EINVAL;
    if (source.inode === out.inode && from < to + length && to < from + length) return -E.EINVAL;
    const waiting = waitForPages(call, source.inode, from, length);
    if (waiting !== 0) return waiting;
    const { done, error } = copy(call, source, out, { base: from, already: 0, wanted: Math.min(length, IO_MAX), to });
    if (done === 0 && error < 0) return error;
    const inKept = inAddr === 0 ? advance(source, from + done) : writeOffset(call, inAddr, from + done);
    const outKept = outAddr === 0 ? advance(out, to + done) : writeOffset(call, outAddr, to + done);
    return inKept && outKept ? done : -E.EFAULT;
  },
};

/**
 * Copies up to `wanted` bytes, of which `already` have been copied: from `base` on, or (undefined) from where the source
 * stands; to offset `to`, or where the target stands. How many in all, and what stopped it before the end.
 */
function copy(
  call: Call,
  source: OpenFile | OpenText,
  out: OpenObject,
  { base, already, wanted, to }: { base: number | undefined; already: number; wanted: number; to?: number },
): { done: number; error: number } {
  const { kernel } = call;
  let done = already;
  while (done < wanted) {
    const at = base === undefined ? source.offset : base + done;
    const piece = new Uint8Array(Math.min(PIECE, wanted - done));
    const count = source.readAt(kernel, piece, at);
    if (count <= 0) return { done, error: count };
    const place = to === undefined ? undefined : to + done;
    const room = roomInFile(call, out, place);
    if (room === 0) return { done, error: done > 0 ? -E.EFBIG : fileTooLarge(call) };
    const bytes = piece.subarray(0, Math.min(count, room));
    const written = place === undefined ? out.write(kernel, bytes) : out.writeAt!(kernel, bytes, place);
    if (written <= 0) return { done, error: written };
    done += written;
    if (base === undefined) source.offset = at + written;
  }
  return { done, error: 0 };
}

function advance(file: OpenFile, offset: number): true {
  file.offset = offset;
  return true;
}

/** The 64-bit offset at `addr`, or -EFAULT. */
function readOffset(call: Call, addr: number): number {
  const bytes = call.memory.read(addr, 8);
  if (bytes === undefined) return -E.EFAULT;
  const view = new DataView(bytes.buffer);
  return view.getInt32(4, true) * 2 ** 32 + view.getUint32(0, true);
}

function writeOffset(call: Call, addr: number, offset: number): boolean {
  return call.memory.writeWords(addr, [offset | 0, Math.floor(offset / 2 ** 32)]);
}
