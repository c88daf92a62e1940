import { E } from '../../abi/errno.ts';
import { O_RDWR, POLLIN } from '../../abi/files.ts';
import { wordBytes } from '../../base/bytes.ts';
import type { Alarm } from '../deadlines.ts';
import type { FifoInode } from '../fs/inode.ts';
import type { Kernel } from '../kernel.ts';
import type { Services } from '../services.ts';
import { passDue, type TimerSetting, timeLeft } from '../timer-setting.ts';
import { WaitQueue } from '../wait-queue.ts';
import type { OpenObject } from './object.ts';

/**
 * A timer whose expirations are read as a number of 64 bits (timerfd_create(2)). As in Linux, one that has expired is only
 * set again when it is read or asked: what was missed is counted then.
 */
export class TimerFd implements OpenObject, Alarm {
  readonly kind = 'event';
  readonly label = 'timerfd';
  readonly inode: FifoInode;
  /** CLOCK_ number: what absolute times are counted by. */
  readonly clock: number;
  references = 0;
  flags: number;
  readonly readers = new WaitQueue();
  readonly writers = new WaitQueue();
  private setting: TimerSetting = { next: Infinity, interval: 0 };
  /** Expirations not yet read. */
  private count = 0;
  /** Whether it waits to be set again. */
  private isWaiting = false;

  constructor(inode: FifoInode, status: number, clock: number) {
    this.inode = inode;
    this.flags = O_RDWR | status;
    this.clock = clock;
  }

  get interval(): number {
    return this.setting.interval;
  }

  /** What is left until it expires next; 0 if it is off. */
  left(services: Services): number {
    this.goOn(services);
    return timeLeft(this.setting, services.now());
  }

  /** Starts it anew; `next` Infinity turns it off. */
  set(services: Services, next: number, interval: number): void {
    services.deadlines.remove(this);
    this.setting = { next, interval };
    this.count = 0;
    this.isWaiting = false;
    if (next !== Infinity) services.deadlines.add(this, next);
  }

  ring(kernel: Kernel): void {
    this.count++;
    this.isWaiting = this.setting.interval > 0;
    if (!this.isWaiting) this.setting.next = Infinity;
    kernel.wakeAll(this.readers);
  }

  read(services: Services, target: Uint8Array): number {
    if (target.length < 8) return -E.EINVAL;
    if (this.count === 0) return -E.EAGAIN;
    this.goOn(services);
    target.set(wordBytes([this.count | 0, Math.floor(this.count / 2 ** 32)]));
    this.count = 0;
    return 8;
  }

  write(): number {
    return -E.EINVAL;
  }

  poll(): number {
    return this.count > 0 ? POLLIN : 0;
  }

  close(services: Services): void {
    services.deadlines.remove(this);
  }

  private goOn(services: Services): void {
    if (!this.isWaiting) return;
    this.isWaiting = false;
    // The first of these was counted when it rang.
    this.count += passDue(this.setting, services.now()) - 1;
    services.deadlines.add(this, this.setting.next);
  }
}
