import { MMAP_BASE, STACK_LIMIT, STACK_TOP } from '../../abi/memory.ts';
import type { Machine } from '../../machine/machine.ts';
import { PAGE_SIZE } from '../../machine/memory.ts';
import { PageTable, PTE_V, pteFrame } from '../../machine/page-table.ts';
import type { FileSystem } from '../fs/file-system.ts';
import type { FileInode } from '../fs/inode.ts';
import { type Area, canMerge, copyArea, isData, lengthenArea, pageEntry, STACK_LABEL, sliceArea } from './area.ts';

/** First page that the stack may grow to. */
const STACK_FIRST_PAGE = (STACK_TOP - STACK_LIMIT) >>> 12;
/** A new stack takes a page, and 128 KiB to grow. */
const STACK_PAGES_SHOWN = 33;

/** Pages `start` to `end` - 1. */
export interface Reservation {
  readonly start: number;
  readonly end: number;
}

/**
 * An address space: which pages may be touched (`areas`, ascending and disjoint) and which have a frame (the page
 * table). The room `vm/` holds this, the resolving of page faults (`fault.ts`), and the kernel's access to user memory
 * (`user-memory.ts`).
 */
export class Space {
  readonly table: PageTable;
  areas: Area[] = [];
  /** The heap: where it starts, and its end as brk set it; byte addresses. */
  heapStart = 0;
  heapEnd = 0;
  /** What VirtualAlloc has reserved, each to be released as a whole; in the order of the calls. */
  reservations: Reservation[] = [];
  /** How many processes and vfork children use this space. */
  users = 1;
  /** Frames mapped, and the most that ever were. */
  residentPages = 0;
  peakPages = 0;
  /** How often pages lost their frames or moved: who keeps a picture of the space then looks again. */
  losses = 0;
  private readonly machine: Machine;
  private readonly files: FileSystem;

  private constructor(machine: Machine, files: FileSystem, table: PageTable) {
    this.machine = machine;
    this.files = files;
    this.table = table;
  }

  /** An empty address space, or undefined if there is no frame for its page table. */
  static create(machine: Machine, files: FileSystem): Space | undefined {
    const table = PageTable.create(machine);
    return table === undefined ? undefined : new Space(machine, files, table);
  }

  /** The area that holds page `page`, if any. */
  areaAt(page: number): Area | undefined {
    const index = this.firstEndingAfter(page);
    const area = this.areas[index];
    return area !== undefined && area.start <= page ? area : undefined;
  }

  /** Adds an area where nothing is mapped; the caller has checked. Counts the file's use. */
  add(area: Area): void {
    this.holdFile(area);
    const index = this.firstEndingAfter(area.start);
    const before = this.areas[index - 1];
    const after = this.areas[index];
    if (before !== undefined && canMerge(before, area)) {
      before.end = area.end;
      if (after !== undefined && canMerge(before, after)) {
        before.end = after.end;
        this.areas.splice(index, 1);
      }
    } else if (after !== undefined && canMerge(area, after)) {
      after.start = area.start;
    } else {
      this.areas.splice(index, 0, area);
    }
  }

  /** Whether pages `start` to `end` - 1 are all outside every area. */
  isFree(start: number, end: number): boolean {
    const area = this.areas[this.firstEndingAfter(start)];
    return area === undefined || area.start >= end;
  }

  /** The lowest gap of `pages` pages at or above `from` and below the stack; -1 if there is none. */
  findGap(pages: number, from = MMAP_BASE >>> 12): number {
    let start = from;
    for (let index = this.firstEndingAfter(start); index <= this.areas.length; index++) {
      const limit = index < this.areas.length ? this.areas[index]!.start : STACK_FIRST_PAGE;
      // One page stays free below the stack: the guard page.
      if (start + pages <= Math.min(limit, STACK_FIRST_PAGE - 1)) return start;
      if (index < this.areas.length) start = Math.max(start, this.areas[index]!.end);
    }
    return -1;
  }

  /** Unmaps pages `start` to `end` - 1: areas are cut, frames released, TLBs flushed. */
  remove(start: number, end: number): void {
    this.cut(start, end).forEach((area) => {
      this.writeBack(area, area.start, area.end);
      this.dropPages(area.start, area.end);
      this.releaseFile(area);
    });
  }

