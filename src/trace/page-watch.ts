import { PROT_EXEC, PROT_WRITE } from '../abi/memory.ts';
import { type Area, STACK_LABEL } from '../kernel/vm/area.ts';
import type { Space } from '../kernel/vm/space.ts';
import { PAGE_SIZE } from '../machine/memory.ts';
import { PTE_COW, PTE_SHARED, PTE_V, pteFrame } from '../machine/page-table.ts';
import type { PageOrigin } from './records.ts';

/** A page of a space that has another frame than before; frame 0 for none. */
type PageChange = (space: number, page: number, frame: number, origin: PageOrigin, area: string) => void;

interface KnownSpace {
  readonly number: number;
  readonly frames: Map<number, number>;
  losses: number;
}

/**
 * Keeps a picture of which frame is under which page of every address space, from faults as they happen and by looking
 * where pages were lost, and tells of what is new in it.
 */
export class PageWatch {
  private readonly change: PageChange;
  private readonly known = new Map<Space, KnownSpace>();
  private count = 0;

  constructor(change: PageChange) {
    this.change = change;
  }

  /** The number of a space; one that was not seen before is looked at whole. */
  numberOf(space: Space): number {
    return this.known.get(space)?.number ?? this.add(space, new Map()).number;
  }

  /** A child of `parent` got `space`: the same frames under the same pages, if it is not the very same space. */
  fork(parent: Space, space: Space): number {
    const known = this.known.get(space);
    if (known !== undefined) return known.number;
    this.numberOf(parent);
    return this.add(space, new Map(this.known.get(parent)!.frames)).number;
  }

  /** A fault put `frame` under `page`, by `wasCopied` as a copy of another. */
  put(space: Space, page: number, frame: number, wasCopied: boolean): void {
    const known = this.known.get(space);
    if (known === undefined || frame === 0 || known.frames.get(page) === frame) return;
    known.frames.set(page, frame);
    const area = space.areaAt(page);
    this.change(
      known.number,
      page,
      frame,
      wasCopied ? 'copied' : originOf(space.table.get(page), area),
      labelOf(space, area),
    );
  }

  /** Looks whether `space` has lost pages since it was last looked at. */
  check(space: Space): void {
    const known = this.known.get(space);
    if (known !== undefined && known.losses !== space.losses) this.compare(space, known);
  }

  /** Nobody uses `space` any more. */
  drop(space: Space): void {
    this.known.delete(space);
  }

  private add(space: Space, frames: Map<number, number>): KnownSpace {
    const known = { number: ++this.count, frames, losses: -1 };
    this.known.set(space, known);
    return known;
  }

  private compare(space: Space, known: KnownSpace): void {
    known.losses = space.losses;
    const present = new Set<number>();
    space.table.forEach(0, 1 << 20, (page, pte) => {
      if ((pte & PTE_V) === 0) return;
      present.add(page);
      this.put(space, page, pteFrame(pte), false);
    });
    for (const page of known.frames.keys()) {
      if (present.has(page)) continue;
      known.frames.delete(page);
      this.change(known.number, page, 0, 'zero', '');
    }
  }
}

function originOf(pte: number, area: Area | undefined): PageOrigin {
  if ((pte & PTE_SHARED) !== 0) return 'shared';
  if (area?.backing.kind !== 'file') return 'zero';
  const isOwn = (pte & PTE_COW) === 0 && (area.prot & PROT_WRITE) !== 0;
  return isOwn ? 'copied' : 'file';
}

function labelOf({ heapStart }: Space, area: Area | undefined): string {
  if (area === undefined) return '';
  if (area.label === STACK_LABEL) return 'stack';
  if (area.label === '[heap]') return 'heap';
  if ((area.prot & PROT_EXEC) !== 0) return 'text';
  return area.end * PAGE_SIZE <= heapStart ? 'data' : 'mapped';
}
