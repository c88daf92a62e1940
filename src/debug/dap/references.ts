/**
 * Numbers for what an editor asks about later: frames, scopes, rows of a view. They hold until the computer goes on; then all
 * begin again from 1.
 */
export class References<T> {
  private items: T[] = [];

  clear(): void {
    this.items = [];
  }

  add(item: T): number {
    return this.items.push(item);
  }

  get(reference: number): T | undefined {
    return this.items[reference - 1];
  }
}
