import { E } from '../../abi/errno.ts';
import { O_RDWR, POLLERR, POLLHUP, POLLIN, POLLOUT, POLLRDHUP } from '../../abi/files.ts';
import { SOCK_DGRAM, SOCK_STREAM, SOCKET_CAPACITY } from '../../abi/sockets.ts';
import type { SocketInode } from '../fs/inode.ts';
import type { Services } from '../services.ts';
import { WaitQueue } from '../wait-queue.ts';
import { release } from './handles.ts';
import type { OpenObject } from './object.ts';

/** Who made a socket or a connection (SO_PEERCRED). */
export interface SocketOwner {
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
}

/** Bytes that were sent together, and open objects that were passed along; each of these is a reference. */
interface Packet {
  bytes: Uint8Array;
  rights: OpenObject[];
}

/** What a receive took. */
export interface Received {
  readonly count: number;
  /** The packet was longer than what it was received into. */
  readonly isCut: boolean;
  readonly rights: readonly OpenObject[];
}

/**
 * A socket of the family AF_UNIX (unix(7)). A stream keeps no message boundaries; datagrams and sequenced packets do. A
 * connection exists as soon as `connect` finds a listener: its server end waits there to be accepted.
 */
export class Socket implements OpenObject {
  readonly kind = 'socket';
  readonly inode: SocketInode;
  readonly type: number;
  readonly owner: SocketOwner;
  references = 0;
  flags: number;
  readonly readers = new WaitQueue();
  readonly writers = new WaitQueue();
  /** Threads that wait until this socket can take more datagrams, whoever sends them. */
  readonly senders = new WaitQueue();
  /** The bound address as bytes: a path, or a zero byte and an abstract name; undefined if it has none. */
  address: string | undefined;
  /** The inode that the address names. */
  bound: SocketInode | undefined;
  /** The table that an abstract address stands in. */
  abstractNames: Map<string, Socket> | undefined;
  peer: Socket | undefined;
  /** Whether it was connected at some time: then a missing peer is gone, not absent. */
  wasConnected = false;
  isListening = false;
  /** Server ends that wait to be accepted, and how many may. */
  readonly backlog: Socket[] = [];
  backlogLimit = 0;
  hasShutRead = false;
  hasShutWrite = false;
  /** An error that the next call gives, as after a connection was reset. */
  error = 0;
  private readonly packets: Packet[] = [];
  private queuedBytes = 0;

  constructor(inode: SocketInode, type: number, flags: number, owner: SocketOwner) {
    this.inode = inode;
    this.type = type;
    this.flags = O_RDWR | flags;
    this.owner = owner;
  }

  get isStream(): boolean {
    return this.type === SOCK_STREAM;
  }

  get isConnectionBased(): boolean {
    return this.type !== SOCK_DGRAM;
  }

  /** Bytes that wait to be received. */
  get available(): number {
    return this.isStream ? this.queuedBytes : (this.packets[0]?.bytes.length ?? 0);
  }

  /** Makes two sockets each other's peers. */
  connectTo(services: Services, peer: Socket): void {
    this.peer = peer;
    peer.peer = this;
    this.wasConnected = peer.wasConnected = true;
    services.wakeAll(this.writers);
  }

  read(services: Services, target: Uint8Array): number {
    const received = this.receive(services, target, false);
    if (typeof received === 'number') return received;
    for (const object of received.rights) release(services, object);
    return received.count;
  }

  /**
   * Takes bytes out, or with `peek` only looks at them. Of a stream as many as there are, but not beyond bytes with
   * which objects were passed; else one packet, whose rest is lost. The caller owns the references to the passed objects.
   */
  receive(services: Services, target: Uint8Array, peek: boolean): Received | number {
    const first = this.packets[0];
    if (first === undefined) return this.emptyResult();
    const rights: OpenObject[] = [];
    const isCut = !this.isStream && first.bytes.length > target.length;
    let count = 0;
    for (const packet of this.packets) {
      const part = packet.bytes.subarray(0, target.length - count);
      target.set(part, count);
      count += part.length;
      if (!peek) rights.push(...packet.rights.splice(0));
      if (!this.isStream || rights.length > 0 || count === target.length) break;
    }
    if (!peek) this.consume(services, count);
    return { count, isCut, rights };
  }

