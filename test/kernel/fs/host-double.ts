import { E } from '../../../src/abi/errno.ts';
import type { HostEntry, HostFolder } from '../../../src/kernel/host.ts';

type Node = { kind: 'file'; bytes: Uint8Array } | { kind: 'directory' } | { kind: 'link'; target: string };

/** A host folder in memory that notes every call. */
export class HostDouble implements HostFolder {
  readonly writable: boolean;
  readonly nodes = new Map<string, Node>();
  readonly calls: string[] = [];
  /** What the next change gives. */
  failure = 0;

  constructor(writable: boolean, files: Record<string, string>) {
    this.writable = writable;
    for (const [path, text] of Object.entries(files)) {
      const parts = path.split('/');
      for (let count = 1; count < parts.length; count++) {
        this.nodes.set(parts.slice(0, count).join('/'), { kind: 'directory' });
      }
      if (text.startsWith('-> ')) this.nodes.set(path, { kind: 'link', target: text.slice(3) });
      else this.nodes.set(path, { kind: 'file', bytes: new TextEncoder().encode(text) });
    }
  }

  text(path: string): string | undefined {
    const node = this.nodes.get(path);
    return node?.kind === 'file' ? new TextDecoder().decode(node.bytes) : undefined;
  }

  list(path: string): readonly HostEntry[] {
    this.calls.push(`list ${path}`);
    const prefix = path === '' ? '' : `${path}/`;
    return [...this.nodes]
      .filter(([at]) => at.startsWith(prefix) && !at.slice(prefix.length).includes('/'))
      .reverse()
      .map(([at, node]) => ({
        name: at.slice(prefix.length),
        kind: node.kind,
        size: node.kind === 'file' ? node.bytes.length : 0,
        mode: 0o640,
        modified: 1_700_000_000.5,
      }));
  }

  readLink(path: string): string | number {
    const node = this.nodes.get(path);
    return node?.kind === 'link' ? node.target : -E.EINVAL;
  }

  read(path: string, offset: number, length: number): Uint8Array | number {
    this.calls.push(`read ${path} ${offset} ${length}`);
    const node = this.nodes.get(path);
    return node?.kind === 'file' ? node.bytes.slice(offset, offset + length) : -E.ENOENT;
  }

  write(path: string, offset: number, bytes: Uint8Array): number {
    return this.change(path, (old) => {
      const grown = new Uint8Array(Math.max(old.length, offset + bytes.length));
      grown.set(old);
      grown.set(bytes, offset);
      return grown;
    });
  }

  truncate(path: string, size: number): number {
    return this.change(path, (old) => {
      const cut = new Uint8Array(size);
      cut.set(old.subarray(0, size));
      return cut;
    });
  }

  makeFile(path: string): number {
    return this.put(path, { kind: 'file', bytes: new Uint8Array(0) });
  }

  makeDirectory(path: string): number {
    return this.put(path, { kind: 'directory' });
  }

  makeLink(path: string, target: string): number {
    return this.put(path, { kind: 'link', target });
  }

  remove(path: string): number {
    this.nodes.delete(path);
    return this.failure;
  }

  rename(from: string, to: string): number {
    for (const [path, node] of [...this.nodes]) {
      if (path !== from && !path.startsWith(`${from}/`)) continue;
      this.nodes.delete(path);
      this.nodes.set(to + path.slice(from.length), node);
    }
    return this.failure;
  }

  setMode(path: string, mode: number): number {
    this.calls.push(`mode ${path} ${mode.toString(8)}`);
    return this.failure;
  }

  setModified(path: string, seconds: number): number {
    this.calls.push(`modified ${path} ${seconds}`);
    return this.failure;
  }

  private put(path: string, node: Node): number {
    if (this.failure === 0) this.nodes.set(path, node);
    return this.failure;
  }

  private change(path: string, make: (old: Uint8Array) => Uint8Array): number {
    const node = this.nodes.get(path);
    if (node?.kind !== 'file') return -E.ENOENT;
    if (this.failure === 0) node.bytes = make(node.bytes);
    return this.failure;
  }
}
