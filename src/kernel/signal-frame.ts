import { TRAMPOLINE } from '../abi/memory.ts';
import { SA_ONSTACK, SIG } from '../abi/signals.ts';
import { STRUCTS } from '../abi/structs.ts';
import { wordBytes } from '../base/bytes.ts';
import { A0, RA, SP } from '../isa/registers.ts';
import type { Hart } from '../machine/hart.ts';
import type { Kernel } from './kernel.ts';
import { copySignals, removeSignal } from './signal-set.ts';
import type { SignalAction, SignalDetails } from './signal-state.ts';
import type { Thread } from './thread.ts';
import { memoryOf } from './vm/present.ts';

/**
 * The frame that a handler finds on its stack, as riscv32 Linux lays it out (arch/riscv/include/uapi/asm/ucontext.h and
 * sigcontext.h); offsets from its start, which is 16-byte aligned:
 *
 *     0    siginfo, 128 bytes
 *     128  ucontext: flags, link, stack (base, flags, size), signal mask (8 bytes at 148), padding
 *     288  registers: pc, x1 .. x31
 *     416  floating-point state, 528 bytes, zero here
 *     944  end
 */
const FRAME_SIZE = 944;
const CONTEXT_AT = 128;
const STACK_AT = CONTEXT_AT + 8;
const MASK_AT = CONTEXT_AT + 20;
export const REGISTERS_AT = 288;

const SS_ONSTACK = 1;
const SS_DISABLE = 2;

/** Pushes a frame and points the hart at the handler; false if the stack cannot take it. */
export function pushSignalFrame(
  kernel: Kernel,
  thread: Thread,
  hart: Hart,
  signal: number,
  action: SignalAction,
  details: SignalDetails,
): boolean {
  const sp = hart.x[SP]! >>> 0;
  const stack = thread.signalStack;
  const isOnStack = sp > stack.addr && sp - stack.addr <= stack.size;
  const useStack = (action.flags & SA_ONSTACK) !== 0 && stack.size > 0 && !isOnStack;
  const top = useStack ? stack.addr + stack.size : sp;
  const frame = (top - FRAME_SIZE) & ~15;
  const bytes = new Uint8Array(FRAME_SIZE);
  bytes.set(siginfoBytes(signal, details));
  const stackFlags = isOnStack || useStack ? SS_ONSTACK : stack.size === 0 ? SS_DISABLE : 0;
  bytes.set(wordBytes([stack.addr, stackFlags, stack.size]), STACK_AT);
  const mask = thread.savedMask ?? thread.blocked;
  bytes.set(wordBytes([mask.low, mask.high]), MASK_AT);
  bytes.set(wordBytes([hart.pc, ...hart.x.subarray(1, 32)]), REGISTERS_AT);
  if (frame < 0 || !memoryOf(kernel, thread.process).write(frame, bytes)) return false;
  hart.x[RA] = TRAMPOLINE;
  hart.x[SP] = frame;
  hart.x[A0] = signal;
  hart.x[A0 + 1] = frame;
  hart.x[A0 + 2] = frame + CONTEXT_AT;
  hart.pc = action.handler >>> 0;
  return true;
}

/** Puts back what the frame at sp holds (rt_sigreturn); false if it cannot be read. */
export function popSignalFrame(kernel: Kernel, thread: Thread, hart: Hart): boolean {
  const bytes = memoryOf(kernel, thread.process).read(hart.x[SP]! >>> 0, FRAME_SIZE);
  if (bytes === undefined) return false;
  const view = new DataView(bytes.buffer);
  copySignals(thread.blocked, {
    low: view.getInt32(MASK_AT, true),
    high: view.getInt32(MASK_AT + 4, true),
  });
  removeSignal(thread.blocked, SIG.SIGKILL);
  removeSignal(thread.blocked, SIG.SIGSTOP);
  hart.pc = view.getUint32(REGISTERS_AT, true);
  for (let register = 1; register < 32; register++) hart.x[register] = view.getInt32(REGISTERS_AT + register * 4, true);
  return true;
}

/** struct siginfo: number, errno, code, then by kind of signal sender or child, status or value, or the faulting address. */
export function siginfoBytes(signal: number, details: SignalDetails): Uint8Array {
  const bytes = new Uint8Array(STRUCTS.siginfo.bytes);
  const isFault = [SIG.SIGSEGV, SIG.SIGBUS, SIG.SIGILL, SIG.SIGFPE, SIG.SIGTRAP].includes(signal) && details.pid === 0;
  const fields = details.words ?? (isFault ? [details.addr] : [details.pid, details.uid, details.status]);
  bytes.set(wordBytes([signal, 0, details.code, ...fields]));
  return bytes;
}