  write(services: Services, source: Uint8Array): number {
    return this.send(services, source, []);
  }

  /** Sends to the peer, or to `to`; a stream takes what fits, else it is all or nothing. */
  send(services: Services, source: Uint8Array, rights: readonly OpenObject[], to = this.peer): number {
    if (this.hasShutWrite) return -E.EPIPE;
    if (to === undefined) return this.missingPeer();
    if (to.hasShutRead) return -E.EPIPE;
    if (source.length > SOCKET_CAPACITY && !this.isStream) return -E.EMSGSIZE;
    const free = SOCKET_CAPACITY - to.queuedBytes;
    if (free <= 0 || (!this.isStream && free < source.length)) return -E.EAGAIN;
    if (source.length === 0 && this.isStream) return 0;
    const bytes = source.slice(0, free);
    for (const object of rights) object.references++;
    to.packets.push({ bytes, rights: [...rights] });
    to.queuedBytes += bytes.length;
    services.wakeAll(to.readers);
    return bytes.length;
  }

  /** Ends one or both directions (shutdown(2)). */
  shutDown(services: Services, read: boolean, write: boolean): void {
    this.hasShutRead ||= read;
    this.hasShutWrite ||= write;
    for (const end of [this, this.peer]) {
      if (end === undefined) continue;
      services.wakeAll(end.readers);
      services.wakeAll(end.writers);
    }
  }

  poll(): number {
    if (this.isListening) return this.backlog.length > 0 ? POLLIN : 0;
    let events = this.error !== 0 ? POLLERR : 0;
    const isOver = this.wasConnected && (this.peer === undefined || this.peer.hasShutWrite);
    if (this.hasShutRead || isOver) events |= POLLIN | POLLRDHUP;
    if (this.packets.length > 0) events |= POLLIN;
    if (this.hasShutWrite || (this.peer !== undefined && this.peer.queuedBytes < SOCKET_CAPACITY)) events |= POLLOUT;
    if (this.wasConnected ? this.peer === undefined : this.isStream) events |= POLLHUP | POLLOUT;
    if (!this.wasConnected && !this.isStream) events |= POLLOUT;
    return events;
  }

  close(services: Services): void {
    if (this.bound !== undefined) this.bound.listener = undefined;
    this.abstractNames?.delete(this.address!);
    for (const end of this.backlog.splice(0)) end.close(services);
    const { peer } = this;
    this.peer = undefined;
    if (peer?.peer === this) {
      peer.peer = undefined;
      // What was sent and never read is lost: the peer learns of it.
      if (this.packets.length > 0) peer.error = E.ECONNRESET;
      services.wakeAll(peer.readers);
      services.wakeAll(peer.writers);
    }
    for (const packet of this.packets.splice(0)) for (const object of packet.rights) release(services, object);
    services.wakeAll(this.readers);
    services.wakeAll(this.writers);
    services.wakeAll(this.senders);
  }

  /** The error that waits to be told, which is told once. */
  takeError(): number {
    const { error } = this;
    this.error = 0;
    return error;
  }

  private emptyResult(): Received | number {
    if (this.error !== 0) return -this.takeError();
    if (this.isListening || (this.isConnectionBased && !this.wasConnected)) return -E.EINVAL;
    const isOver = this.hasShutRead || (this.wasConnected && (this.peer === undefined || this.peer.hasShutWrite));
    return isOver ? { count: 0, isCut: false, rights: [] } : -E.EAGAIN;
  }

  private missingPeer(): number {
    if (this.error !== 0) return -this.takeError();
    if (!this.wasConnected) return -E.ENOTCONN;
    return this.isStream ? -E.EPIPE : -E.ECONNREFUSED;
  }

  private consume(services: Services, count: number): void {
    this.queuedBytes -= count;
    let left = count;
    while (this.packets.length > 0) {
      const packet = this.packets[0]!;
      if (this.isStream && packet.bytes.length > left) {
        packet.bytes = packet.bytes.slice(left);
        break;
      }
      left -= packet.bytes.length;
      this.packets.shift();
      if (!this.isStream) {
        // The part of a packet that was not taken is gone.
        this.queuedBytes += left;
        break;
      }
      if (left === 0) break;
    }
    services.wakeAll(this.senders);
    if (this.peer !== undefined) services.wakeAll(this.peer.writers);
  }
}
