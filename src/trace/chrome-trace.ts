import { CYCLES_PER_SECOND } from '../abi/processes.ts';
import { type FlowEnd, type FlowKind, Flows } from './flows.ts';
import { type Life, Lives } from './lives.ts';
import type { EventRecord, RecordReader } from './records.ts';

/** Under this number the harts stand as a process of their own; numbers of guests are smaller. */
const HARTS_PID = 100_000;
const MICROSECONDS_PER_CYCLE = 1e6 / CYCLES_PER_SECOND;

/** The fields of an event in the format. */
type Fields = Readonly<Record<string, unknown>>;

/** A call that was made and has not been written, since it may be over in the same cycle. */
interface PendingCall {
  readonly name: string;
  readonly since: number;
  isWritten: boolean;
}

/**
 * Writes a run in the Trace Event Format (Chrome's JSON, which Perfetto opens; "Trace Event Format", Google, 2016):
 * a track for each hart with the thread on it, one for each thread with what it does, in the calls that it makes,
 * counters, and flows for fork, wake-up, transfers and signals. Events are written as they end, not in the order of time:
 * the format allows it, and readers sort by time, keeping the order of equals.
 */
export class ChromeTrace {
  private readonly write: (text: string) => void;
  private readonly lives = new Lives({
    born: (life) => this.name(life),
    interval: (life, to) => this.state(life, to),
    called: (life, to, _, text) => this.returned(life, to, text),
  });
  private readonly flows: Flows;
  private readonly calls = new Map<Life, PendingCall>();
  /** From where on the state of a thread has not been written. */
  private readonly written = new Map<Life, number>();
  private readonly hartSince: number[] = [];
  private execCount = 0;
  private copied = 0;
  private ready = 0;
  private isFirst = true;

  /** `write` takes pieces of the file, in order. */
  constructor(write: (text: string) => void) {
    this.write = write;
    this.flows = new Flows((kind, from, to, id) => this.flow(kind, from, to, id));
    write('{"displayTimeUnit":"ns","traceEvents":[');
  }

  readonly take: RecordReader = (record) => {
    const { cycle } = record;
    if (record.kind === 'run') this.begin(record.harts, record.program);
    if (record.kind === 'switch') this.switch(record);
    if (record.kind === 'exec') this.leaveProgram(record);
    const tid = 'tid' in record ? record.tid : 0;
    const before = this.lives.get(tid)?.activity;
    const life = this.lives.take(record);
    const after = this.lives.get(tid)?.activity;
    this.flows.take(record, this.lives);
    if ((before === 'ready') !== (after === 'ready')) {
      this.ready += after === 'ready' ? 1 : -1;
      this.counter('ready threads', cycle, { threads: this.ready });
    }
    switch (record.kind) {
      case 'call':
        if (life !== undefined) this.calls.set(life, { name: record.call, since: cycle, isWritten: false });
        break;
      case 'exec':
        if (life !== undefined) this.name(life);
        this.instant(life, cycle, `exec ${record.path}`);
        break;
      case 'exit':
        this.instant(life, cycle, record.signal === 0 ? `exit ${record.status}` : `killed by ${record.signal}`);
        break;
      case 'deliver':
        this.instant(life, cycle, record.signal);
        break;
      case 'frames':
        this.counter('free frames', cycle, { frames: record.free });
        break;
      case 'fault':
        this.fault(record, life);
        break;
      case 'halt':
        this.finish(cycle);
    }
  };

  private begin(harts: number, program: readonly string[]): void {
    this.metadata('process_name', HARTS_PID, HARTS_PID, { name: `harts: ${program.join(' ')}` });
    this.metadata('process_sort_index', HARTS_PID, HARTS_PID, { sort_index: -1 });
    for (let hart = 0; hart < harts; hart++) {
      this.metadata('thread_name', HARTS_PID, HARTS_PID + 1 + hart, { name: `hart ${hart}` });
      this.hartSince.push(0);
    }
    this.counter('copied frames', 0, { frames: 0 });
  }

  private finish(cycle: number): void {
    for (const hart of this.hartSince.keys()) this.leaveHart(hart, cycle);
    for (const life of this.calls.keys()) this.returned(life, cycle, '');
    this.write('\n]}\n');
  }

  /** The thread goes on with another program: a flow leads from the one to the other. */
  private leaveProgram({ cycle, pid, tid, former }: Extract<EventRecord, { kind: 'exec' }>): void {
    const life = this.lives.get(former);
    if (life?.activity !== 'running') return;
    this.leaveHart(life.hart, cycle);
    this.hartSince[life.hart] = cycle;
    if (life.since < cycle) this.flow('exec', { cycle, pid, tid: former }, { cycle, pid, tid }, ++this.execCount);
  }

