import type { ThreadId } from '../stop.ts';

/** Whom a packet is about: `undefined` where it says "any", 'all' where it says "all". */
export interface Addressee {
  readonly pid: number | 'all' | undefined;
  readonly tid: number | 'all' | undefined;
}

export const EVERYBODY: Addressee = { pid: 'all', tid: 'all' };

/** A thread as gdb writes it: `p2.3`, in hexadecimal. */
export function threadText({ pid, tid }: ThreadId): string {
  return `p${pid.toString(16)}.${tid.toString(16)}`;
}

/** Whom `text` (`p2.3`, `p2.-1`, `p-1`, `3`, `-1`, `0`) means; undefined for nonsense. */
export function readAddressee(text: string): Addressee | undefined {
  const match = /^(?:p(-1|[0-9a-f]+)(?:\.(-1|[0-9a-f]+))?|(-1|[0-9a-f]+))$/i.exec(text);
  if (match === null) return undefined;
  const [, pid, tid, alone] = match;
  if (alone !== undefined) return { pid: undefined, tid: readPart(alone) };
  return { pid: readPart(pid!), tid: tid === undefined ? 'all' : readPart(tid) };
}

/** Whether a thread is among those whom a packet is about. */
export function isMeant({ pid, tid }: Addressee, id: ThreadId): boolean {
  return (typeof pid !== 'number' || pid === id.pid) && (typeof tid !== 'number' || tid === id.tid);
}

function readPart(text: string): number | 'all' | undefined {
  if (text === '-1') return 'all';
  const number = Number.parseInt(text, 16);
  return number === 0 ? undefined : number;
}
