/** Of so many threads it is not noted any more which they are. */
const MOST = 256;

/** Which threads (by tid) ran in a stretch of history: of many of them only that there were many, so that memory stays bounded. */
export class Runners {
  private readonly tids = new Set<number>();
  private areMany = false;

  constructor(tids: Iterable<number>) {
    for (const tid of tids) this.add(tid);
  }

  add(tid: number): void {
    if (this.areMany) return;
    this.tids.add(tid);
    if (this.tids.size > MOST) this.forget();
  }

  addAll(others: Runners): void {
    if (others.areMany) this.forget();
    else for (const tid of others.tids) this.add(tid);
  }

  /** Whether a thread may have run. */
  has(tid: number): boolean {
    return this.areMany || this.tids.has(tid);
  }

  private forget(): void {
    this.areMany = true;
    this.tids.clear();
  }
}