  /** Lets an area, behind which there is room, end at `newEnd`. */
  grow({ start, end }: Area, newEnd: number): void {
    for (const area of this.cut(start, end)) {
      this.add(lengthenArea(area, start, newEnd));
      this.releaseFile(area);
    }
  }

  /**
   * Moves pages `start` to `end` - 1 of `area` with their frames to `newStart`, where the area then goes on to `newEnd`,
   * all of which is free; false, with nothing changed, if there is no frame for the page table. An empty range leaves
   * the area where it is and maps its object there as well.
   */
  move(area: Area, start: number, end: number, newStart: number, newEnd: number): boolean {
    const distance = newStart - start;
    let complete = true;
    this.losses++;
    this.table.forEach(start, end, (page, pte) => {
      complete &&= this.table.set(page + distance, pte);
    });
    const [left, leftEnd] = complete ? [start, end] : [newStart, newStart + end - start];
    this.table.forEach(left, leftEnd, (page) => void this.table.set(page, 0));
    this.machine.flushSpace(this.table.root);
    if (!complete) return false;
    if (start === end) this.add(lengthenArea(sliceArea(area, start, area.end), newStart, newEnd));
    for (const moved of this.cut(start, end)) {
      this.add(lengthenArea(moved, newStart, newEnd));
      this.releaseFile(moved);
    }
    return true;
  }

  /** Gives up the frames of a range within areas: private pages are as they were at first, shared ones come back. */
  forgetPages(start: number, end: number): void {
    this.dropPages(start, end);
  }

  /** Brings what was written to a part of a shared mapping to its file. */
  writeBack({ isShared, backing, start }: Area, from: number, to: number): void {
    if (!isShared || backing.kind !== 'file' || backing.isReadOnly === true) return;
    const offset = backing.firstPage - start;
    this.files.data.writeBack(backing.inode, from + offset, to + offset);
  }

  /** Whether a page of `area` has a frame, or its file has it in memory. */
  isInMemory({ start, backing }: Area, page: number): boolean {
    if (this.isPresent(page)) return true;
    return backing.kind === 'file' && backing.inode.pages.has(backing.firstPage + page - start);
  }

  /** Takes the frames out that show pages of `inode` from `fromPage` on, copies of them too: the file has lost them. */
  dropFilePages(inode: FileInode, fromPage: number): void {
    for (const [start, end] of this.filePages(inode, fromPage)) this.dropPages(start, end);
  }

  /** Whether some page of `inode` from `fromPage` on is within an area. */
  mapsFilePages(inode: FileInode, fromPage: number): boolean {
    return this.filePages(inode, fromPage).length > 0;
  }

  /** Gives pages `start` to `wantedEnd` - 1 other rights, or those before the first that is in no area; whether all had one. */
  protect(start: number, wantedEnd: number, prot: number): boolean {
    let end = start;
    for (let area = this.areaAt(end); area !== undefined && end < wantedEnd; area = this.areaAt(end)) end = area.end;
    end = Math.min(end, wantedEnd);
    for (const area of this.cut(start, end)) {
      // The pages come back through faults, which look at the area's new rights; contents stay with private frames.
      this.add({ ...area, prot });
      this.releaseFile(area);
    }
    this.table.forEach(start, end, (page, pte) => {
      // Whether the frame is ours alone is not known here: a first write asks.
      this.table.set(page, pageEntry(this.areaAt(page)!, pteFrame(pte), { copyOnWrite: true }));
    });
    this.machine.flushSpace(this.table.root);
    return end === wantedEnd;
  }

  /**
   * A copy for a child: the same areas, the same frames; private pages that can be written become copy-on-write in both.
   * Undefined, with nothing changed, if there are no frames for the page tables.
   */
  fork(): Space | undefined {
    const child = Space.create(this.machine, this.files);
    if (child === undefined) return undefined;
    const isComplete = this.areas.every(({ start, end }) => this.table.share(child.table, start, end));
    this.machine.flushSpace(this.table.root);
    for (const area of this.areas) child.add(copyArea(area));
    child.heapStart = this.heapStart;
    child.heapEnd = this.heapEnd;
    child.reservations = this.reservations.map((reservation) => ({ ...reservation }));
    child.residentPages = this.residentPages;
    child.peakPages = this.residentPages;
    if (isComplete) return child;
    child.free();
    return undefined;
  }

