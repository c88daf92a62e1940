import { PROT_EXEC, PROT_READ, PROT_WRITE } from '../../abi/memory.ts';
import { PAGE_SIZE } from '../../machine/memory.ts';
import { type Area, isData, STACK_LABEL } from '../vm/area.ts';
import type { Space } from '../vm/space.ts';
import type { ProcHost } from './proc-facts.ts';

/** Where the name begins on a 32-bit system. */
const NAME_COLUMN = 49;

/** /proc/PID/maps: a line for each area, ascending. */
export function mapsText(space: Space, host: ProcHost): string {
  return space.areas.map((area) => lineOf(space, area, host)).join('');
}

/** How many pages of an address space there are of each kind. */
export interface SpaceSizes {
  readonly total: number;
  readonly resident: number;
  /** Resident pages that show a file. */
  readonly residentFile: number;
  /** What the process may write, its stack included; its stack; its program text. */
  readonly data: number;
  readonly stack: number;
  readonly text: number;
}

export function spaceSizes(space: Space): SpaceSizes {
  let [residentFile, data, stack, text] = [0, 0, 0, 0];
  for (const area of space.areas) {
    const pages = area.end - space.firstPageOf(area);
    if (isData(area)) data += pages;
    if (area.label === STACK_LABEL) stack += pages;
    if (area.backing.kind !== 'file') continue;
    if ((area.prot & PROT_EXEC) !== 0 && area.label === '') text += pages;
    space.table.forEach(area.start, area.end, () => {
      residentFile++;
    });
  }
  return { total: space.sizeInPages, resident: space.residentPages, residentFile, data, stack, text };
}

function lineOf(space: Space, area: Area, host: ProcHost): string {
  const { prot, isShared, backing, label } = area;
  const rights = [
    (prot & PROT_READ) !== 0 ? 'r' : '-',
    (prot & PROT_WRITE) !== 0 ? 'w' : '-',
    (prot & PROT_EXEC) !== 0 ? 'x' : '-',
    isShared ? 's' : 'p',
  ].join('');
  const isFile = backing.kind === 'file' && label === '';
  const offset = isFile ? hex(backing.firstPage * PAGE_SIZE, 8) : '00000000';
  const device = isFile ? `00:${hex(backing.inode.device, 2)}` : '00:00';
  const number = isFile ? backing.inode.number : 0;
  const range = `${hex(space.firstPageOf(area) * PAGE_SIZE, 8)}-${hex(area.end * PAGE_SIZE, 8)}`;
  const line = `${range} ${rights} ${offset} ${device} ${number} `;
  // Shared memory without a name is a file that nobody can see.
  const name = isFile ? (host.shownPath(backing.inode) ?? '/dev/zero (deleted)') : label;
  return name === '' ? `${line}\n` : `${line.padEnd(NAME_COLUMN)}${name}\n`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
