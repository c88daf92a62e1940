import { PROT_EXEC, PROT_READ, PROT_WRITE } from '../../abi/memory.ts';
import type { Inode } from '../../kernel/fs/inode.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Process } from '../../kernel/process.ts';
import { PAGE_SHIFT, PAGE_SIZE } from '../../machine/memory.ts';
import { PTE_COW, PTE_R, PTE_SHARED, PTE_U, PTE_V, PTE_W, PTE_X, pteFrame } from '../../machine/page-table.ts';
import type { Debugger } from '../debugger.ts';
import { hex } from '../names.ts';
import { livingProcesses } from '../threads.ts';
import type { View } from './view.ts';

const PAGES = 1 << 20;

/** The areas of an address space. */
export function areaView({ kernel }: Debugger, process: Process): View {
  const { space } = process;
  const rows = space.areas.map((area) => {
    const start = space.firstPageOf(area);
    let present = 0;
    space.table.forEach(area.start, area.end, () => {
      present++;
    });
    const rights = [PROT_READ, PROT_WRITE, PROT_EXEC]
      .map((bit, at) => ((area.prot & bit) === 0 ? '-' : 'rwx'[at]))
      .join('');
    const { backing } = area;
    const file = backing.kind === 'file' ? (kernel.files.shownPath(backing.inode) ?? '(no name)') : '';
    const offset = backing.kind === 'file' && area.label === '' ? ` +${hex(backing.firstPage * PAGE_SIZE)}` : '';
    return [
      hex(start * PAGE_SIZE),
      hex(area.end * PAGE_SIZE),
      `${rights}${area.isShared ? 's' : 'p'}`,
      area.end - start,
      present,
      area.label === '' ? `${file || '(zeros)'}${offset}` : area.label,
    ];
  });
  return { columns: ['from', 'to', 'rights', 'pages', 'present', 'what'], rows };
}

/** The entries of a page table, for pages `from` to `to` - 1. */
export function pageView({ kernel }: Debugger, process: Process, from = 0, to = PAGES): View {
  const rows: (string | number)[][] = [];
  process.space.table.forEach(from, to, (page, pte) => {
    const frame = pteFrame(pte);
    rows.push([hex(page * PAGE_SIZE), frame, entryFlags(pte), kernel.machine.frames.references(frame)]);
  });
  return { columns: ['page', 'frame', 'flags', 'holders'], rows, empty: 'no page of these is present' };
}

/** How memory is used: a row for each kind of frame. */
export function frameView({ kernel }: Debugger): View {
  const { frames } = kernel.machine;
  const processes = livingProcesses(kernel);
  const mapped = new Map<number, number>();
  let tables = 0;
  for (const { space } of processes) {
    tables += space.table.tableFrames;
    space.table.forEach(0, PAGES, (_page, pte) => mapped.set(pteFrame(pte), (mapped.get(pteFrame(pte)) ?? 0) + 1));
  }
  const shared = [...mapped.values()].filter((count) => count > 1).length;
  return {
    columns: ['frames', 'what'],
    rows: [
      [frames.total, 'in the machine'],
      [frames.freeCount, 'free'],
      [frames.quarantined, 'free from the next round on'],
      [kernel.files.cachedFrames, 'hold data of files'],
      [tables, 'are page tables'],
      [mapped.size, 'are mapped by processes'],
      [shared, 'of these by more than one page'],
    ],
  };
}

/** Who else has the frame that is under an address. */
export function sharingView(session: Debugger, process: Process, addr: number): View {
  const { kernel } = session;
  const pte = process.space.table.get(addr >>> PAGE_SHIFT);
  const columns = ['who', 'page', 'flags'];
  if ((pte & PTE_V) === 0) {
    const area = process.space.areaAt(addr >>> PAGE_SHIFT);
    const empty =
      area === undefined ? `${hex(addr)} is not mapped` : `no frame yet: the page at ${hex(addr)} has not been touched`;
    return { columns, rows: [], empty };
  }
  const frame = pteFrame(pte);
  const rows: string[][] = [];
  for (const other of livingProcesses(kernel)) {
    other.space.table.forEach(0, PAGES, (page, entry) => {
      if (pteFrame(entry) === frame)
        rows.push([`process ${other.pid} ${other.name}`, hex(page * PAGE_SIZE), entryFlags(entry)]);
    });
  }
  for (const { inode, page } of cachePages(kernel, frame)) {
    rows.push([`file ${kernel.files.shownPath(inode) ?? `inode ${inode.number}`}`, hex(page * PAGE_SIZE), '']);
  }
  const holders = kernel.machine.frames.references(frame);
  rows.push([`frame ${frame}: ${holders} ${holders === 1 ? 'holder' : 'holders'}`, '', '']);
  return { columns, rows };
}

/** The pages of files, as far as they are mapped somewhere, that a frame holds. */
function cachePages(kernel: Kernel, frame: number): { inode: Inode; page: number }[] {
  const inodes = new Set<Inode>();
  for (const { space, executable } of livingProcesses(kernel)) {
    if (executable !== undefined) inodes.add(executable);
    for (const { backing } of space.areas) if (backing.kind === 'file') inodes.add(backing.inode);
  }
  const found: { inode: Inode; page: number }[] = [];
  for (const inode of inodes) {
    if (inode.kind !== 'file') continue;
    for (const [page, held] of inode.pages) if (held === frame) found.push({ inode, page });
  }
  return found;
}

function entryFlags(pte: number): string {
  const rights = [PTE_R, PTE_W, PTE_X, PTE_U].map((bit, at) => ((pte & bit) === 0 ? '-' : 'rwxu'[at])).join('');
  return [rights, (pte & PTE_COW) !== 0 ? 'cow' : '', (pte & PTE_SHARED) !== 0 ? 'shared' : '']
    .filter(Boolean)
    .join(' ');
}
