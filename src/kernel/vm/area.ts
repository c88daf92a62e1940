import { PROT_EXEC, PROT_READ, PROT_WRITE } from '../../abi/memory.ts';
import {
  makePte,
  PTE_A,
  PTE_COW,
  PTE_D,
  PTE_R,
  PTE_SHARED,
  PTE_U,
  PTE_V,
  PTE_W,
  PTE_X,
} from '../../machine/page-table.ts';
import type { FileInode } from '../fs/inode.ts';

/** What an area holds: nothing but what was written to it, pages of a file, or the kernel's signal trampoline. */
export type Backing =
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'file';
      readonly inode: FileInode;
      /** Page of the file that the first page of the area shows. */
      readonly firstPage: number;
      /** Bytes of the area that come from the file; what follows is zero (the bss part of a data segment). */
      readonly bytes: number;
      /** A shared mapping of a file that was opened for reading only: it can never be made writable. */
      readonly isReadOnly?: boolean;
    };

/** A stretch of pages with the same rights and origin; `start` and `end` are page numbers, `end` excluded. */
export interface Area {
  start: number;
  end: number;
  /** PROT_ bits. */
  prot: number;
  /** Whether writes are seen by other processes that map the same object. */
  readonly isShared: boolean;
  readonly backing: Backing;
  /** What /proc/PID/maps calls it if it is not a file: `[heap]`, `[stack]`. */
  readonly label: string;
}

/** The label of the area that grows downwards. */
export const STACK_LABEL = '[stack]';
/** The label of pages that VirtualAlloc keeps from others but that may not be touched yet. */
export const RESERVED_LABEL = '[reserved]';

/** Whether the area is the process's own and may be written. */
export function isData({ isShared, prot }: Area): boolean {
  return !isShared && (prot & PROT_WRITE) !== 0;
}

/** Another area of the same kind; of one shape for the host with those that programs begin with. */
export function copyArea({ start, end, prot, isShared, backing, label }: Area): Area {
  return { start, end, prot, isShared, backing, label };
}

/** The part of `area` from page `start` to page `end`. */
export function sliceArea(area: Area, start: number, end: number): Area {
  const skipped = start - area.start;
  const { backing } = area;
  if (backing.kind === 'anonymous' || skipped === 0) return { ...area, start, end };
  const bytes = Math.max(0, backing.bytes - skipped * 4096);
  return {
    ...area,
    start,
    end,
    backing: { ...backing, firstPage: backing.firstPage + skipped, bytes },
  };
}

/** The same area at another place and with another end; a mapping that shows its file to the end goes on showing it. */
export function lengthenArea(area: Area, start: number, end: number): Area {
  const { backing } = area;
  if (backing.kind === 'anonymous') return { ...area, start, end };
  const isWhole = backing.bytes >= (area.end - area.start) * 4096;
  const bytes = isWhole ? (end - start) * 4096 : backing.bytes;
  return { ...area, start, end, backing: { ...backing, bytes } };
}

/** Whether `next` goes on where `area` ends with the same rights and origin, so that the two can be one. */
export function canMerge(area: Area, next: Area): boolean {
  return (
    area.end === next.start &&
    area.prot === next.prot &&
    area.label === next.label &&
    !area.isShared &&
    !next.isShared &&
    area.backing.kind === 'anonymous' &&
    next.backing.kind === 'anonymous'
  );
}

/**
 * The page-table entry for a page of `area` that `frame` holds. A private page that may be written is either the
 * process's own, or copied at the first write. On RISC-V a page that can be written can be read (the specification
 * reserves W without R), and Linux lets a page that can be executed be read only if it says so.
 */
export function pageEntry(area: Area, frame: number, { copyOnWrite }: { copyOnWrite: boolean }): number {
  let flags = PTE_V | PTE_U | PTE_A | PTE_D;
  if ((area.prot & (PROT_READ | PROT_WRITE)) !== 0) flags |= PTE_R;
  if ((area.prot & PROT_EXEC) !== 0) flags |= PTE_X;
  if (area.isShared) flags |= PTE_SHARED;
  if ((area.prot & PROT_WRITE) !== 0) flags |= copyOnWrite && !area.isShared ? PTE_COW : PTE_W;
  // With none of R, W, X the entry would name a table: such a page has no rights, and its faults find the frame.
  return makePte(frame, (flags & (PTE_R | PTE_W | PTE_X)) === 0 ? flags & ~PTE_U : flags);
}
