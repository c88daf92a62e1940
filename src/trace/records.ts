import type { AccessKind, FaultOutcome } from '../kernel/vm/fault.ts';

/** The version of the format; a reader refuses others. */
export const RECORD_VERSION = 1;

/** Whose record it is. */
interface OfThread {
  readonly pid: number;
  readonly tid: number;
}

/** What is under a page: zeros at first, a file's frame, the process's own copy of one, or memory that is shared on purpose. */
export type PageOrigin = 'zero' | 'file' | 'copied' | 'shared';

/** The fields of each kind of record, besides `kind` and `cycle`. */
export interface RecordFields {
  run: {
    readonly version: number;
    readonly program: readonly string[];
    readonly harts: number;
    readonly frames: number;
    readonly quantum: number;
    readonly cyclesPerSecond: number;
  };
  start: OfThread & { readonly name: string; readonly space: number };
  fork: OfThread & {
    readonly parent: number;
    readonly name: string;
    readonly space: number;
    readonly pages: number;
    readonly isThread: boolean;
  };
  switch: OfThread & { readonly hart: number; readonly ran: number };
  timer: OfThread & { readonly hart: number };
  preempt: OfThread & { readonly hart: number };
  block: OfThread & { readonly reason: string; readonly on: string };
  wake: OfThread & { readonly by: number; readonly why: 'event' | 'time' | 'signal' };
  stop: OfThread;
  continue: OfThread;
  call: OfThread & { readonly call: string; readonly args: readonly number[] };
  return: OfThread & { readonly call: string; readonly result: number; readonly text: string };
  fault: OfThread & {
    readonly addr: number;
    readonly access: AccessKind;
    readonly outcome: FaultOutcome['kind'];
    readonly frame: number;
  };
  exec: OfThread & {
    readonly former: number;
    readonly path: string;
    readonly name: string;
    readonly space: number;
  };
  exit: OfThread & { readonly status: number; readonly signal: number };
  end: OfThread;
  reap: { readonly pid: number };
  signal: OfThread & { readonly by: number; readonly signal: string };
  deliver: OfThread & { readonly signal: string };
  transfer: OfThread & {
    readonly channel: 'pipe' | 'socket';
    readonly inode: number;
    readonly direction: 'in' | 'out';
    readonly bytes: number;
    readonly level: number;
  };
  page: {
    readonly space: number;
    readonly page: number;
    readonly frame: number;
    readonly origin: PageOrigin;
    readonly area: string;
  };
  frames: { readonly free: number };
  halt: { readonly why: string };
}

export type RecordKind = keyof RecordFields;

/**
 * An event of the kernel as plain values: what files of events hold, a record a line, and what every picture is drawn from.
 * Cycles never decrease from one record to the next. The first is `run`, the last `halt`.
 */
export type EventRecord = {
  [K in RecordKind]: { readonly kind: K; readonly cycle: number } & RecordFields[K];
}[RecordKind];

/** Takes records, in order. */
export type RecordReader = (record: EventRecord) => void;

