import type { SyscallRow } from '../abi/syscall-row.ts';
import type { Process } from './process.ts';
import type { SignalDetails } from './signal-state.ts';
import type { Thread, WaitReason } from './thread.ts';
import type { AccessKind, FaultOutcome } from './vm/fault.ts';
import type { MemoryPeek } from './vm/peek.ts';

/**
 * What happens in the kernel, as one stream. Tracing, statistics, pictures and the debugger read it. An event holds live
 * objects of the kernel: readers look and do not keep or change them.
 */
export type KernelEvent = { readonly cycle: number } & (
  | {
      /** The first program is ready; every other thread is made by `fork`. */
      readonly kind: 'start';
      readonly thread: Thread;
    }
  | {
      /** A hart gets a thread or, without one, loses the thread that has run `ran` cycles there. */
      readonly kind: 'switch';
      readonly hart: number;
      readonly thread: Thread | undefined;
      readonly ran: number;
    }
  | {
      readonly kind: 'wake';
      readonly thread: Thread;
      /** Who was served when this happened; undefined for time and the outside. */
      readonly by: Thread | undefined;
    }
  | {
      readonly kind: 'block';
      readonly thread: Thread;
      readonly reason: WaitReason;
    }
  | {
      /** The quantum of a running thread is over; `preempt` follows if it loses its hart. */
      readonly kind: 'timer';
      readonly thread: Thread;
      readonly hart: number;
    }
  | { readonly kind: 'preempt'; readonly thread: Thread; readonly hart: number }
  | { readonly kind: 'stop'; readonly thread: Thread }
  | { readonly kind: 'continue'; readonly thread: Thread }
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
      readonly access: AccessKind;
      readonly outcome: FaultOutcome['kind'];
      /** The frame that is under the page now; 0 for none. */
      readonly frame: number;
    }
  | {
      /** A new thread: of the same process, of a copy of it, or of one that CreateProcess made, where `exec` follows. */
      readonly kind: 'fork';
      readonly parent: Thread;
      readonly child: Thread;
    }
  | { readonly kind: 'exec'; readonly thread: Thread; readonly path: string }
  | {
      /** A thread is over: it ended by itself, with its process, or since another one called execve. */
      readonly kind: 'end';
      readonly thread: Thread;
    }
  | {
      /** A process ends; `end` of its threads follows. */
      readonly kind: 'exit';
      readonly thread: Thread;
      readonly code: number;
      readonly status: number;
      /** The 32 bits of ExitProcess or TerminateProcess, if it ended by that. */
      readonly exitCode?: number | undefined;
    }
  | {
      /** A zombie leaves the process table. */
      readonly kind: 'reap';
      readonly process: Process;
    }
  | {
      readonly kind: 'signal';
      readonly thread: Thread;
      /** Who was served when it was sent. */
      readonly by: Thread | undefined;
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
  | {
      /** Bytes went into or out of a pipe or a socket, which holds `level` bytes now. */
      readonly kind: 'transfer';
      readonly thread: Thread | undefined;
      readonly channel: 'pipe' | 'socket';
      /** The number of its inode; a socket's is that of the end that receives. */
      readonly inode: number;
      readonly direction: 'in' | 'out';
      readonly bytes: number;
      readonly level: number;
    }
);

/** A system call as it was made: its row (undefined if the kernel does not have it), its number and its arguments. */
export interface CallSite {
  readonly row: SyscallRow | undefined;
  readonly number: number;
  /** a0 to a6, unsigned; only Windows-style calls have as many as seven. */
  readonly args: readonly number[];
}

/** A reader of the stream. */
export type Observer = (event: KernelEvent) => void;
