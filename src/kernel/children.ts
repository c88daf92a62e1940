import type { Process } from './process.ts';

/**
 * The children of a process: all of them in the order they were made, and those that a wait can be told of, which have ended,
 * stopped or been continued, by age. So neither a wait nor an end looks at children that it is not about.
 */
export class Children {
  private readonly all = new Set<Process>();
  /** The eldest first. */
  private readonly withNews: Process[] = [];

  get size(): number {
    return this.all.size;
  }

  [Symbol.iterator](): Iterator<Process> {
    return this.all.values();
  }

  add(child: Process): void {
    this.all.add(child);
    if (hasNews(child)) this.noteNews(child);
  }

  delete(child: Process): void {
    this.all.delete(child);
    this.dropNews(child);
  }

  /** There is something to tell of `child`. */
  noteNews(child: Process): void {
    const place = this.placeOf(child);
    if (this.withNews[place] !== child) this.withNews.splice(place, 0, child);
  }

  /** All there was to tell of `child` has been told. */
  dropNews(child: Process): void {
    const place = this.placeOf(child);
    if (this.withNews[place] === child) this.withNews.splice(place, 1);
  }

  /** The eldest child with news for which `isWanted`. */
  findNews(isWanted: (child: Process) => boolean): Process | undefined {
    return this.withNews.find(isWanted);
  }

  /** Where `child` stands, or belongs, among those with news. */
  private placeOf({ age }: Process): number {
    let low = 0;
    let high = this.withNews.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.withNews[middle]!.age < age) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function hasNews({ ending, stopReport }: Process): boolean {
  return ending !== undefined || stopReport !== undefined;
}
