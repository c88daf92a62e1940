import { E } from '../../abi/errno.ts';
import type { Machine } from '../../machine/machine.ts';
import { PAGE_SIZE } from '../../machine/memory.ts';
import type { HostFolder } from '../host.ts';
import type { FileInode } from './inode.ts';

const NOTHING = new Uint8Array(0);
/** The largest size of a file, as on 32-bit Linux: 2^32 pages less one. */
const MAX_FILE_SIZE = (2 ** 32 - 1) * PAGE_SIZE;

/**
 * The data of files, as frames: reading, writing, mapping and executing a file all meet in the same frames. A page of a
 * host file is read when it is first touched, and kept. A write reaches a writable host folder as part of the call.
 */
export class PageCache {
  /** Frames in use. */
  frameCount = 0;
  private readonly machine: Machine;
  /** By mount index; outside of snapshots. */
  private readonly folders: readonly HostFolder[];
  /** The contents of the files that were there at the start; outside of snapshots too. */
  private readonly images: readonly Uint8Array[];

  constructor(machine: Machine, folders: readonly HostFolder[], images: readonly Uint8Array[]) {
    this.machine = machine;
    this.folders = folders;
    this.images = images;
  }

  /** The frame of a page, which the caller retains if it maps it; 0 if there is no memory, negative beyond the end or on an error. */
  page(inode: FileInode, pageIndex: number): number {
    return pageIndex * PAGE_SIZE >= inode.size ? -1 : this.load(inode, pageIndex);
  }

  /** Whether some page of a range is still with the file's source. */
  isOnDisk(inode: FileInode, offset: number, length: number): boolean {
    const end = Math.min(offset + length, sourceSize(inode));
    for (let index = Math.floor(offset / PAGE_SIZE); index * PAGE_SIZE < end; index++) {
      if (!inode.pages.has(index)) return true;
    }
    return false;
  }

  /** The content of a page, not to be changed, without bringing it in; undefined if it is still with the host. */
  peek(inode: FileInode, pageIndex: number): Uint8Array | undefined {
    const frame = inode.pages.get(pageIndex);
    if (frame !== undefined) return this.machine.memory.frameBytes(frame);
    const page = new Uint8Array(PAGE_SIZE);
    const offset = pageIndex * PAGE_SIZE;
    if (inode.source?.kind === 'host' && offset < inode.source.size) return undefined;
    if (inode.source?.kind === 'image')
      page.set(this.images[inode.source.index]!.subarray(offset, Math.min(offset + PAGE_SIZE, inode.source.size)));
    return page;
  }

  /** Copies bytes from `offset` on into `target`; fewer than fit only at the end of the file. A count or a negative error. */
  read(inode: FileInode, offset: number, target: Uint8Array): number {
    const count = Math.max(0, Math.min(target.length, inode.size - offset));
    for (let done = 0; done < count; ) {
      const inPage = (offset + done) % PAGE_SIZE;
      const length = Math.min(PAGE_SIZE - inPage, count - done);
      const frame = this.readablePage(inode, Math.floor((offset + done) / PAGE_SIZE));
      if (frame < 0) return done > 0 ? done : frame;
      if (frame === 0) target.fill(0, done, done + length);
      else target.set(this.machine.memory.frameBytes(frame).subarray(inPage, inPage + length), done);
      done += length;
    }
    return count;
  }

  /** Puts `source` at `offset`, growing the file as needed. A count, smaller if memory ran out, or a negative error. */
  write(inode: FileInode, offset: number, source: Uint8Array): number {
    if (source.length === 0) return 0;
    if (offset >= MAX_FILE_SIZE) return -E.EFBIG;
    const wanted = Math.min(source.length, MAX_FILE_SIZE - offset);
    const count = this.makePresent(inode, offset, wanted);
    if (count <= 0) return count;
    const bytes = source.subarray(0, count);
    const error = this.writeThrough(inode, (folder, path) => folder.write(path, offset, bytes));
    if (error < 0) return error;
    if (offset + count > inode.size) this.grow(inode, offset + count);
    for (let done = 0; done < count; ) {
      const inPage = (offset + done) % PAGE_SIZE;
      const length = Math.min(PAGE_SIZE - inPage, count - done);
      const frame = inode.pages.get(Math.floor((offset + done) / PAGE_SIZE))!;
      this.machine.willWrite(frame);
      this.machine.memory.frameBytes(frame).set(bytes.subarray(done, done + length), inPage);
      done += length;
    }
    return count;
  }

