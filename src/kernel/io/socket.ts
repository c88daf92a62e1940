import { E } from '../../abi/errno.ts';
import { O_RDWR, POLLERR, POLLHUP, POLLIN, POLLOUT, POLLRDHUP } from '../../abi/files.ts';
import { SOCK_DGRAM, SOCK_STREAM, SOCKET_CAPACITY } from '../../abi/sockets.ts';
import type { SocketInode } from '../fs/inode.ts';
import type { Services } from '../services.ts';
import { WaitQueue } from '../wait-queue.ts';
import { release } from './handles.ts';
import type { OpenObject } from './object.ts';
import { type Received, SocketQueue } from './socket-queue.ts';

/** Who made a connection (SO_PEERCRED). */
export interface SocketOwner {
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
}

/** How many messages of others may wait in a socket without connections (net.unix.max_dgram_qlen). */
const QUEUE_MAX = 10;
/** A message may be this much shorter than the capacity. */
const MESSAGE_MARGIN = 32;

/**
 * A socket of the family AF_UNIX (unix(7)). A stream keeps no message boundaries; datagrams and sequenced packets do. A
 * connection exists as soon as `connect` finds a listener: its server end waits there to be accepted.
 */
export class Socket implements OpenObject {
  readonly kind = 'socket';
  readonly inode: SocketInode;
  readonly type: number;
  references = 0;
  flags: number;
  readonly readers = new WaitQueue();
  readonly writers = new WaitQueue();
  /** Threads that wait until this socket can take more messages, or connections. */
  readonly senders = new WaitQueue();
  /** The bound address as bytes: a path, or a zero byte and an abstract name; undefined if it has none. */
  address: string | undefined;
  /** The inode that the address names. */
  bound: SocketInode | undefined;
  /** The table that an abstract address stands in, by `abstractKey`. */
  abstractNames: Map<string, Socket> | undefined;
  /** Whether it is one end of a connection, or waits for some; a closed one is neither any more. */
  state: 'idle' | 'listening' | 'connected' | 'closed' = 'idle';
  /** The other end, even after that was closed; of a datagram socket, where it sends to. */
  peer: Socket | undefined;
  /** Who made the other end, or listened there. */
  peerOwner: SocketOwner | undefined;
  /** Who called `listen`. */
  listenOwner: SocketOwner | undefined;
  /** Server ends that wait to be accepted, and how many may. */
  readonly backlog: Socket[] = [];
  backlogLimit = 0;
  /** Of a server end that was not accepted yet: where it waits. */
  listener: Socket | undefined;
  /** What shutdown(2), here or at the other end, has ended. */
  hasShutRead = false;
  hasShutWrite = false;
  /** An error that the next call gives, as after a connection was reset. */
  error = 0;
  /** What this socket sent and nobody has received yet. */
  sentBytes = 0;
  readonly queue: SocketQueue;
  /** The sockets in whose queues a reference to this one waits to be received, once for each. */
  readonly holders: Socket[] = [];

  constructor(inode: SocketInode, type: number, flags: number) {
    this.inode = inode;
    this.type = type;
    this.flags = O_RDWR | flags;
    this.queue = new SocketQueue(type === SOCK_STREAM);
  }

  get isStream(): boolean {
    return this.type === SOCK_STREAM;
  }

  get isConnectionBased(): boolean {
    return this.type !== SOCK_DGRAM;
  }

  /** Bytes that wait to be received. */
  get available(): number {
    return this.queue.available;
  }

  /** Makes two sockets each other's peers. */
  connectTo(services: Services, peer: Socket): void {
    this.peer = peer;
    peer.peer = this;
    if (this.isConnectionBased) this.state = peer.state = 'connected';
    services.wakeAll(this.writers);
  }

  /** Whether this socket may send to `to`: a datagram socket that is connected takes nothing from others. */
  maySendTo(to: Socket): boolean {
    return to.peer === undefined || to.peer === this || this.isConnectionBased;
  }

  /** Whether nothing more from `sender` fits. */
  isFullFor(sender: Socket): boolean {
    if (sender.sentBytes >= SOCKET_CAPACITY) return true;
    return !this.isConnectionBased && this.peer !== sender && this.queue.length > QUEUE_MAX;
  }

  read(services: Services, target: Uint8Array): number {
    const received = this.receive(services, target, false);
    if (typeof received === 'number') return received;
    for (const object of received.rights) release(services, object);
    return received.count;
  }

  /** Takes bytes and passed objects out, or with `peek` only looks: see `SocketQueue.take`. */
  receive(services: Services, target: Uint8Array, peek: boolean): Received | number {
    if (this.isConnectionBased && this.state !== 'connected') return this.isStream ? -E.EINVAL : -E.ENOTCONN;
    // A reset comes before the messages that are left, but behind the bytes of a stream.
    if (!this.isStream && this.error !== 0) return -this.takeError();
    if (this.queue.length === 0) return this.emptyResult();
    const received = this.queue.take(services, this, target, peek);
    if (!peek) {
      tell(services, this, 'out', received.count);
      services.wakeAll(this.senders);
    }
    return received;
  }

  write(services: Services, source: Uint8Array): number {
    return this.send(services, source, []);
  }

