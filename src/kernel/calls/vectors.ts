import { E } from '../../abi/errno.ts';
import { IO_MAX } from '../../abi/files.ts';
import { STRUCTS } from '../../abi/structs.ts';
import type { Call } from '../call.ts';

/** A stretch of the process's memory. */
export interface Buffer {
  readonly addr: number;
  readonly length: number;
}

/** The most buffers that one call takes (IOV_MAX). */
const IOV_MAX = 1024;

/** The buffers of an array of `count` struct iovec at `addr`; `tooMany` is the error for more than one call may have. */
export function readVector(call: Call, addr: number, count: number, tooMany: number): Buffer[] | number {
  if (count > IOV_MAX) return -tooMany;
  const { bytes: size, fields } = STRUCTS.iovec;
  const bytes = call.memory.read(addr, count * size);
  if (bytes === undefined) return -E.EFAULT;
  const view = new DataView(bytes.buffer);
  const buffers = Array.from({ length: count }, (_, index) => ({
    addr: view.getUint32(index * size + fields.base, true),
    length: view.getUint32(index * size + fields.len, true),
  }));
  return buffers.some(({ length }) => length >= 2 ** 31) ? -E.EINVAL : buffers;
}

/** The buffers, cut so that together they hold no more than `max`, or what one call moves. */
export function clampTotal(buffers: readonly Buffer[], max = IO_MAX): readonly Buffer[] {
  if (totalLength(buffers) <= max) return buffers;
  let left = max;
  return buffers.map(({ addr, length }) => {
    const taken = Math.min(length, left);
    left -= taken;
    return { addr, length: taken };
  });
}

/** How many bytes the buffers hold. */
export function totalLength(buffers: readonly Buffer[]): number {
  let total = 0;
  for (const { length } of buffers) total += length;
  return total;
}

/** `length` bytes of the buffers from byte `from` on. */
export function sliceBuffers(buffers: readonly Buffer[], from: number, length: number): Buffer[] {
  const slices: Buffer[] = [];
  let start = 0;
  for (const { addr, length: size } of buffers) {
    const first = Math.max(0, from - start);
    const end = Math.min(size, from + length - start);
    if (first < end) slices.push({ addr: addr + first, length: end - first });
    start += size;
  }
  return slices;
}

/** The content of the buffers; undefined for a bad address. */
export function gather(call: Call, buffers: readonly Buffer[]): Uint8Array | undefined {
  const bytes = new Uint8Array(totalLength(buffers));
  let at = 0;
  for (const { addr, length } of buffers) {
    if (!call.memory.readInto(addr, bytes.subarray(at, at + length))) return undefined;
    at += length;
  }
  return bytes;
}

/** Makes the buffers present for writing; false for a bad address. */
export function prepareAll(call: Call, buffers: readonly Buffer[]): boolean {
  return buffers.every(({ addr, length }) => call.memory.prepare(addr, length, true));
}

/** Writes `bytes` into buffers that are present, from byte `from` of them on. */
export function scatter(call: Call, buffers: readonly Buffer[], bytes: Uint8Array, from = 0): void {
  let at = 0;
  for (const { addr, length } of sliceBuffers(buffers, from, bytes.length)) {
    call.memory.write(addr, bytes.subarray(at, at + length));
    at += length;
  }
}