/** What a record and its fields say, for those who read files of events. */
export const RECORD_PAGES: {
  readonly [K in RecordKind]: {
    readonly text: string;
    readonly fields: { readonly [F in Exclude<keyof RecordFields[K], 'pid' | 'tid'>]-?: string };
  };
} = {
  run: {
    text: 'The first line: what ran, and on what.',
    fields: {
      version: `version of the format, ${RECORD_VERSION}`,
      program: 'the program and its arguments',
      harts: 'how many harts',
      frames: 'frames of memory that can be used',
      quantum: 'the time slice, in cycles',
      cyclesPerSecond: 'cycles in a second of virtual time',
    },
  },
  start: {
    text: 'The first program, or each thread that was there when recording began; it is ready.',
    fields: { name: 'its name', space: 'number of its address space' },
  },
  fork: {
    text: 'A thread was made, by fork, vfork or as a thread of its process; it is ready.',
    fields: {
      parent: 'tid of the thread that made it',
      name: 'its name',
      space: "number of its address space; the parent's if they share it",
      pages: 'pages whose frames it shares with the parent until one of them writes',
      isThread: 'whether it is a further thread of the same process',
    },
  },
  switch: {
    text: 'A hart gets the thread; with tid 0 it loses the one it had.',
    fields: { hart: 'the hart', ran: 'with tid 0: how many cycles the thread has run there' },
  },
  timer: { text: 'The quantum of the running thread is over.', fields: { hart: 'its hart' } },
  preempt: { text: 'The thread loses its hart to another one; it is ready.', fields: { hart: 'the hart' } },
  block: {
    text: 'The thread waits.',
    fields: {
      reason: 'for what: read, write, child, sleep, vfork, signal, open, futex, poll, lock, disk, object',
      on: 'the object, such as `pipe 12` (a pipe by its inode), if it has a descriptor',
    },
  },
  wake: {
    text: 'The wait is over; the thread is ready.',
    fields: { by: 'tid of the thread whose doing this was, 0 for none', why: '`event`, `time` or `signal`' },
  },
  stop: { text: 'The thread is stopped by a signal.', fields: {} },
  continue: { text: 'The stopped thread is ready again.', fields: {} },
  call: { text: 'The thread makes a system call.', fields: { call: 'its name', args: 'a0 to a5, unsigned' } },
  return: {
    text: 'The call returns.',
    fields: { call: 'its name', result: 'a0, signed', text: 'the call as --strace shows it, if texts are recorded' },
  },
  fault: {
    text: 'A page was touched that was not there, or not writable yet.',
    fields: {
      addr: 'the address',
      access: '`read`, `write` or `execute`',
      outcome:
        '`minor`, `major` (a file of the host was read), `copied` (copy on write), `signal` (the program gets one), `no memory`',
      frame: 'the frame that is there now, 0 for none',
    },
  },
  exec: {
    text: 'The thread goes on with another program.',
    fields: {
      former: 'its tid before: execve gives it the number of the process',
      path: 'path of the program',
      name: 'the new name of the process',
      space: 'number of the new address space',
    },
  },
  exit: {
    text: 'The process ends; `end` of its threads follows.',
    fields: { status: 'exit status, 0 if a signal killed it', signal: 'number of the signal that killed it, else 0' },
  },
  end: {
    text: 'The thread is over. The first thread of a process, whose tid is the pid, stays as a zombie until `reap`.',
    fields: {},
  },
  reap: { text: 'The zombie is gone: its parent has waited for it.', fields: {} },
  signal: {
    text: 'A signal is sent to the thread, or to its process.',
    fields: { by: 'tid of the thread whose doing this was, 0 for none', signal: 'such as `SIGINT`' },
  },
  deliver: { text: 'The thread takes a signal.', fields: { signal: 'such as `SIGINT`' } },
  transfer: {
    text: 'Bytes went into or out of a pipe or a socket.',
    fields: {
      channel: '`pipe` or `socket`',
      inode: 'number of its inode; of a socket the one of the end that receives',
      direction: '`in` or `out`',
      bytes: 'how many',
      level: 'how many it holds now',
    },
  },
  page: {
    text: 'A page of an address space has another frame.',
    fields: {
      space: 'number of the address space',
      page: 'address divided by 4096',
      frame: 'the frame, 0 for none',
      origin:
        "`zero` (zeros at first), `file` (the file's own frame), `copied` (its own copy of a frame), `shared` (meant to be shared)",
      area: '`text`, `data`, `heap`, `stack` or `mapped`',
    },
  },
  frames: { text: 'How many frames are free changed.', fields: { free: 'free frames' } },
  halt: {
    text: 'The last line: the run is over.',
    fields: { why: '`ended`, `limit`, `deadlock`, `left` or `signal`' },
  },
};