  /** Puts `frame`, whose count the caller hands over, under `page`; false if there is no frame for the table. */
  map(page: number, pte: number): boolean {
    if (!this.table.set(page, pte)) return false;
    this.residentPages++;
    this.peakPages = Math.max(this.peakPages, this.residentPages);
    return true;
  }

  /** Whether page `page` has a frame. */
  isPresent(page: number): boolean {
    return (this.table.get(page) & PTE_V) !== 0;
  }

  /** Pages of all areas; of the stack those down to where it has grown. */
  get sizeInPages(): number {
    return this.areas.reduce((pages, area) => pages + area.end - this.firstPageOf(area), 0);
  }

  /** Pages that are the process's own to write, but for the stack: what RLIMIT_DATA counts. */
  get dataPages(): number {
    const areas = this.areas.filter((area) => isData(area) && area.label !== STACK_LABEL);
    return areas.reduce((pages, area) => pages + area.end - area.start, 0);
  }

  /** Where an area begins for those who look: the stack at its lowest page in use, but with room as Linux gives it. */
  firstPageOf(area: Area): number {
    if (area.label !== STACK_LABEL) return area.start;
    let first = Math.max(area.start, area.end - STACK_PAGES_SHOWN);
    this.table.forEach(area.start, first, (page) => {
      first = Math.min(first, page);
    });
    return first;
  }

  /** Gives every frame back: the end of the space. */
  free(): void {
    this.machine.unloadSpace(this.table.root);
    for (const area of this.areas) {
      this.writeBack(area, area.start, area.end);
      this.table.forEach(area.start, area.end, (_, pte) => this.machine.frames.release(pteFrame(pte)));
      this.releaseFile(area);
    }
    this.areas = [];
    this.residentPages = 0;
    this.table.free();
  }

  /** The stretches of pages that show pages of `inode` from `fromPage` on. */
  private filePages(inode: FileInode, fromPage: number): (readonly [start: number, end: number])[] {
    return this.areas.flatMap(({ start, end, isShared, backing }) => {
      if (backing.kind !== 'file' || backing.inode !== inode) return [];
      const first = Math.max(start, start + fromPage - backing.firstPage);
      const last = isShared ? end : Math.min(end, start + Math.ceil(backing.bytes / PAGE_SIZE));
      return first < last ? [[first, last] as const] : [];
    });
  }

  /** Takes pages `start` to `end` - 1 out of the areas and gives the parts that were there; file uses go with them. */
  private cut(start: number, end: number): Area[] {
    const kept: Area[] = [];
    const taken: Area[] = [];
    for (const area of this.areas) {
      if (area.end <= start || area.start >= end) {
        kept.push(area);
        continue;
      }
      if (area.start < start) kept.push(this.heldSlice(area, area.start, start));
      taken.push(this.heldSlice(area, Math.max(area.start, start), Math.min(area.end, end)));
      if (area.end > end) kept.push(this.heldSlice(area, end, area.end));
      this.releaseFile(area);
    }
    this.areas = kept;
    return taken;
  }

  private heldSlice(area: Area, start: number, end: number): Area {
    const slice = sliceArea(area, start, end);
    this.holdFile(slice);
    return slice;
  }

  private holdFile(area: Area): void {
    if (area.backing.kind === 'file') this.files.hold(area.backing.inode);
  }

  private releaseFile(area: Area): void {
    if (area.backing.kind === 'file') this.files.drop(area.backing.inode);
  }

  private dropPages(start: number, end: number): void {
    this.losses++;
    this.table.forEach(start, end, (page, pte) => {
      this.machine.frames.release(pteFrame(pte));
      this.residentPages--;
      this.table.set(page, 0);
    });
    this.machine.flushSpace(this.table.root);
  }

  /** Index of the first area whose end is above `page`. */
  private firstEndingAfter(page: number): number {
    let low = 0;
    let high = this.areas.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.areas[middle]!.end > page) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