  private switch({ hart, cycle }: Extract<EventRecord, { kind: 'switch' }>): void {
    this.leaveHart(hart, cycle);
    this.hartSince[hart] = cycle;
  }

  /** The thread that was on `hart` leaves it. */
  private leaveHart(hart: number, cycle: number): void {
    const life = this.lives.running(hart);
    const since = this.hartSince[hart]!;
    if (life === undefined || cycle === since) return;
    const args = { pid: life.pid, tid: life.tid };
    this.event('X', since, HARTS_PID, HARTS_PID + 1 + hart, {
      name: titleOf(life),
      dur: microseconds(cycle - since),
      args,
    });
  }

  /** The state of `life` ends. A call that began during it is written first, and divides it. */
  private state(life: Life, to: number): void {
    const call = this.calls.get(life);
    if (call !== undefined && !call.isWritten) this.openCall(life, call);
    this.piece(life, to);
  }

  private openCall(life: Life, call: PendingCall): void {
    this.piece(life, call.since);
    this.event('B', call.since, life.pid, life.tid, { name: call.name, cat: 'call' });
    call.isWritten = true;
  }

  /** Writes what `life` does, from where it was written to `to`. */
  private piece(life: Life, to: number): void {
    const from = Math.max(life.since, this.written.get(life) ?? 0);
    if (to <= from) return;
    this.written.set(life, to);
    const { pid, tid, activity, reason, on } = life;
    const name = activity === 'blocked' ? `waits: ${reason}` : activity;
    const args = activity === 'running' ? { hart: life.hart } : on === '' ? {} : { on };
    this.event('B', from, pid, tid, { name, cat: 'state', args });
    this.event('E', to, pid, tid, {});
  }

  private returned(life: Life, to: number, text: string): void {
    const call = this.calls.get(life);
    if (call === undefined) return;
    this.calls.delete(life);
    const { pid, tid } = life;
    const args = text === '' ? {} : { text };
    if (to === call.since && !call.isWritten) {
      this.event('B', to, pid, tid, { name: call.name, cat: 'call', args });
      this.event('E', to, pid, tid, {});
      return;
    }
    if (!call.isWritten) this.openCall(life, call);
    this.piece(life, to);
    this.event('E', to, pid, tid, { args });
  }

  private fault({ outcome, addr, cycle }: Extract<EventRecord, { kind: 'fault' }>, life: Life | undefined): void {
    if (outcome === 'copied') this.counter('copied frames', cycle, { frames: ++this.copied });
    if (outcome !== 'minor') this.instant(life, cycle, `${outcome} 0x${addr.toString(16)}`);
  }

  private flow(kind: FlowKind | 'exec', from: FlowEnd, to: FlowEnd, number: number): void {
    const common = { name: kind, cat: kind, id: `${kind} ${number}` };
    this.event('s', from.cycle, from.pid, from.tid, common, BETWEEN);
    // A flow to a state that begins is bound to what comes next, one into a state to what encloses it.
    if (kind === 'fork' || kind === 'wake' || kind === 'exec') this.event('f', to.cycle, to.pid, to.tid, common);
    else this.event('f', to.cycle, to.pid, to.tid, { ...common, bp: 'e' }, BETWEEN);
  }

  private name(life: Life): void {
    const { pid, tid, name, isThread } = life;
    if (!isThread) this.metadata('process_name', pid, tid, { name });
    this.metadata('thread_name', pid, tid, { name });
  }

  private metadata(name: string, pid: number, tid: number, args: Fields): void {
    this.event('M', 0, pid, tid, { name, args });
  }

  private counter(name: string, cycle: number, args: Fields): void {
    this.event('C', cycle, HARTS_PID, HARTS_PID, { name, args });
  }

  private instant(life: Life | undefined, cycle: number, name: string): void {
    if (life !== undefined) this.event('i', cycle, life.pid, life.tid, { name, s: 't' });
  }

  private event(ph: string, cycle: number, pid: number, tid: number, fields: Fields, shift = 0): void {
    const ts = microseconds(Math.max(0, cycle + shift));
    this.write(`${this.isFirst ? '' : ','}\n${JSON.stringify({ ph, ts, pid, tid, ...fields })}`);
    this.isFirst = false;
  }
}

/** Ends of flows lie half a cycle before what happens, so that they are within what the thread did up to then. */
const BETWEEN = -0.5;

function titleOf({ name, tid }: Life): string {
  return `${name} ${tid}`;
}

/** A number of cycles as the format's unit, without the noise of binary fractions. */
function microseconds(cycles: number): number {
  return Number((cycles * MICROSECONDS_PER_CYCLE).toFixed(3));
}
