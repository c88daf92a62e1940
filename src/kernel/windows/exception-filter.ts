import { TRAMPOLINE_CONTINUE } from '../../abi/memory.ts';
import { CLD_KILLED, SIG } from '../../abi/signals.ts';
import { STRUCTS } from '../../abi/structs.ts';
import * as x from '../../abi/windows-exceptions.ts';
import { wordBytes } from '../../base/bytes.ts';
import { A0, RA, SP } from '../../isa/registers.ts';
import type { Hart } from '../../machine/hart.ts';
import { type Call, GONE } from '../call.ts';
import type { Kernel } from '../kernel.ts';
import { endProcess } from '../lifecycle.ts';
import { forceSignal, kernelDetails } from '../signal.ts';
import type { Thread } from '../thread.ts';
import type { AccessKind } from '../vm/fault.ts';
import { memoryOf } from '../vm/present.ts';
import { exceptionOf } from './exit-code.ts';

/** A fault: the signal that it would be, and for an access to memory of which kind. */
export interface Fault {
  readonly signal: number;
  readonly code: number;
  readonly addr: number;
  readonly access?: AccessKind | undefined;
}

/** A fault that a filter deals with, and where the registers of that moment are. */
export interface RaisedException {
  readonly fault: Fault;
  readonly contextAddr: number;
}

/**
 * What a filter finds on its stack; offsets from sp, which is 16-byte aligned:
 *
 *     0    EXCEPTION_POINTERS: the addresses of the two that follow
 *     16   EXCEPTION_RECORD: code, flags, next record, address of the instruction, number of parameters, parameters
 *     96   CONTEXT: pc, x1 .. x31
 *     224  end
 */
const RECORD_AT = 16;
const CONTEXT_AT = RECORD_AT + STRUCTS.exception_record.bytes;
const FRAME_SIZE = CONTEXT_AT + STRUCTS.context.bytes;

/** The first parameter of an access violation. */
const ACCESS_NUMBERS: Readonly<Record<AccessKind, number>> = {
  read: x.EXCEPTION_READ_FAULT,
  write: x.EXCEPTION_WRITE_FAULT,
  execute: x.EXCEPTION_EXECUTE_FAULT,
};

/**
 * Lets the exception filter of the process deal with a fault of the thread on `hart`: false if there is none, if the fault
 * is the filter's own, or if the stack cannot take what the filter gets.
 */
export function raiseException(kernel: Kernel, thread: Thread, hart: Hart, fault: Fault): boolean {
  const { exceptionFilter } = thread.process;
  if (exceptionFilter === 0 || thread.exception !== undefined) return false;
  const frame = ((hart.x[SP]! >>> 0) - FRAME_SIZE) & ~15;
  const parameters = fault.access === undefined ? [] : [ACCESS_NUMBERS[fault.access], fault.addr];
  const record = [exceptionOf(fault.signal, fault.code), 0, 0, hart.pc, parameters.length, ...parameters];
  const bytes = new Uint8Array(FRAME_SIZE);
  bytes.set(wordBytes([frame + RECORD_AT, frame + CONTEXT_AT]));
  bytes.set(wordBytes(record), RECORD_AT);
  bytes.set(wordBytes([hart.pc, ...hart.x.subarray(1, 32)]), CONTEXT_AT);
  if (frame < 0 || !memoryOf(kernel, thread.process).write(frame, bytes)) return false;
  thread.exception = { fault, contextAddr: frame + CONTEXT_AT };
  hart.x[A0] = frame;
  hart.x[RA] = TRAMPOLINE_CONTINUE;
  hart.x[SP] = frame;
  hart.pc = exceptionFilter;
  return true;
}

/** Calls of the exception filter. */
export const windowsExceptionCalls = {
  SetUnhandledExceptionFilter(call: Call): number {
    const old = call.process.exceptionFilter;
    call.process.exceptionFilter = call.args[0]!;
    return old;
  },

  /** The filter returns: the registers, which it may have changed, are put back, and its answer says what is next. */
  ContinueException(call: Call): number {
    const { kernel, process, thread, hart } = call;
    const { exception } = thread;
    thread.exception = undefined;
    const bytes = exception && call.memory.read(exception.contextAddr, STRUCTS.context.bytes);
    if (exception === undefined || bytes === undefined) {
      forceSignal(kernel, thread, SIG.SIGSEGV, kernelDetails());
      return GONE;
    }
    const { signal, code, addr } = exception.fault;
    if (call.args[0] === x.EXCEPTION_EXECUTE_HANDLER) {
      endProcess(kernel, process, { code: CLD_KILLED, status: signal, exitCode: exceptionOf(signal, code) });
      return GONE;
    }
    const view = new DataView(bytes.buffer);
    hart.pc = view.getUint32(0, true);
    for (let register = 1; register < 32; register++) hart.x[register] = view.getInt32(register * 4, true);
    if (call.args[0] !== x.EXCEPTION_CONTINUE_EXECUTION) {
      forceSignal(kernel, thread, signal, { code, pid: 0, uid: 0, status: 0, addr });
    }
    return GONE;
  },
};
