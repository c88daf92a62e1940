import { BUS_ADRALN, CLD_KILLED, FPE_INTDIV, ILL_ILLOPC, SIG, TRAP_BRKPT } from '../abi/signals.ts';
import {
  BREAKPOINT,
  DIVIDE_BY_ZERO,
  ILLEGAL_INSTRUCTION,
  INSTRUCTION_MISALIGNED,
  INSTRUCTION_PAGE_FAULT,
  LOAD_MISALIGNED,
  LOAD_PAGE_FAULT,
  STORE_MISALIGNED,
  STORE_PAGE_FAULT,
} from '../isa/traps.ts';
import type { Hart } from '../machine/hart.ts';
import { PAGE_SIZE } from '../machine/memory.ts';
import { PTE_V } from '../machine/page-table.ts';
import type { Kernel } from './kernel.ts';
import { endProcess } from './lifecycle.ts';
import { forceSignal } from './signal.ts';
import { newWait, type Thread } from './thread.ts';
import { type AccessKind, isCopyOnWrite } from './vm/fault.ts';
import { presentPage } from './vm/present.ts';
import type { Space } from './vm/space.ts';
import { type Fault, raiseException } from './windows/exception-filter.ts';

/** The access that a page fault was about. */
const PAGE_FAULTS: ReadonlyMap<number, AccessKind> = new Map([
  [INSTRUCTION_PAGE_FAULT, 'execute'],
  [LOAD_PAGE_FAULT, 'read'],
  [STORE_PAGE_FAULT, 'write'],
]);

/** The signal and its code for any other trap; `at` is the address that siginfo shows. */
const SIGNALS: ReadonlyMap<number, { signal: number; code: number; at: 'pc' | 'value' }> = new Map([
  [INSTRUCTION_MISALIGNED, { signal: SIG.SIGBUS, code: BUS_ADRALN, at: 'value' }],
  [LOAD_MISALIGNED, { signal: SIG.SIGBUS, code: BUS_ADRALN, at: 'value' }],
  [STORE_MISALIGNED, { signal: SIG.SIGBUS, code: BUS_ADRALN, at: 'value' }],
  [ILLEGAL_INSTRUCTION, { signal: SIG.SIGILL, code: ILL_ILLOPC, at: 'pc' }],
  [BREAKPOINT, { signal: SIG.SIGTRAP, code: TRAP_BRKPT, at: 'pc' }],
  [DIVIDE_BY_ZERO, { signal: SIG.SIGFPE, code: FPE_INTDIV, at: 'pc' }],
]);

/** Answers a trap other than a system call: a page fault is resolved, anything else becomes a signal. */
export function handleException(kernel: Kernel, thread: Thread, hart: Hart): void {
  const kind = PAGE_FAULTS.get(hart.trapCause);
  if (kind !== undefined) {
    pageFault(kernel, thread, hart, kind);
    return;
  }
  const row = SIGNALS.get(hart.trapCause);
  if (row === undefined) throw new Error(`unexpected trap cause ${hart.trapCause} at pc 0x${hart.pc.toString(16)}`);
  const addr = row.at === 'pc' ? hart.pc : hart.trapValue;
  force(kernel, thread, { signal: row.signal, code: row.code, addr });
}

function pageFault(kernel: Kernel, thread: Thread, hart: Hart, kind: AccessKind): void {
  const { space } = thread.process;
  // A copy replaces the frame that other threads of the process read.
  if (kind === 'write' && isCopyOnWrite(space, hart.trapValue) && kernel.mustStall(space, hart)) {
    kernel.stall(hart);
    return;
  }
  if (isOnDisk(kernel, space, hart.trapValue)) waitForDisk(kernel, thread, { addr: hart.trapValue, kind });
  else resolve(kernel, thread, hart.trapValue, kind);
}

/** The disk has what a fault waited for: the instruction can be executed again. */
export function finishFault(kernel: Kernel, thread: Thread): void {
  const { addr, kind } = thread.wait!.fault!;
  thread.wait = undefined;
  resolve(kernel, thread, addr, kind);
}

function resolve(kernel: Kernel, thread: Thread, addr: number, kind: AccessKind): void {
  const outcome = presentPage(kernel, thread.process, thread.process.space, addr, kind);
  if (outcome.kind === 'signal') {
    force(kernel, thread, { signal: outcome.signal, code: outcome.code, addr, access: kind });
  }
  if (outcome.kind === 'no memory') {
    const fault = { pc: kernel.machine.harts[thread.hart]!.pc, addr, code: 0 };
    endProcess(kernel, thread.process, { code: CLD_KILLED, status: SIG.SIGKILL, fault });
  }
}

/** Whether the page at `addr` is one of a file that has yet to be read, and reading takes time. */
function isOnDisk({ disk, files }: Kernel, space: Space, addr: number): boolean {
  if (disk.latency === 0 || (space.table.get(addr >>> 12) & PTE_V) !== 0) return false;
  const area = space.areaAt(addr >>> 12);
  if (area?.backing.kind !== 'file') return false;
  const { inode, firstPage, bytes } = area.backing;
  const skipped = (addr >>> 12) - area.start;
  return skipped * PAGE_SIZE < bytes && files.data.isOnDisk(inode, (firstPage + skipped) * PAGE_SIZE, PAGE_SIZE);
}

/** Puts the thread to sleep until the disk has served its fault; its hart is free meanwhile. */
function waitForDisk(kernel: Kernel, thread: Thread, fault: { addr: number; kind: AccessKind }): void {
  const deadline = kernel.disk.request(kernel.now());
  thread.wait = { ...newWait('disk'), fault, deadline };
  kernel.deadlines.add(thread, deadline);
  kernel.block(thread);
}

/** A fault goes to the exception filter of the process, or else becomes a signal. */
function force(kernel: Kernel, thread: Thread, fault: Fault): void {
  const { signal, code, addr } = fault;
  if (raiseException(kernel, thread, kernel.machine.harts[thread.hart]!, fault)) return;
  forceSignal(kernel, thread, signal, { code, pid: 0, uid: 0, status: 0, addr });
}