  /** Sets the size: what is cut off is gone, what is added is zero. 0 or a negative error. */
  truncate(inode: FileInode, size: number): number {
    if (size > MAX_FILE_SIZE) return -E.EFBIG;
    // The page that is cut in two must hold the host's bytes before they are cut.
    if (size < inode.size && size % PAGE_SIZE !== 0) {
      const frame = this.load(inode, Math.floor(size / PAGE_SIZE));
      if (frame <= 0) return frame === 0 ? -E.ENOSPC : frame;
    }
    const error = this.writeThrough(inode, (folder, path) => folder.truncate(path, size));
    if (error < 0) return error;
    if (size > inode.size) this.grow(inode, size);
    else this.shrink(inode, size);
    return 0;
  }

  /** Gives the pages of a range frames, all or none. 0, or ENOSPC. */
  reserve(inode: FileInode, offset: number, length: number): number {
    const [first, end] = [Math.floor(offset / PAGE_SIZE), Math.ceil((offset + length) / PAGE_SIZE)];
    let present = 0;
    for (const index of inode.pages.keys()) if (index >= first && index < end) present++;
    if (end - first - present > this.machine.frames.freeCount) return -E.ENOSPC;
    const count = this.makePresent(inode, offset, length);
    return count < 0 ? count : count < length ? -E.ENOSPC : 0;
  }

  /** Makes the bytes of a range zero, as far as the file goes. 0 or a negative error. */
  punch(inode: FileInode, offset: number, length: number): number {
    const end = Math.min(offset + length, inode.size);
    for (let at = offset; at < end; ) {
      const index = Math.floor(at / PAGE_SIZE);
      const count = Math.min(PAGE_SIZE - (at % PAGE_SIZE), end - at);
      if (inode.pages.has(index) || index * PAGE_SIZE < sourceSize(inode)) {
        const frame = this.load(inode, index);
        if (frame <= 0) return frame === 0 ? -E.ENOSPC : frame;
        this.machine.willWrite(frame);
        this.machine.memory.frameBytes(frame).fill(0, at % PAGE_SIZE, (at % PAGE_SIZE) + count);
        const error = this.writeBack(inode, index, index + 1);
        if (error < 0) return error;
      }
      at += count;
    }
    return 0;
  }

  /** Writes the pages `first` to `end` - 1 to a writable host folder: a mapping may have changed them. 0 or a negative error. */
  writeBack(inode: FileInode, first: number, end: number): number {
    if (inode.source?.kind !== 'host' || !this.folders[inode.source.mountIndex]!.writable) return 0;
    for (const [index, frame] of inode.pages) {
      const offset = index * PAGE_SIZE;
      if (index < first || index >= end || offset >= inode.size) continue;
      const bytes = this.machine.memory.frameBytes(frame).slice(0, inode.size - offset);
      const error = this.writeThrough(inode, (folder, path) => folder.write(path, offset, bytes));
      if (error < 0) return error;
    }
    return 0;
  }

  /** Reads what is still with the host: its name there is about to go. */
  loadAll(inode: FileInode): void {
    for (let at = 0; at * PAGE_SIZE < sourceSize(inode); at++) this.load(inode, at);
  }

  /** Gives every frame back: nothing refers to the file any more. */
  release(inode: FileInode): void {
    for (const frame of inode.pages.values()) this.machine.frames.release(frame);
    this.frameCount -= inode.pages.size;
    inode.pages.clear();
    inode.size = 0;
    inode.source = undefined;
  }

