import { PAGE_SHIFT, PAGE_SIZE } from './memory.ts';

/** Stop before the instruction at `addr` is executed, in the space `root` or (undefined) in any. */
export interface AddressStop {
  readonly kind: 'address';
  readonly addr: number;
  readonly root: number | undefined;
}

/** Stop before an access to a byte from `from` to `to` - 1, in the space `root` or (undefined) in any. */
export interface WatchStop {
  readonly kind: 'watch';
  readonly from: number;
  readonly to: number;
  readonly on: 'read' | 'write' | 'access';
  readonly root: number | undefined;
}

export type Stop = AddressStop | WatchStop;

/**
 * What stops a run, beside traps and the cycle limit. A hart stops before the instruction in question and passes it when it
 * is run again. Conditions cost nothing while there are none: an address stop marks a decoded record, and a watched page gets
 * no TLB tags. They are the observer's, not the computer's: no snapshot holds them.
 */
export class StopConditions {
  private stops: readonly Stop[] = [];
  private readonly invalidate: () => void;

  /** `invalidate` voids everything that was decoded or translated under other conditions. */
  constructor(invalidate: () => void) {
    this.invalidate = invalidate;
  }

  /** Adds a condition; the same object removes it. */
  add(stop: Stop): void {
    this.replace([...this.stops, stop]);
  }

  remove(stop: Stop): void {
    this.replace(this.stops.filter((other) => other !== stop));
  }

  clear(): void {
    this.replace([]);
  }

  /** Puts `stops` in the place of all that there were. */
  set(stops: readonly Stop[]): void {
    this.replace(stops);
  }

  /** Whether some address stop, in whatever space, lies at this offset within its page. */
  marksOffset(offset: number): boolean {
    return this.stops.some((stop) => stop.kind === 'address' && stop.addr % PAGE_SIZE === offset);
  }

  /** The address stop at `pc` in the space `root`. */
  atAddress(root: number, pc: number): AddressStop | undefined {
    for (const stop of this.stops) {
      if (stop.kind === 'address' && stop.addr === pc && isInSpace(stop, root)) return stop;
    }
    return undefined;
  }

  /** Whether any range is watched. */
  get hasWatches(): boolean {
    return this.stops.some(({ kind }) => kind === 'watch');
  }

  /** Whether a watched range touches the page in the space `root`. */
  watchesPage(root: number, pageNumber: number): boolean {
    return this.stops.some(
      (stop) =>
        stop.kind === 'watch' &&
        isInSpace(stop, root) &&
        stop.from >>> PAGE_SHIFT <= pageNumber &&
        pageNumber <= (stop.to - 1) >>> PAGE_SHIFT,
    );
  }

  /** The watched range that a read or write of `bytes` at `addr` touches. */
  atAccess(root: number, addr: number, bytes: number, how: 'read' | 'write'): WatchStop | undefined {
    for (const stop of this.stops) {
      if (stop.kind !== 'watch' || !isInSpace(stop, root) || (stop.on !== how && stop.on !== 'access')) continue;
      if (addr < stop.to && stop.from < addr + bytes) return stop;
    }
    return undefined;
  }

  private replace(stops: readonly Stop[]): void {
    this.stops = stops;
    this.invalidate();
  }
}

function isInSpace(stop: Stop, root: number): boolean {
  return stop.root === undefined || stop.root === root;
}
