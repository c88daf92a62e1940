import type { Lives } from './lives.ts';
import type { EventRecord } from './records.ts';

/** Where a flow begins or ends: what a thread did at a cycle. */
export interface FlowEnd {
  readonly cycle: number;
  readonly pid: number;
  readonly tid: number;
}

export type FlowKind = 'fork' | 'wake' | 'pipe' | 'socket' | 'signal';

/** Something went from one thread to another: `from.cycle` is not later than `to.cycle`. Ids count from 1. */
type FlowReader = (kind: FlowKind, from: FlowEnd, to: FlowEnd, id: number) => void;

/** Bytes that one call wrote and nobody has taken yet. */
interface Chunk {
  readonly end: FlowEnd;
  left: number;
  isTaken: boolean;
}

/**
 * Finds in a stream of records what one thread did to another: made it, woke it, sent it bytes or a signal. Bytes go from
 * the call that wrote them to the first one that takes some of them.
 */
export class Flows {
  private readonly read: FlowReader;
  private readonly chunks = new Map<number, Chunk[]>();
  private readonly sent = new Map<string, FlowEnd>();
  private count = 0;

  constructor(read: FlowReader) {
    this.read = read;
  }

  /** Takes the next record, which `lives` has taken. */
  take(record: EventRecord, lives: Lives): void {
    switch (record.kind) {
      case 'fork':
        this.between('fork', endOf(lives, record.parent, record.cycle), record);
        break;
      case 'wake':
        this.between('wake', endOf(lives, record.by, record.cycle), record);
        break;
      case 'signal': {
        const end = endOf(lives, record.by, record.cycle);
        if (end !== undefined) this.sent.set(`${record.tid} ${record.signal}`, end);
        break;
      }
      case 'deliver': {
        const key = `${record.tid} ${record.signal}`;
        this.between('signal', this.sent.get(key), record);
        this.sent.delete(key);
        break;
      }
      case 'transfer':
        this.transfer(record);
    }
  }

  private transfer(record: Extract<EventRecord, { kind: 'transfer' }>): void {
    const { inode, bytes, channel, direction } = record;
    const chunks = this.chunks.get(inode) ?? [];
    this.chunks.set(inode, chunks);
    if (direction === 'in') {
      chunks.push({ end: record, left: bytes, isTaken: false });
      return;
    }
    let rest = bytes;
    let done = 0;
    for (; done < chunks.length && rest > 0; ) {
      const chunk = chunks[done]!;
      if (!chunk.isTaken) this.between(channel, chunk.end, record);
      chunk.isTaken = true;
      const taken = Math.min(rest, chunk.left);
      chunk.left -= taken;
      rest -= taken;
      if (chunk.left === 0) done++;
    }
    chunks.splice(0, done);
    if (record.level === 0) this.chunks.delete(inode);
  }

  private between(kind: FlowKind, from: FlowEnd | undefined, to: FlowEnd): void {
    if (from === undefined || from.tid === 0 || to.tid === 0 || from.tid === to.tid) return;
    this.read(kind, from, to, ++this.count);
  }
}

function endOf(lives: Lives, tid: number, cycle: number): FlowEnd | undefined {
  const life = lives.get(tid);
  return life === undefined ? undefined : { cycle, pid: life.pid, tid };
}