  /** As `load`, but 0 for a page of zeros that has no frame: reading a hole takes no memory. */
  private readablePage(inode: FileInode, pageIndex: number): number {
    if (!inode.pages.has(pageIndex) && pageIndex * PAGE_SIZE >= sourceSize(inode)) return 0;
    const frame = this.load(inode, pageIndex);
    return frame === 0 ? -E.ENOMEM : frame;
  }

  /** The frame of a page, filled from the file's source or with zeros; 0 if there is no memory, or a negative error. */
  private load(inode: FileInode, pageIndex: number): number {
    const present = inode.pages.get(pageIndex);
    if (present !== undefined) return present;
    const frame = this.machine.frames.allocate();
    if (frame === 0) return 0;
    const offset = pageIndex * PAGE_SIZE;
    const length = Math.min(PAGE_SIZE, sourceSize(inode) - offset);
    const bytes = length > 0 ? this.readSource(inode, offset, length) : NOTHING;
    if (typeof bytes === 'number') {
      this.machine.frames.release(frame);
      return bytes;
    }
    this.machine.memory.frameBytes(frame).set(bytes.subarray(0, Math.max(0, length)));
    inode.pages.set(pageIndex, frame);
    this.frameCount++;
    return frame;
  }

  /** Bytes of a file that are not in the cache, from where it comes. */
  private readSource({ source }: FileInode, offset: number, length: number): Uint8Array | number {
    if (source?.kind === 'image') return this.images[source.index]!.subarray(offset, offset + length);
    if (source?.kind === 'host') return this.folders[source.mountIndex]!.read(source.path, offset, length);
    throw new Error(`a file without a source has ${length} bytes there`);
  }

  /** Gives the pages of a range frames; how many of its bytes have them, or a negative error if none has. */
  private makePresent(inode: FileInode, offset: number, length: number): number {
    const first = Math.floor(offset / PAGE_SIZE);
    const end = Math.ceil((offset + length) / PAGE_SIZE);
    for (let at = first; at < end; at++) {
      const frame = this.load(inode, at);
      if (frame > 0) continue;
      const done = at * PAGE_SIZE - offset;
      if (done > 0) return done;
      return frame === 0 ? -E.ENOSPC : frame;
    }
    return length;
  }

  /** Bytes behind the end may have been written through a mapping: they become zero before they belong to the file. */
  private grow(inode: FileInode, size: number): void {
    this.clearTail(inode, inode.size);
    inode.size = size;
  }

  private shrink(inode: FileInode, size: number): void {
    const end = Math.ceil(size / PAGE_SIZE);
    for (const [index, frame] of inode.pages) {
      if (index < end) continue;
      this.machine.frames.release(frame);
      inode.pages.delete(index);
      this.frameCount--;
    }
    this.clearTail(inode, size);
    const { source } = inode;
    if (source?.kind === 'host' || source?.kind === 'image') source.size = Math.min(source.size, size);
    inode.size = size;
  }

  /** Zeroes what follows byte `size` in its page. */
  private clearTail(inode: FileInode, size: number): void {
    const frame = inode.pages.get(Math.floor(size / PAGE_SIZE));
    if (frame === undefined) return;
    this.machine.willWrite(frame);
    this.machine.memory.frameBytes(frame).fill(0, size % PAGE_SIZE);
  }

  /** Does to the host's file what is done to the guest's, where the folder is writable. */
  private writeThrough(inode: FileInode, change: (folder: HostFolder, path: string) => number): number {
    if (inode.source?.kind !== 'host') return 0;
    const folder = this.folders[inode.source.mountIndex]!;
    return folder.writable ? change(folder, inode.source.path) : 0;
  }
}

/** How many bytes of the file may still be with the host, or in its image. */
function sourceSize({ source }: FileInode): number {
  return source?.kind === 'host' || source?.kind === 'image' ? source.size : 0;
}
