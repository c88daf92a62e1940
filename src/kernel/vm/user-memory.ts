import { USER_END } from '../../abi/memory.ts';
import { byteString, copyBytes, wordBytes } from '../../base/bytes.ts';
import type { Machine } from '../../machine/machine.ts';
import { PAGE_SIZE } from '../../machine/memory.ts';
import { PTE_COW, PTE_R, PTE_U, PTE_W, PTE_X, pteFrame } from '../../machine/page-table.ts';
import type { Space } from './space.ts';

/** Whoever makes pages present. */
export interface PageSupplier {
  /** Makes the page at `addr` present for the access; whether it could. */
  supplyPage(space: Space, addr: number, write: boolean): boolean;
}

/**
 * The kernel's access to the memory of a process. Every address is checked page by page, and pages that are not there
 * yet are made present as for an access of the program itself. Reads give undefined and writes false for a bad address
 * (EFAULT); a write that fails half-way has written the pages before.
 */
export class UserMemory {
  /** Whose memory it is: a `Call` turns from one to the next. */
  space: Space;
  private readonly machine: Machine;
  private readonly supplier: PageSupplier;

  constructor(machine: Machine, space: Space, supplier: PageSupplier) {
    this.space = space;
    this.machine = machine;
    this.supplier = supplier;
  }

  /** Makes `length` bytes from `addr` present; false if some page may not be accessed so. */
  prepare(addr: number, length: number, write: boolean): boolean {
    if (length === 0) return true;
    if (!isUserRange(addr, length)) return false;
    for (let page = addr & -PAGE_SIZE; page < addr + length; page += PAGE_SIZE) {
      if (this.frameAt(page, write) === 0) return false;
    }
    return true;
  }

  /** A copy of `length` bytes from `addr`. */
  read(addr: number, length: number): Uint8Array | undefined {
    const target = new Uint8Array(length);
    return this.readInto(addr, target) ? target : undefined;
  }

  /** Fills `target` from `addr`. */
  readInto(addr: number, target: Uint8Array): boolean {
    if (!isUserRange(addr, target.length)) return false;
    for (let done = 0; done < target.length; ) {
      const inPage = (addr + done) & (PAGE_SIZE - 1);
      const count = Math.min(PAGE_SIZE - inPage, target.length - done);
      const frame = this.frameAt(addr + done, false);
      if (frame === 0) return false;
      copyBytes(this.machine.memory.u8, this.machine.memory.frameAddr(frame) + inPage, target, done, count);
      done += count;
    }
    return true;
  }

  /** Writes `source` at `addr`. */
  write(addr: number, source: Uint8Array): boolean {
    if (!isUserRange(addr, source.length)) return false;
    for (let done = 0; done < source.length; ) {
      const inPage = (addr + done) & (PAGE_SIZE - 1);
      const count = Math.min(PAGE_SIZE - inPage, source.length - done);
      const frame = this.frameAt(addr + done, true);
      if (frame === 0) return false;
      this.machine.willWrite(frame);
      copyBytes(source, done, this.machine.memory.u8, this.machine.memory.frameAddr(frame) + inPage, count);
      done += count;
    }
    return true;
  }

  /**
   * Where in the computer's memory the bytes from `addr` are, if they lie in one page, which is then about to be written or
   * read; -1 if they do not, or for a bad address. Good until the next change of the mapping.
   */
  locate(addr: number, length: number, write: boolean): number {
    const inPage = addr & (PAGE_SIZE - 1);
    if (inPage + length > PAGE_SIZE || !isUserRange(addr, length)) return -1;
    const frame = this.frameAt(addr, write);
    if (frame === 0) return -1;
    if (write) this.machine.willWrite(frame);
    return this.machine.memory.frameAddr(frame) + inPage;
  }

  /** The word at `addr`, as int32. */
  readWord(addr: number): number | undefined {
    if ((addr & 3) === 0 && isUserRange(addr, 4)) {
      const frame = this.frameAt(addr, false);
      const { memory } = this.machine;
      return frame === 0 ? undefined : memory.i32[(memory.frameAddr(frame) + (addr & (PAGE_SIZE - 1))) >>> 2];
    }
    const bytes = this.read(addr, 4);
    return bytes === undefined ? undefined : bytes[0]! | (bytes[1]! << 8) | (bytes[2]! << 16) | (bytes[3]! << 24);
  }

  writeWord(addr: number, value: number): boolean {
    return this.write(addr, wordBytes([value]));
  }

  /** `values` as consecutive words at `addr`. */
  writeWords(addr: number, values: readonly number[]): boolean {
    return this.write(addr, wordBytes(values));
  }

  /**
   * The zero-terminated byte string at `addr` without its zero: undefined for a bad address, null if there is no zero
   * within `max` bytes.
   */
  readString(addr: number, max: number): string | null | undefined {
    let text = '';
    for (let at = addr; at < addr + max; ) {
      if (!isUserRange(at, 1)) return undefined;
      const inPage = at & (PAGE_SIZE - 1);
      const count = Math.min(PAGE_SIZE - inPage, addr + max - at);
      const frame = this.frameAt(at, false);
      if (frame === 0) return undefined;
      const { u8 } = this.machine.memory;
      const first = this.machine.memory.frameAddr(frame) + inPage;
      let end = first;
      while (end < first + count && u8[end] !== 0) end++;
      text += byteString(u8.subarray(first, end));
      if (end < first + count) return text;
      at += count;
    }
    return null;
  }

  /** The frame under `addr` with the right wanted, after a fault if need be; 0 if there is none to be had. */
  private frameAt(addr: number, write: boolean): number {
    for (let tries = 0; tries < 2; tries++) {
      const pte = this.space.table.get(addr >>> 12);
      const isEnough = write ? (pte & PTE_W) !== 0 && (pte & PTE_COW) === 0 : (pte & (PTE_R | PTE_X)) !== 0;
      if ((pte & PTE_U) !== 0 && isEnough) return pteFrame(pte);
      if (!this.supplier.supplyPage(this.space, addr, write)) return 0;
    }
    return 0;
  }
}

/** Whether `length` bytes from `addr` lie in user addresses. */
function isUserRange(addr: number, length: number): boolean {
  return addr >= 0 && addr + length <= USER_END;
}
