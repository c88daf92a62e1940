import { E } from '../../abi/errno.ts';
import { POLLIN, POLLOUT } from '../../abi/files.ts';
import { drawUint32, type PrngState } from '../../base/prng.ts';
import type { OpenObject } from '../io/object.ts';
import type { Services } from '../services.ts';
import { WaitQueue } from '../wait-queue.ts';
import type { DeviceInode } from './inode.ts';

/** What reading and writing a device does; null where the kernel opens something else in its place. */
interface DeviceRow {
  readonly name: string;
  readonly major: number;
  readonly minor: number;
  readonly read: 'end' | 'zeros' | 'random' | null;
  readonly write: 'accepted' | 'full' | null;
}

// biome-ignore format: a table
/** The nodes of /dev, with the numbers that Linux gives them (devices.txt). */
export const DEVICES: readonly DeviceRow[] = [
  { name: 'null',    major: 1, minor: 3, read: 'end',    write: 'accepted' },
  { name: 'zero',    major: 1, minor: 5, read: 'zeros',  write: 'accepted' },
  { name: 'full',    major: 1, minor: 7, read: 'zeros',  write: 'full' },
  { name: 'random',  major: 1, minor: 8, read: 'random', write: 'accepted' },
  { name: 'urandom', major: 1, minor: 9, read: 'random', write: 'accepted' },
  { name: 'tty',     major: 5, minor: 0, read: null,     write: null },
  { name: 'console', major: 5, minor: 1, read: null,     write: null },
];

/** An open device that holds no data. */
export class DeviceFile implements OpenObject {
  readonly kind = 'device';
  readonly inode: DeviceInode;
  references = 0;
  flags: number;
  readonly readers = new WaitQueue();
  readonly writers = new WaitQueue();
  private readonly random: PrngState;

  private constructor(inode: DeviceInode, flags: number, random: PrngState) {
    this.inode = inode;
    this.flags = flags;
    this.random = random;
  }

  /** Opens a device of the table; ENXIO for any other. Random bytes are drawn from `random`. */
  static open(inode: DeviceInode, flags: number, random: PrngState): DeviceFile | number {
    return deviceRow(inode)?.read == null ? -E.ENXIO : new DeviceFile(inode, flags, random);
  }

  read(_services: Services, target: Uint8Array): number {
    const kind = deviceRow(this.inode)!.read;
    if (kind === 'end') return 0;
    if (kind === 'zeros') target.fill(0);
    else for (let at = 0; at < target.length; at++) target[at] = drawUint32(this.random) & 0xff;
    return target.length;
  }

  write(_services: Services, source: Uint8Array): number {
    return deviceRow(this.inode)!.write === 'full' ? -E.ENOSPC : source.length;
  }

  readAt(services: Services, target: Uint8Array): number {
    return this.read(services, target);
  }

  writeAt(services: Services, source: Uint8Array): number {
    return this.write(services, source);
  }

  seek(): number {
    return 0;
  }

  poll(): number {
    return POLLIN | POLLOUT;
  }

  close(): void {}
}

function deviceRow(inode: DeviceInode): DeviceRow | undefined {
  return DEVICES.find((row) => row.major === inode.major && row.minor === inode.minor);
}
