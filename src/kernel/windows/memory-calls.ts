import * as m from '../../abi/memory.ts';
import * as w from '../../abi/windows.ts';
import { ERROR } from '../../abi/windows-errors.ts';
import { type Call, STALLED } from '../call.ts';
import { isReadOnlySharing } from '../calls/memory.ts';
import { exceedsMemoryLimit } from '../limits.ts';
import { type Area, RESERVED_LABEL } from '../vm/area.ts';
import type { Reservation } from '../vm/space.ts';
import { fail } from './failure.ts';

const PAGE = 4096;
const USER_PAGES = m.USER_END / PAGE;
const GRANULE_PAGES = w.ALLOCATION_GRANULARITY / PAGE;

/** The rights that each protection stands for. */
const PROTECTIONS: ReadonlyMap<number, number> = new Map([
  [w.PAGE_NOACCESS, 0],
  [w.PAGE_READONLY, m.PROT_READ],
  [w.PAGE_READWRITE, m.PROT_READ | m.PROT_WRITE],
  [w.PAGE_EXECUTE, m.PROT_EXEC],
  [w.PAGE_EXECUTE_READ, m.PROT_READ | m.PROT_EXEC],
  [w.PAGE_EXECUTE_READWRITE, m.PROT_READ | m.PROT_WRITE | m.PROT_EXEC],
]);

/** Windows-style calls about memory: pages are reserved, that is kept from others, and then committed, that is usable. */
export const windowsMemoryCalls = {
  VirtualAlloc(call: Call): number {
    const [addr, size, type, protection] = call.args as [number, number, number, number];
    const prot = PROTECTIONS.get(protection);
    const known = w.MEM_COMMIT | w.MEM_RESERVE;
    if (size === 0 || type === 0 || (type & ~known) !== 0 || prot === undefined) {
      return fail(call, ERROR.ERROR_INVALID_PARAMETER);
    }
    const range = pagesOf(addr, size);
    const commits = (type & w.MEM_COMMIT) !== 0;
    if ((type & w.MEM_RESERVE) === 0 && addr !== 0) {
      if (reservationOf(call, range) === undefined) return fail(call, ERROR.ERROR_INVALID_ADDRESS);
      return commit(call, range, prot);
    }
    const reserved = place(call, addr, range);
    if (typeof reserved === 'number') return fail(call, reserved);
    if (commits && exceedsMemoryLimit(call.process, range.end - range.start, isWritable(prot))) {
      return fail(call, ERROR.ERROR_NOT_ENOUGH_MEMORY);
    }
    const { space } = call.process;
    space.reservations.push(reserved);
    space.add(areaOf(reserved, commits ? prot : undefined));
    return reserved.start * PAGE;
  },

  VirtualProtect(call: Call): number {
    const [addr, size, protection, oldAddr] = call.args as [number, number, number, number];
    const { kernel, process, hart, memory } = call;
    const prot = PROTECTIONS.get(protection);
    if (size === 0 || prot === undefined) return fail(call, ERROR.ERROR_INVALID_PARAMETER);
    const { start, end } = pagesOf(addr, size);
    const old = process.space.areaAt(start);
    if (old === undefined || !isCommitted(call, start, end)) return fail(call, ERROR.ERROR_INVALID_ADDRESS);
    if (isWritable(prot) && isReadOnlySharing(call, start, end)) return fail(call, ERROR.ERROR_ACCESS_DENIED);
    if (!memory.prepare(oldAddr, 4, true)) return fail(call, ERROR.ERROR_NOACCESS);
    if (kernel.mustStall(process.space, hart)) return STALLED;
    memory.writeWord(oldAddr, protectionOf(old.prot));
    process.space.protect(start, end, prot);
    return 1;
  },

  VirtualFree(call: Call): number {
    const [addr, size, type] = call.args as [number, number, number];
    const { space } = call.process;
    const isRelease = type === w.MEM_RELEASE;
    if ((!isRelease && type !== w.MEM_DECOMMIT) || (isRelease && size !== 0)) {
      return fail(call, ERROR.ERROR_INVALID_PARAMETER);
    }
    const range = pagesOf(addr, Math.max(1, size));
    const reservation = reservationOf(call, range);
    const isWhole = size === 0;
    if (reservation === undefined || (isWhole && reservation.start * PAGE !== addr)) {
      return fail(call, ERROR.ERROR_INVALID_ADDRESS);
    }
    if (call.kernel.mustStall(space, call.hart)) return STALLED;
    const { start, end } = isWhole ? reservation : range;
    space.remove(start, end);
    if (isRelease) space.reservations.splice(space.reservations.indexOf(reservation), 1);
    else space.add(areaOf({ start, end }, undefined));
    return 1;
  },
};

