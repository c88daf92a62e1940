import { byteString } from '../../base/bytes.ts';
import { PAGE_SIZE } from '../../machine/memory.ts';
import { PTE_U, PTE_V, pteFrame } from '../../machine/page-table.ts';
import type { Kernel } from '../kernel.ts';
import type { Process } from '../process.ts';

const ZEROS = new Uint8Array(PAGE_SIZE);

/**
 * Looks at the memory of a process without being noticed: what is not present yet is not made present, but read where it
 * will come from. Undefined stands for a bad address, and for a page of a host file that has not been read yet.
 */
export class MemoryPeek {
  private readonly kernel: Kernel;
  private readonly process: Process;

  constructor(kernel: Kernel, process: Process) {
    this.kernel = kernel;
    this.process = process;
  }

  /** A copy of `length` bytes from `addr`. */
  read(addr: number, length: number): Uint8Array | undefined {
    const target = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const page = this.page(addr + done);
      if (page === undefined) return undefined;
      const piece = page.subarray((addr + done) % PAGE_SIZE, ((addr + done) % PAGE_SIZE) + length - done);
      target.set(piece, done);
      done += piece.length;
    }
    return target;
  }

  /** The word at `addr`, unsigned. */
  readWord(addr: number): number | undefined {
    const bytes = this.read(addr, 4);
    return bytes === undefined ? undefined : new DataView(bytes.buffer).getUint32(0, true);
  }

  /** The zero-terminated byte string at `addr` without its zero, cut at `max` bytes. */
  readString(addr: number, max: number): string | undefined {
    let text = '';
    while (text.length < max) {
      const page = this.page(addr + text.length);
      if (page === undefined) return undefined;
      const rest = page.subarray((addr + text.length) % PAGE_SIZE);
      const end = rest.indexOf(0);
      text += byteString(end < 0 ? rest : rest.subarray(0, end));
      if (end >= 0) break;
    }
    return text.slice(0, max);
  }

  /** The content of the page that holds `addr`; not to be changed. */
  private page(addr: number): Uint8Array | undefined {
    const { space } = this.process;
    const number = addr >>> 12;
    const pte = space.table.get(number);
    if ((pte & PTE_V) !== 0) return (pte & PTE_U) === 0 ? undefined : this.frame(pteFrame(pte));
    const area = space.areaAt(number);
    if (area === undefined) return undefined;
    const { backing } = area;
    const offset = (number - area.start) * PAGE_SIZE;
    if (backing.kind === 'anonymous' || offset >= backing.bytes) return ZEROS;
    const bytes = this.kernel.files.data.peek(backing.inode, backing.firstPage + number - area.start);
    if (bytes === undefined) return undefined;
    return backing.bytes - offset >= PAGE_SIZE ? bytes : bytes.slice().fill(0, backing.bytes - offset);
  }

  private frame(index: number): Uint8Array {
    return this.kernel.machine.memory.frameBytes(index);
  }
}
