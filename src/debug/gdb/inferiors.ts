import type { Debugger } from '../debugger.ts';
import type { Catchpoint, Point } from '../points.ts';
import type { ThreadId } from '../stop.ts';
import { idOf } from '../threads.ts';

/** Kinds of gdb's `Z` packets. */
export type PointKind = 'break' | 'write' | 'read' | 'access';

/**
 * The processes that gdb holds, and the points it has put into them. gdb must hear of nothing that happens in others. A point
 * belongs to a process, and its child inherits a copy.
 */
export class Inferiors {
  /** By pid; those that have ended too, until gdb is told. */
  readonly attached = new Set<number>();
  private readonly session: Debugger;
  private readonly points = new Map<string, Point>();
  private readonly events: readonly Catchpoint[];

  constructor(session: Debugger) {
    this.session = session;
    const catchInternal = (event: 'fork' | 'exec' | 'exit' | 'signal') =>
      session.points.addCatchpoint(event, [], { isInternal: true });
    this.events = [catchInternal('fork'), catchInternal('exec'), catchInternal('exit'), catchInternal('signal')];
  }

  /** The living threads of the processes that gdb holds. */
  get threads(): ThreadId[] {
    return this.session.threads.map(idOf).filter(({ pid }) => this.attached.has(pid));
  }

  /** gdb looks for events on the way forwards only. */
  catchEvents(isForward: boolean): void {
    for (const point of this.events) this.session.points.setEnabled(point, isForward);
  }

  /** Whether `point` is one of gdb's own. */
  isOwnEvent(point: number): boolean {
    return this.events.some(({ id }) => id === point);
  }

  detach(pid: number): void {
    this.attached.delete(pid);
    for (const point of this.points.values()) this.session.points.leaveScope(point, pid);
  }

  /** Puts a point into process `pid`; twice is once. */
  insert(pid: number, kind: PointKind, addr: number, length: number): void {
    const key = keyOf(kind, addr, length);
    const { points } = this.session;
    const known = this.points.get(key);
    if (known !== undefined && points.get(known.id) !== undefined && known.scope !== 'all') {
      known.scope.add(pid);
      points.setEnabled(known, true);
      return;
    }
    const options = { isInternal: true, scope: [pid] };
    const point =
      kind === 'break'
        ? points.addBreakpoint({ kind: 'address', addr }, options)
        : points.addWatchpoint({ kind: 'memory', addr, length }, kind, options);
    this.points.set(key, point);
  }

  /** Takes a point out of process `pid`, if it is there. */
  remove(pid: number, kind: PointKind, addr: number, length: number): void {
    const point = this.points.get(keyOf(kind, addr, length));
    if (point !== undefined) this.session.points.leaveScope(point, pid);
  }

  /** Takes everything back that gdb has put anywhere. */
  release(): void {
    for (const { id } of [...this.points.values(), ...this.events]) this.session.points.delete(id);
    this.attached.clear();
  }
}

function keyOf(kind: PointKind, addr: number, length: number): string {
  return kind === 'break' ? `break ${addr}` : `${kind} ${addr} ${length}`;
}