/** Makes reserved pages usable; those that are committed already keep what they hold. Gives the address. */
function commit(call: Call, { start, end }: Reservation, prot: number): number {
  const { space } = call.process;
  const parts = space.areas.filter((area) => area.start < end && area.end > start);
  const fresh = parts.filter(({ label }) => label === RESERVED_LABEL);
  const pages = fresh.reduce((sum, area) => sum + Math.min(area.end, end) - Math.max(area.start, start), 0);
  if (exceedsMemoryLimit(call.process, pages, isWritable(prot))) return fail(call, ERROR.ERROR_NOT_ENOUGH_MEMORY);
  if (call.kernel.mustStall(space, call.hart)) return STALLED;
  for (const { label, ...area } of parts) {
    const part = { start: Math.max(area.start, start), end: Math.min(area.end, end) };
    if (label !== RESERVED_LABEL) {
      space.protect(part.start, part.end, prot);
      continue;
    }
    space.remove(part.start, part.end);
    space.add(areaOf(part, prot));
  }
  return start * PAGE;
}

/** Where a reservation goes: at `addr`, which is rounded down, or anywhere; a number is an error. */
function place(call: Call, addr: number, { start, end }: Reservation): Reservation | number {
  const { space } = call.process;
  if (addr === 0) {
    const pages = end - start;
    const gap = pages > USER_PAGES ? -1 : space.findGap(pages + GRANULE_PAGES - 1);
    if (gap < 0) return ERROR.ERROR_NOT_ENOUGH_MEMORY;
    const first = Math.ceil(gap / GRANULE_PAGES) * GRANULE_PAGES;
    return { start: first, end: first + pages };
  }
  const first = Math.floor(start / GRANULE_PAGES) * GRANULE_PAGES;
  const isBad = first * PAGE < m.MMAP_MIN_ADDR || end > USER_PAGES || !space.isFree(first, end);
  return isBad ? ERROR.ERROR_INVALID_ADDRESS : { start: first, end };
}

/** Pages that are reserved only, or (`prot`) committed. */
function areaOf({ start, end }: Reservation, prot: number | undefined): Area {
  const label = prot === undefined ? RESERVED_LABEL : '';
  return { start, end, prot: prot ?? 0, isShared: false, backing: { kind: 'anonymous' }, label };
}

function pagesOf(addr: number, size: number): Reservation {
  return { start: Math.floor(addr / PAGE), end: Math.ceil((addr + size) / PAGE) };
}

function reservationOf(call: Call, { start, end }: Reservation): Reservation | undefined {
  return call.process.space.reservations.find((candidate) => candidate.start <= start && candidate.end >= end);
}

function isCommitted(call: Call, start: number, end: number): boolean {
  let at = start;
  for (const area of call.process.space.areas) {
    if (area.start <= at && area.end > at && area.label !== RESERVED_LABEL) at = area.end;
  }
  return at >= end;
}

function isWritable(prot: number): boolean {
  return (prot & m.PROT_WRITE) !== 0;
}

/** The protection that rights are; a page that may be written may be read. */
function protectionOf(prot: number): number {
  const rights = isWritable(prot) ? prot | m.PROT_READ : prot;
  for (const [protection, granted] of PROTECTIONS) if (granted === rights) return protection;
  return w.PAGE_NOACCESS;
}
