import type { Job } from '../workload/workload.ts';
import { parseCount } from './numbers.ts';

/** What `--jobs` may hold, for messages. */
export const JOB_LIST_FORMS = [
  'RUN,RUN,...                       as scheduler.py: 5,10,15',
  'START,RUN,IO:START,RUN,IO:...     as mlfq.py: 0,180,0:100,20,0',
  'RUN:TICKETS,RUN:TICKETS,...       as lottery.py: 10:100,20:50',
  'NAME:RUN:SET,NAME:RUN:SET,...     as multi.py: a:100:100,b:100:50',
];

/**
 * Reads a list of jobs as the OSTEP simulators have them; `ioLength` is how long input and output take; three numbers
 * alone are one job with its start and I/O if `isTriple`, else three jobs. Gives what is wrong as a text.
 */
export function parseJobs(text: string, ioLength: number, isTriple: boolean): Job[] | string {
  const groups = text.split(':').map((group) => group.split(','));
  const isGrouped = groups.every((group) => group.length === 3) && (groups.length > 1 || isTriple);
  const jobs = isGrouped
    ? groups.map((group, index) => startRunIo(group, index, ioLength))
    : text.split(',').map((part, index) => singleJob(part.split(':'), index));
  const isMixed = !isGrouped && new Set(text.split(',').map((part) => part.split(':').length)).size > 1;
  const wrong = jobs.indexOf(undefined);
  if (isMixed) return `cannot read '${text}': its jobs have different forms`;
  if (wrong >= 0) return `cannot read job ${wrong} of '${text}'`;
  const list = jobs.filter((job) => job !== undefined);
  const doubled = list.find(({ name }, index) => list.findIndex((other) => other.name === name) !== index);
  return doubled === undefined ? list : `two jobs are called '${doubled.name}'`;
}

function startRunIo(group: readonly string[], index: number, length: number): Job | undefined {
  const [arrival, run, every] = group.map(parseCount);
  if (arrival === undefined || every === undefined || !run) return undefined;
  return { name: String(index), arrival, run, ...(every > 0 && { io: { every, length } }) };
}

/** RUN, RUN:TICKETS or NAME:RUN:SET. */
function singleJob(parts: readonly string[], index: number): Job | undefined {
  const hasName = parts.length === 3;
  const name = hasName ? parts[0]! : String(index);
  const [run, more] = parts.slice(hasName ? 1 : 0).map(parseCount);
  if (!run || (parts.length > 1 && more === undefined) || parts.length > 3 || !/^[\w-]+$/.test(name)) return undefined;
  const job = { name, arrival: 0, run };
  if (hasName) return { ...job, workingSet: more! };
  return more === undefined ? job : { ...job, tickets: more };
}
