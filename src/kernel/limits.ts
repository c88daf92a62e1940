import { STACK_LIMIT, STACK_TOP } from '../abi/memory.ts';
import * as p from '../abi/processes.ts';
import { PAGE_SIZE } from '../machine/memory.ts';
import type { Kernel, KernelSettings } from './kernel.ts';
import type { Limit, Process } from './process.ts';
import { STACK_LABEL } from './vm/area.ts';
import type { Space } from './vm/space.ts';

/** How many signals may be queued for a process, and how many timers it may have, unless it says otherwise. */
const QUEUED_SIGNALS_MAX = 4096;

/** The limits of the first process (getrlimit(2)); children inherit theirs. */
export function newLimits(settings: KernelSettings): Limit[] {
  const limits = Array.from({ length: p.RLIMIT_COUNT }, () => ({ soft: Infinity, hard: Infinity }));
  limits[p.RLIMIT_STACK] = { soft: STACK_LIMIT, hard: Infinity };
  limits[p.RLIMIT_CORE] = { soft: 0, hard: Infinity };
  limits[p.RLIMIT_NPROC] = { soft: settings.maxProcesses, hard: settings.maxProcesses };
  limits[p.RLIMIT_NOFILE] = { soft: settings.maxOpenFiles, hard: settings.maxOpenFiles };
  limits[p.RLIMIT_SIGPENDING] = { soft: QUEUED_SIGNALS_MAX, hard: QUEUED_SIGNALS_MAX };
  limits[p.RLIMIT_NICE] = { soft: 0, hard: 0 };
  limits[p.RLIMIT_RTPRIO] = { soft: 0, hard: 0 };
  return limits;
}

/** Changes a limit of a process: the list may be that of its parent as well, so it gets a new one. */
export function setLimit(process: Process, resource: number, limit: Limit): void {
  process.limits = process.limits.with(resource, limit);
}

/** The soft limit of a process on a resource. */
export function softLimit(process: Process, resource: number): number {
  return process.limits[resource]!.soft;
}

/**
 * Whether no process or thread can be added: the table is full, or the user of `process` has as many as RLIMIT_NPROC
 * allows, zombies included. Linux spares root; here, where nearly all is done as root, the limit holds for root too.
 */
export function isProcessTableFull(kernel: Kernel, process: Process): boolean {
  if (kernel.processes.size >= kernel.settings.maxProcesses) return true;
  const limit = softLimit(process, p.RLIMIT_NPROC);
  if (kernel.threads.size < limit) return false;
  let count = 0;
  for (const thread of kernel.threads.values()) if (thread.process.credentials.uid === process.credentials.uid) count++;
  return count >= limit;
}

/** Whether `pages` more would take the address space beyond RLIMIT_AS, or, if the program may write them, RLIMIT_DATA. */
export function exceedsMemoryLimit(process: Process, pages: number, isPrivateData: boolean): boolean {
  const total = softLimit(process, p.RLIMIT_AS);
  if (total !== Infinity && (process.space.sizeInPages + pages) * PAGE_SIZE > total) return true;
  const data = softLimit(process, p.RLIMIT_DATA);
  return isPrivateData && data !== Infinity && (process.space.dataPages + pages) * PAGE_SIZE > data;
}

/** Whether the stack may not grow to `addr`, which lies in its area and is not present yet (RLIMIT_STACK). */
export function exceedsStackLimit(process: Process, space: Space, addr: number): boolean {
  const limit = softLimit(process, p.RLIMIT_STACK);
  if (limit >= STACK_LIMIT || addr >= STACK_TOP - limit) return false;
  return space.areaAt(addr >>> 12)?.label === STACK_LABEL && !space.isPresent(addr >>> 12);
}
