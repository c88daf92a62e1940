import type { Services } from '../services.ts';
import { release } from './handles.ts';
import type { OpenObject } from './object.ts';
import type { Socket } from './socket.ts';

/** What a message counts for beyond its bytes, so that empty ones fill a socket too (about what Linux takes for one). */
const MESSAGE_COST = 767;

/** Bytes that were sent together, and open objects that were passed along; each of these is a reference. */
interface Packet {
  bytes: Uint8Array;
  rights: OpenObject[];
  readonly sender: Socket;
}

/** What a receive took. */
export interface Received {
  /** Bytes that were copied, and how long the message was. */
  readonly count: number;
  readonly length: number;
  readonly rights: readonly OpenObject[];
  /** Who sent it; undefined at the end of a stream. */
  readonly sender: Socket | undefined;
}

/** What was sent to a socket and not yet received. It counts as memory of those who sent it. */
export class SocketQueue {
  private readonly packets: Packet[] = [];
  private readonly isStream: boolean;

  constructor(isStream: boolean) {
    this.isStream = isStream;
  }

  /** How many messages, or, of a stream, writes. */
  get length(): number {
    return this.packets.length;
  }

  /** Bytes that a receive can get: of a stream all, else the first message. */
  get available(): number {
    if (!this.isStream) return this.packets[0]?.bytes.length ?? 0;
    return this.packets.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  /** Puts a message in; the packet is a reference to each of `rights`. */
  push(owner: Socket, sender: Socket, bytes: Uint8Array, rights: readonly OpenObject[]): void {
    for (const object of rights) {
      object.references++;
      object.holders?.push(owner);
    }
    this.packets.push({ bytes, rights: [...rights], sender });
    sender.sentBytes += this.cost(bytes.length);
  }

  /**
   * Takes bytes out, or with `peek` only looks. Of a stream as many as there are, but not beyond bytes with which objects
   * were passed; else one message, whose rest is lost. The caller owns the references in `rights`.
   */
  take(services: Services, owner: Socket, target: Uint8Array, peek: boolean): Received {
    const rights: OpenObject[] = [];
    const { sender } = this.packets[0]!;
    let [count, length, whole] = [0, 0, 0];
    for (const packet of this.packets) {
      const part = packet.bytes.subarray(0, target.length - count);
      target.set(part, count);
      count += part.length;
      length += packet.bytes.length;
      if (part.length === packet.bytes.length || !this.isStream) whole++;
      else if (!peek) this.shorten(packet, part.length);
      rights.push(...packet.rights);
      if (peek) for (const object of packet.rights) object.references++;
      else this.handOver(owner, packet);
      if (!this.isStream || rights.length > 0 || count === target.length) break;
    }
    if (!peek) this.remove(services, whole);
    return { count, length, rights, sender };
  }

  /** Throws everything away. */
  clear(services: Services, owner: Socket): void {
    for (const packet of this.packets) {
      const { rights } = packet;
      this.handOver(owner, packet);
      for (const object of rights) release(services, object);
    }
    this.remove(services, this.packets.length);
  }

  private cost(bytes: number): number {
    return this.isStream ? bytes : bytes + MESSAGE_COST;
  }

  /** What the packet referred to is somebody else's now. */
  private handOver(owner: Socket, packet: Packet): void {
    for (const { holders } of packet.rights) holders?.splice(holders.indexOf(owner), 1);
    packet.rights = [];
  }

  private shorten(packet: Packet, taken: number): void {
    packet.bytes = packet.bytes.slice(taken);
    packet.sender.sentBytes -= taken;
  }

  private remove(services: Services, count: number): void {
    for (const { bytes, sender } of this.packets.splice(0, count)) {
      sender.sentBytes -= this.cost(bytes.length);
      services.wakeAll(sender.writers);
    }
  }
}
