import { PAGE_AREAS, PAGE_ORIGINS, type ReportData } from '../../trace/report-data.ts';
import type { PageLook } from './theme.ts';

/** A page that has a frame. */
export interface MappedPage {
  readonly page: number;
  readonly frame: number;
  readonly area: string;
  readonly look: PageLook;
  /** How many pages, of all processes, this frame is under. */
  readonly holders: number;
}

interface Entry {
  readonly frame: number;
  readonly origin: number;
  readonly area: number;
}

/** The page maps of all address spaces at one cycle, found by going through the changes up to there. */
export class PageMaps {
  private readonly data: ReportData;
  private readonly maps = new Map<number, Map<number, Entry>>();
  private done = 0;

  constructor(data: ReportData) {
    this.data = data;
  }

  /** The pages of each process that has an address space at `cycle`, ascending, by the thread that it began with. */
  at(cycle: number): Map<number, MappedPage[]> {
    this.goTo(cycle);
    const spaces = this.spacesAt(cycle);
    const holders = new Map<number, number>();
    for (const space of new Set(spaces.values())) {
      for (const { frame } of this.maps.get(space)?.values() ?? []) holders.set(frame, (holders.get(frame) ?? 0) + 1);
    }
    const result = new Map<number, MappedPage[]>();
    for (const [thread, space] of spaces) {
      const entries = [...(this.maps.get(space) ?? [])].toSorted(([a], [b]) => a - b);
      const pages = entries.map(([page, { frame, origin, area }]) => {
        const count = holders.get(frame)!;
        return { page, frame, area: PAGE_AREAS[area]!, holders: count, look: lookOf(PAGE_ORIGINS[origin]!, count) };
      });
      result.set(thread, pages);
    }
    return result;
  }

  /** The address space of each living process, by the thread that it began with. */
  private spacesAt(cycle: number): Map<number, number> {
    const spaces = new Map<number, number>();
    for (const { thread, from, space } of this.data.spaces) {
      if (from > cycle) break;
      if (space === 0) spaces.delete(thread);
      else spaces.set(thread, space);
    }
    return spaces;
  }

  private goTo(cycle: number): void {
    const { pages } = this.data;
    if (this.done > 0 && pages.cycle[this.done - 1]! > cycle) {
      this.maps.clear();
      this.done = 0;
    }
    for (; this.done < pages.cycle.length && pages.cycle[this.done]! <= cycle; this.done++) this.apply(this.done);
  }

  private apply(at: number): void {
    const { pages } = this.data;
    const [space, page, frame] = [pages.space[at]!, pages.page[at]!, pages.frame[at]!];
    if (page < 0) {
      this.maps.set(space, new Map(this.maps.get(frame)));
      return;
    }
    let map = this.maps.get(space);
    if (map === undefined) {
      map = new Map();
      this.maps.set(space, map);
    }
    if (frame === 0) map.delete(page);
    else map.set(page, { frame, origin: pages.origin[at]!, area: pages.area[at]! });
  }
}

function lookOf(origin: string, holders: number): PageLook {
  if (origin === 'shared') return 'shared';
  if (holders > 1) return origin === 'file' ? 'shared file' : 'cow';
  return origin === 'file' ? 'file' : origin === 'copied' ? 'copied' : 'own';
}
