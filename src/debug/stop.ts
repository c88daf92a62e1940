import type { Moment } from './timeline.ts';

/** A thread by its numbers: objects of the kernel do not outlive a journey through time. */
export interface ThreadId {
  readonly pid: number;
  readonly tid: number;
}

/** What a catchpoint can wait for. */
export type CaughtEvent =
  | { readonly kind: 'syscall'; readonly name: string; readonly number: number; readonly at: 'call' }
  | {
      readonly kind: 'syscall';
      readonly name: string;
      readonly number: number;
      readonly at: 'return';
      readonly result: number;
    }
  | { readonly kind: 'fork'; readonly child: ThreadId; readonly isThread: boolean }
  | { readonly kind: 'exec'; readonly path: string }
  | { readonly kind: 'exit'; readonly code: number; readonly status: number }
  /** A signal is about to be delivered, or (`isFault`) the next instruction is about to earn it. */
  | { readonly kind: 'signal'; readonly signal: number; readonly isFault: boolean; readonly addr: number }
  | { readonly kind: 'fault'; readonly addr: number; readonly access: string; readonly outcome: string }
  | { readonly kind: 'cow'; readonly addr: number; readonly frame: number }
  | { readonly kind: 'switch'; readonly hart: number }
  | { readonly kind: 'deadlock' };

/** Where a word of memory comes from that was never written: a section of a file, nowhere, or what was there at the start. */
export type Origin =
  | { readonly kind: 'file'; readonly path: string; readonly section: string | undefined }
  | { readonly kind: 'zero' | 'start' };

/** Why the computer stands still. */
export type StopReason =
  | { readonly kind: 'start' }
  /** `point` is its number. */
  | { readonly kind: 'breakpoint'; readonly point: number }
  | {
      readonly kind: 'watchpoint';
      readonly point: number;
      readonly on: 'write' | 'read' | 'access';
      /** For memory; undefined for a register or expression. */
      readonly addr: number | undefined;
      readonly before: number | undefined;
      readonly after: number | undefined;
      /** The kernel did it, in a system call. */
      readonly byKernel: boolean;
    }
  | { readonly kind: 'catchpoint'; readonly point: number; readonly event: CaughtEvent }
  /** What was asked for (a step, the end of a function, a place in time) is reached. */
  | { readonly kind: 'reached' }
  /** The last write to memory was looked for, and there is none. */
  | { readonly kind: 'unwritten'; readonly addr: number; readonly origin: Origin }
  /** A fault or signal that ends the process unless somebody acts. */
  | { readonly kind: 'signal'; readonly signal: number; readonly addr: number }
  /** The thread that was being stepped has ended. */
  | { readonly kind: 'gone' }
  /** The first program has ended, and with it the computer. */
  | { readonly kind: 'ended'; readonly code: number; readonly status: number }
  | { readonly kind: 'deadlock' }
  /** Everything waits for input from outside. */
  | { readonly kind: 'input' }
  /** The beginning of the history, or the end of a recording. */
  | { readonly kind: 'history'; readonly end: 'begin' | 'end' }
  | { readonly kind: 'limit' }
  | { readonly kind: 'interrupted' };

/** A stop: why, which thread is meant (undefined if there is none), and when. */
export interface Stop {
  readonly reason: StopReason;
  readonly thread: ThreadId | undefined;
  readonly moment: Moment;
}
