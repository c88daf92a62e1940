import type { Kernel } from '../kernel/kernel.ts';
import type { Process } from '../kernel/process.ts';
import type { Thread } from '../kernel/thread.ts';
import type { Stop as MachineStop } from '../machine/stop-conditions.ts';
import type { Expression } from './expression.ts';
import type { Program, Programs } from './program.ts';
import type { ThreadId } from './stop.ts';
import { livingProcesses } from './threads.ts';

/** Where a breakpoint stands: the same place in every program that has it, or an address in any. */
export type Location =
  | { readonly kind: 'address'; readonly addr: number }
  | { readonly kind: 'symbol'; readonly name: string; readonly offset: number; readonly file: string | undefined }
  | { readonly kind: 'line'; readonly file: string; readonly line: number };

/** What the catchpoints catch. */
export const CATCH_KINDS = ['syscall', 'fork', 'exec', 'exit', 'signal', 'fault', 'cow', 'switch', 'deadlock'] as const;
export type CatchKind = (typeof CATCH_KINDS)[number];

/** What is common to all points at which a run may stop. */
interface PointBase {
  readonly id: number;
  /** As it was asked for. */
  readonly text: string;
  isEnabled: boolean;
  /** Goes away when it is hit. */
  readonly isTemporary: boolean;
  /** Made by the debugger or a protocol for itself: lists do not show it. */
  readonly isInternal: boolean;
  /** The processes it holds for. Children that they fork join them. */
  scope: 'all' | Set<number>;
  readonly thread: ThreadId | undefined;
  condition: { readonly text: string; readonly expression: Expression } | undefined;
  /** How many hits to pass over. */
  ignore: number;
  hits: number;
  commands: readonly string[];
}

export interface Breakpoint extends PointBase {
  readonly kind: 'break';
  readonly location: Location;
  /** For the debugger's own: whether this is the hit that it waits for. */
  readonly test?: (thread: Thread) => boolean;
}

export interface Watchpoint extends PointBase {
  readonly kind: 'watch';
  readonly on: 'write' | 'read' | 'access';
  /** Bytes of memory, or else an expression whose value is compared after each instruction. */
  readonly target:
    | { readonly kind: 'memory'; readonly addr: number; readonly length: number }
    | { readonly kind: 'expression'; readonly expression: Expression };
}

export interface Catchpoint extends PointBase {
  readonly kind: 'catch';
  readonly event: CatchKind;
  /** Names of calls, signals, or outcomes of faults; none for all. */
  readonly names: readonly string[];
}

export type Point = Breakpoint | Watchpoint | Catchpoint;

/** What a new point is given beside what its kind needs. */
export interface PointOptions {
  readonly text?: string;
  readonly isTemporary?: boolean;
  readonly isInternal?: boolean;
  readonly scope?: 'all' | readonly number[];
  readonly thread?: ThreadId;
  readonly condition?: { readonly text: string; readonly expression: Expression };
}

/** Breakpoints, watchpoints and catchpoints, numbered in the order they were made; they are no part of any history. */
export class Points {
  private readonly points = new Map<number, Point>();
  private readonly programs: Programs;
  private nextId = 1;
  private nextInternal = -1;
  private readonly sites = new Map<Point, Map<string, readonly number[]>>();
  /** The temporary point that has gone away last. */
  lastTemporary: Point | undefined;
  /** Changes with every change, so that one can see whether the machine knows of it. */
  version = 0;

  constructor(programs: Programs) {
    this.programs = programs;
  }

  /** Points that the user made, ascending. */
  get list(): readonly Point[] {
    return [...this.points.values()].filter(({ isInternal }) => !isInternal);
  }

  get all(): readonly Point[] {
    return [...this.points.values()];
  }

  get(id: number): Point | undefined {
    return this.points.get(id);
  }

  addBreakpoint(
    location: Location,
    options: PointOptions & { readonly test?: (thread: Thread) => boolean } = {},
  ): Breakpoint {
    const point: Breakpoint = {
      ...this.base(options, describeLocation(location)),
      kind: 'break',
      location,
      test: options.test,
    };
    return this.add(point);
  }

  addWatchpoint(target: Watchpoint['target'], on: Watchpoint['on'], options: PointOptions = {}): Watchpoint {
    const text = target.kind === 'memory' ? `*0x${target.addr.toString(16)}` : '';
    return this.add({ ...this.base(options, text), kind: 'watch', on, target });
  }

  addCatchpoint(event: CatchKind, names: readonly string[], options: PointOptions = {}): Catchpoint {
    return this.add({ ...this.base(options, [event, ...names].join(' ')), kind: 'catch', event, names });
  }