  /** Sends to the peer, or to `to`; a stream takes what fits, else it is all or nothing. */
  send(services: Services, source: Uint8Array, rights: readonly OpenObject[], to = this.peer): number {
    if (this.isConnectionBased ? this.state !== 'connected' : to === undefined) return -E.ENOTCONN;
    const target = to!;
    if (this.isStream && this.hasShutWrite) return -E.EPIPE;
    if (this.isStream && source.length === 0) return 0;
    if (!this.isStream && source.length > SOCKET_CAPACITY - MESSAGE_MARGIN) return -E.EMSGSIZE;
    if (this.error !== 0) return -this.takeError();
    if (this.hasShutWrite) return -E.EPIPE;
    if (target.state === 'closed') return this.sendToNobody(target);
    if (!this.maySendTo(target)) return -E.EPERM;
    if (target.hasShutRead) return -E.EPIPE;
    if (target.isFullFor(this)) return -E.EAGAIN;
    const bytes = this.isStream ? source.slice(0, SOCKET_CAPACITY - this.sentBytes) : source.slice();
    target.queue.push(target, this, bytes, rights);
    tell(services, target, 'in', bytes.length);
    services.wakeAll(target.readers);
    return bytes.length;
  }

  /** Ends one or both directions (shutdown(2)); the other end of a connection sees it at once. */
  shutDown(services: Services, read: boolean, write: boolean): void {
    this.hasShutRead ||= read;
    this.hasShutWrite ||= write;
    const peer = this.isConnectionBased ? this.peer : undefined;
    if (peer !== undefined) {
      peer.hasShutRead ||= write;
      peer.hasShutWrite ||= read;
    }
    for (const end of peer === undefined ? [this] : [this, peer]) wakeEverybody(services, end);
  }

  poll(): number {
    if (this.state === 'listening') return this.backlog.length > 0 ? POLLIN : 0;
    let events = this.error !== 0 ? POLLERR : 0;
    if (this.queue.length > 0) events |= POLLIN;
    if (this.hasShutRead) events |= POLLIN | POLLRDHUP;
    if (this.hasShutRead && this.hasShutWrite) events |= POLLHUP;
    if (this.isConnectionBased && this.state !== 'connected') events |= POLLHUP;
    // As in Linux there must be some room, not just any.
    const isFull = !this.isConnectionBased && this.peer?.isFullFor(this) === true;
    if (this.sentBytes * 4 <= SOCKET_CAPACITY && !isFull) events |= POLLOUT;
    return events;
  }

  close(services: Services): void {
    if (this.bound?.listener === this) this.bound.listener = undefined;
    this.abstractNames?.delete(abstractKey(this, this.address!));
    const { peer, isConnectionBased, state } = this;
    this.state = 'closed';
    if (isConnectionBased && state === 'connected' && peer !== undefined && peer.state !== 'closed') {
      peer.hasShutRead = peer.hasShutWrite = true;
      // What was sent and never read is lost, or the connection was never accepted: the peer learns of it.
      if (this.queue.length > 0 || this.listener !== undefined) peer.error = E.ECONNRESET;
      wakeEverybody(services, peer);
    }
    this.peer = undefined;
    for (const end of this.backlog.splice(0)) end.close(services);
    this.listener = undefined;
    this.queue.clear(services, this);
    wakeEverybody(services, this);
    services.wakeAll(this.senders);
  }

  /**
   * A handle is gone and others are left. If all that are left wait in queues that nobody can receive from any more, in
   * circles, then these queues are emptied: that frees the sockets.
   */
  lostReference(services: Services): void {
    const circle = unreachableSockets(this);
    for (const socket of circle) socket.references++;
    for (const socket of circle) socket.queue.clear(services, socket);
    for (const socket of circle) release(services, socket);
  }

  /** The error that waits to be told, which is told once. */
  takeError(): number {
    const { error } = this;
    this.error = 0;
    return error;
  }

  private emptyResult(): Received | number {
    if (this.error !== 0) return -this.takeError();
    if (!this.hasShutRead || !this.isConnectionBased) return -E.EAGAIN;
    return { count: 0, length: 0, rights: [], sender: undefined };
  }

  /** The target was closed: a datagram socket that was connected to it is so no more. */
  private sendToNobody(target: Socket): number {
    if (this.isConnectionBased) return -E.EPIPE;
    if (this.peer === target) this.peer = undefined;
    return -E.ECONNREFUSED;
  }
}

/** How a socket stands in the table of abstract names: each type has names of its own. */
export function abstractKey({ type }: Socket, address: string): string {
  return `${type}${address}`;
}

/** Tells who watches that bytes went into or out of the queue of `socket`. */
function tell(services: Services, { inode, queue }: Socket, direction: 'in' | 'out', bytes: number): void {
  if (!services.isObserved) return;
  const { current: thread } = services;
  const [level, { number }] = [queue.available, inode];
  services.emit({
    kind: 'transfer',
    cycle: services.now(),
    thread,
    channel: 'socket',
    inode: number,
    direction,
    bytes,
    level,
  });
}

function wakeEverybody(services: Services, socket: Socket): void {
  services.wakeAll(socket.readers);
  services.wakeAll(socket.writers);
}

/** The sockets through which `socket` could be received, itself included, if nobody can receive from any; else none. */
function unreachableSockets(socket: Socket): Socket[] {
  const found = [socket];
  for (const one of found) {
    if (one.references > one.holders.length) return [];
    // What waits to be accepted is reached through the listener.
    const ways = one.listener === undefined ? one.holders : [...one.holders, one.listener];
    for (const way of ways) if (!found.includes(way)) found.push(way);
  }
  return found;
}
