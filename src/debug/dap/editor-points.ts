import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Debugger } from '../debugger.ts';
import { parseExpression } from '../expression.ts';
import { hex } from '../names.ts';
import { type Breakpoint, type Location, type PointOptions, resolveLocation, type Watchpoint } from '../points.ts';
import { exceptionKind } from './capabilities.ts';

/** What an editor sets together, and replaces together. */
type Group = 'functions' | 'instructions' | 'data' | 'exceptions' | `source ${string}`;

interface Wish {
  readonly condition?: string;
  readonly hitCondition?: string;
}

/** The breakpoints that an editor has set. It sends all of a group each time, so those that stood there before go. */
export class EditorPoints {
  private readonly session: Debugger;
  private readonly groups = new Map<Group, number[]>();

  constructor(session: Debugger) {
    this.session = session;
  }

  setSource(path: string, wishes: readonly DebugProtocol.SourceBreakpoint[]): DebugProtocol.Breakpoint[] {
    this.clear(`source ${path}`);
    return wishes.map((wish) => this.breakpoint(`source ${path}`, { kind: 'line', file: path, line: wish.line }, wish));
  }

  setFunctions(wishes: readonly DebugProtocol.FunctionBreakpoint[]): DebugProtocol.Breakpoint[] {
    this.clear('functions');
    return wishes.map((wish) =>
      this.breakpoint('functions', { kind: 'symbol', name: wish.name, offset: 0, file: undefined }, wish),
    );
  }

  setInstructions(wishes: readonly DebugProtocol.InstructionBreakpoint[]): DebugProtocol.Breakpoint[] {
    this.clear('instructions');
    return wishes.map((wish) => {
      const addr = Number(wish.instructionReference) + (wish.offset ?? 0);
      if (!Number.isInteger(addr)) return refused(`not an address: ${wish.instructionReference}`);
      return this.breakpoint('instructions', { kind: 'address', addr: addr >>> 0 }, wish);
    });
  }

  /** Watches memory: `dataId` is `ADDR/LENGTH/PID`, as `dataBreakpointInfo` gives it. */
  setData(wishes: readonly DebugProtocol.DataBreakpoint[]): DebugProtocol.Breakpoint[] {
    this.clear('data');
    return wishes.map((wish) => {
      const [addr = NaN, length = NaN, pid = NaN] = wish.dataId.split('/').map(Number);
      const options = this.options(wish);
      if ('error' in options) return refused(options.error);
      if (!Number.isInteger(addr + length + pid)) return refused(`not a place in memory: ${wish.dataId}`);
      const on: Watchpoint['on'] = wish.accessType === 'readWrite' ? 'access' : (wish.accessType ?? 'write');
      const point = this.session.points.addWatchpoint({ kind: 'memory', addr, length }, on, {
        ...options,
        scope: [pid],
      });
      this.keep('data', point, wish);
      return { id: point.id, verified: true };
    });
  }

  setExceptions(filters: readonly string[]): DebugProtocol.Breakpoint[] {
    this.clear('exceptions');
    return filters.map((filter) => {
      const kind = exceptionKind(filter);
      if (kind === undefined) return refused(`no such filter: ${filter}`);
      const point = this.session.points.addCatchpoint(kind, []);
      this.keep('exceptions', point, {});
      return { id: point.id, verified: true };
    });
  }

  /** Every source, function and instruction breakpoint as it stands with the programs that there are now. */
  verify(): DebugProtocol.Breakpoint[] {
    const ids = [...this.groups]
      .filter(([group]) => group !== 'data' && group !== 'exceptions')
      .flatMap(([, ids]) => ids);
    return ids.flatMap((id) => {
      const point = this.session.points.get(id);
      return point?.kind === 'break' ? [this.describe(point)] : [];
    });
  }

  private breakpoint(group: Group, location: Location, wish: Wish): DebugProtocol.Breakpoint {
    const options = this.options(wish);
    if ('error' in options) return refused(options.error);
    const point = this.session.points.addBreakpoint(location, options);
    this.keep(group, point, wish);
    return this.describe(point);
  }

  private options({ condition, hitCondition }: Wish): PointOptions | { readonly error: string } {
    if (hitCondition !== undefined && hitCondition !== '' && !/^\d+$/.test(hitCondition.trim()))
      return { error: `a hit condition is the number of the hit to stop at, and not ${hitCondition}` };
    if (condition === undefined || condition.trim() === '') return {};
    const expression = parseExpression(condition);
    return 'error' in expression ? { error: expression.error } : { condition: { text: condition, expression } };
  }

  private keep(group: Group, point: { readonly id: number; ignore: number }, { hitCondition = '' }: Wish): void {
    point.ignore = Math.max(0, Number(hitCondition) - 1);
    this.groups.set(group, [...(this.groups.get(group) ?? []), point.id]);
  }

  private clear(group: Group): void {
    for (const id of this.groups.get(group) ?? []) this.session.points.delete(id);
    this.groups.delete(group);
  }

  private describe(point: Breakpoint): DebugProtocol.Breakpoint {
    const { session } = this;
    for (const process of session.processes) {
      const program = session.programOf(process);
      const [addr] = program === undefined ? [] : resolveLocation(point.location, program);
      if (addr === undefined) continue;
      const line = program?.lineAt(addr)?.line;
      return { id: point.id, verified: true, line, instructionReference: hex(addr) };
    }
    return { id: point.id, verified: false, message: 'no running program has this place' };
  }
}

function refused(message: string): DebugProtocol.Breakpoint {
  return { verified: false, message };
}
