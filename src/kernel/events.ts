import type { SyscallRow } from '../abi/syscalls.ts';
import type { SignalDetails } from './signal-state.ts';
import type { Thread, WaitReason } from './thread.ts';
import type { MemoryPeek } from './vm/peek.ts';

/**
 * What happens in the kernel, as one stream. Tracing, statistics, pictures and the debugger read it. An event holds live
 * objects of the kernel: readers look and do not keep or change them.
 */
export type KernelEvent = { readonly cycle: number } & (
  | {
      readonly kind: 'switch';
      readonly hart: number;
      readonly thread: Thread | undefined;
    }
  | { readonly kind: 'wake'; readonly thread: Thread }
  | {
      readonly kind: 'block';
      readonly thread: Thread;
      readonly reason: WaitReason;
    }
  | { readonly kind: 'preempt'; readonly thread: Thread; readonly hart: number }
  | {
      readonly kind: 'call';
      readonly thread: Thread;
      readonly call: CallSite;
      readonly memory: MemoryPeek;
    }
  | {
      readonly kind: 'return';
      readonly thread: Thread;
      readonly call: CallSite;
      readonly result: number;
      readonly memory: MemoryPeek;
    }
  | {
      readonly kind: 'fault';
      readonly thread: Thread;
      readonly addr: number;
      readonly outcome: 'minor' | 'major' | 'copied' | 'signal' | 'no memory';
    }
  | { readonly kind: 'fork'; readonly parent: Thread; readonly child: Thread }
  | { readonly kind: 'exec'; readonly thread: Thread; readonly path: string }
  | {
      readonly kind: 'exit';
      readonly thread: Thread;
      readonly code: number;
      readonly status: number;
    }
  | {
      readonly kind: 'signal';
      readonly thread: Thread;
      readonly signal: number;
      readonly code: number;
      readonly addr: number;
    }
  | {
      /** The thread takes a signal that was sent before. */
      readonly kind: 'deliver';
      readonly thread: Thread;
      readonly signal: number;
      readonly details: SignalDetails;
    }
);

/** A system call as it was made: its row (undefined if the kernel does not have it), its number and its arguments. */
export interface CallSite {
  readonly row: SyscallRow | undefined;
  readonly number: number;
  /** a0 to a5, unsigned. */
  readonly args: readonly number[];
}

/** A reader of the stream. */
export type Observer = (event: KernelEvent) => void;
