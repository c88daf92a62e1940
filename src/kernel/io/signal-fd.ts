import { E } from '../../abi/errno.ts';
import { O_RDWR, POLLIN } from '../../abi/files.ts';
import { CLD_EXITED, SI_TIMER, SIG } from '../../abi/signals.ts';
import { STRUCTS } from '../../abi/structs.ts';
import type { FifoInode } from '../fs/inode.ts';
import type { Kernel } from '../kernel.ts';
import { nextSignal, take } from '../signal-queue.ts';
import type { SignalSet } from '../signal-set.ts';
import type { SignalDetails } from '../signal-state.ts';
import { WaitQueue } from '../wait-queue.ts';
import type { OpenObject } from './object.ts';

const { bytes: SIZE, fields: AT } = STRUCTS.signalfd_siginfo;

/** Signals that are read instead of handled (signalfd(2)): those of whoever reads, not of whoever made it. */
export class SignalFd implements OpenObject {
  readonly kind = 'event';
  readonly label = 'signalfd';
  readonly inode: FifoInode;
  references = 0;
  flags: number;
  readonly writers = new WaitQueue();
  private readonly kernel: Kernel;
  /** The signals that it does not give. */
  private others: SignalSet;

  constructor(kernel: Kernel, inode: FifoInode, status: number, mask: SignalSet) {
    this.kernel = kernel;
    this.inode = inode;
    this.flags = O_RDWR | status;
    this.others = complement(mask);
  }

  /** Those of the process that makes the present call. */
  get readers(): WaitQueue {
    return this.kernel.current!.process.signalEvents;
  }

  setMask(mask: SignalSet): void {
    this.others = complement(mask);
    this.kernel.wakeAll(this.readers);
  }

  /** As many signals as are pending and have room. */
  read(_services: unknown, target: Uint8Array): number {
    if (target.length < SIZE) return -E.EINVAL;
    const thread = this.kernel.current!;
    let done = 0;
    for (; done + SIZE <= target.length; done += SIZE) {
      const signal = nextSignal(thread, this.others);
      if (signal === 0) break;
      target.set(infoBytes(signal, take(this.kernel, thread, signal)), done);
    }
    return done === 0 ? -E.EAGAIN : done;
  }

  write(): number {
    return -E.EINVAL;
  }

  poll(): number {
    return nextSignal(this.kernel.current!, this.others) === 0 ? 0 : POLLIN;
  }

  close(): void {}
}

function complement({ low, high }: SignalSet): SignalSet {
  return { low: ~low, high: ~high };
}

function infoBytes(signal: number, { code, pid, uid, status, addr, words }: SignalDetails): Uint8Array {
  const bytes = new Uint8Array(SIZE);
  const view = new DataView(bytes.buffer);
  const put = (at: number, value: number | undefined) => view.setInt32(at, value ?? 0, true);
  put(AT.signo, signal);
  put(AT.code, code);
  if (code === SI_TIMER && words !== undefined) {
    put(AT.tid, words[0]);
    put(AT.overrun, words[1]);
  } else if (signal === SIG.SIGIO && code > 0 && words !== undefined) {
    put(AT.band, words[0]);
    put(AT.fd, words[1]);
  } else {
    put(AT.pid, words?.[0] ?? pid);
    put(AT.uid, words?.[1] ?? uid);
  }
  if (signal === SIG.SIGCHLD && code >= CLD_EXITED) put(AT.status, status);
  if (code < 0 && words !== undefined) {
    put(AT.int, words[2]);
    put(AT.ptr, words[2]);
  }
  put(AT.addr, addr);
  return bytes;
}