  delete(id: number): boolean {
    const point = this.points.get(id);
    if (point === undefined) return false;
    this.points.delete(id);
    this.sites.delete(point);
    if (point.isTemporary) this.lastTemporary = point;
    this.version++;
    return true;
  }

  setEnabled(point: Point, isEnabled: boolean): void {
    point.isEnabled = isEnabled;
    this.version++;
  }

  /** Takes process `pid` out of the scope; a point that holds for no process any more goes away. */
  leaveScope(point: Point, pid: number): void {
    if (point.scope === 'all') return;
    point.scope.delete(pid);
    this.version++;
    if (point.scope.size === 0) this.delete(point.id);
  }

  /** A process has forked: what holds for it holds for its child too. */
  inherit(parent: number, child: number): void {
    for (const { scope } of this.points.values()) {
      if (scope === 'all' || !scope.has(parent)) continue;
      scope.add(child);
      this.version++;
    }
  }

  /** Whether there is none, not even one of the debugger's own. */
  get isEmpty(): boolean {
    return this.points.size === 0;
  }

  /** The addresses of a breakpoint in a program. */
  sitesIn(point: Breakpoint, program: Program): readonly number[] {
    let byProgram = this.sites.get(point);
    if (byProgram === undefined) {
      byProgram = new Map();
      this.sites.set(point, byProgram);
    }
    let found = byProgram.get(program.key);
    if (found === undefined) {
      found = resolveLocation(point.location, program);
      byProgram.set(program.key, found);
    }
    return found;
  }

  /** The breakpoints that stand at `pc` for a process and may count there. */
  at(kernel: Kernel, process: Process, pc: number): Breakpoint[] {
    const program = this.programs.of(kernel, process);
    return this.all.filter((point): point is Breakpoint => {
      if (point.kind !== 'break' || !point.isEnabled || !isInScope(point, process)) return false;
      if (point.location.kind === 'address') return point.location.addr === pc;
      return program !== undefined && this.sitesIn(point, program).includes(pc);
    });
  }

  /** What the machine must look for, given the processes that there are. */
  machineStops(kernel: Kernel): MachineStop[] {
    const addresses = new Set<number>();
    const stops: MachineStop[] = [];
    const processes = livingProcesses(kernel);
    for (const point of this.points.values()) {
      if (!point.isEnabled) continue;
      if (point.kind === 'break') for (const addr of this.addressesOf(kernel, point, processes)) addresses.add(addr);
      if (point.kind === 'watch' && point.target.kind === 'memory') {
        const { addr, length } = point.target;
        const range = { kind: 'watch', from: addr, to: addr + length, on: point.on } as const;
        const roots = new Set(
          processes.filter((process) => isInScope(point, process)).map(({ space }) => space.table.root),
        );
        for (const root of roots) stops.push({ ...range, root });
      }
    }
    for (const addr of addresses) stops.push({ kind: 'address', addr, root: undefined });
    return stops;
  }

  private addressesOf(kernel: Kernel, point: Breakpoint, processes: readonly Process[]): readonly number[] {
    if (point.location.kind === 'address') return [point.location.addr];
    return processes
      .filter((process) => isInScope(point, process))
      .flatMap((process) => {
        const program = this.programs.of(kernel, process);
        return program === undefined ? [] : this.sitesIn(point, program);
      });
  }

  private base(options: PointOptions, text: string): PointBase {
    const isInternal = options.isInternal ?? false;
    return {
      id: isInternal ? this.nextInternal-- : this.nextId++,
      text: options.text ?? text,
      isEnabled: true,
      isTemporary: options.isTemporary ?? false,
      isInternal,
      scope: options.scope === undefined || options.scope === 'all' ? 'all' : new Set(options.scope),
      thread: options.thread,
      condition: options.condition,
      ignore: 0,
      hits: 0,
      commands: [],
    };
  }

  private add<T extends Point>(point: T): T {
    this.points.set(point.id, point);
    this.version++;
    return point;
  }
}

/** Whether a point holds for a process. */
export function isInScope({ scope }: Point, { pid }: Process): boolean {
  return scope === 'all' || scope.has(pid);
}

/** The addresses of a location in a program. */
export function resolveLocation(location: Location, program: Program): readonly number[] {
  if (location.kind === 'address') return [location.addr];
  if (location.kind === 'line') return program.addressesOf(location.file, location.line);
  const addr = program.address(location.name);
  return addr === undefined ? [] : [(addr + location.offset) >>> 0];
}

function describeLocation(location: Location): string {
  if (location.kind === 'address') return `*0x${location.addr.toString(16)}`;
  if (location.kind === 'line') return `${location.file}:${location.line}`;
  return location.offset === 0 ? location.name : `${location.name}+${location.offset}`;
}
