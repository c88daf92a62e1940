import { createServer, type Server, type Socket } from 'node:net';
import type { Pause } from '../debug/motion.ts';
import { Failure, hostReason, STATUS } from './failure.ts';

/** One end of a protocol for debuggers: bytes in, bytes out, and a computer that runs in pieces. */
export interface ProtocolPeer {
  /** The other end has said goodbye. */
  readonly isDone: boolean;
  /** Whether the computer is to run: then `proceed` is called until it is not. */
  readonly isRunning: boolean;
  receive(bytes: Uint8Array): void;
  /** What is to be sent. */
  take(): readonly Uint8Array[];
  proceed(): Pause | undefined;
  /** Resolves when there may be something to be sent, although nothing came. */
  readonly pending?: Promise<void> | undefined;
  /** The other end is gone. */
  close(): void;
}

/** Where a guest that runs is typed to. */
export interface Typist {
  /** The guest runs from now on; `wake` is called when something was typed. */
  begin(wake: () => void): void;
  end(): void;
}

/** The streams of a connection. */
interface Connection {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** Only this machine: a debugger lets whoever connects read and write everything in the guest. */
const LOOPBACK = '127.0.0.1';

const NEVER = new Promise<void>(() => undefined);

/**
 * Waits for one client at `port` of the loopback interface (0: any that is free); `listening` is told the port. Throws a Failure if
 * nobody can listen there.
 */
export async function acceptOne(port: number, listening: (port: number) => void): Promise<Socket> {
  const server = createServer();
  const client = await new Promise<Socket>((resolve, reject) => {
    server.once('error', (error) =>
      reject(new Failure(`cannot listen at port ${port}: ${hostReason(error)}`, STATUS.notStarted)),
    );
    server.once('connection', resolve);
    server.listen(port, LOOPBACK, () => listening(portOf(server)));
  });
  server.close();
  client.setNoDelay(true);
  return client;
}

/** Serves a peer until one of the two ends goes. */
export async function servePeer({ input, output }: Connection, peer: ProtocolPeer, typist?: Typist): Promise<void> {
  let wake = () => {};
  // Nothing can happen between the look at what there is to do and the wait.
  const wait = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });
  let isGone = false;
  const leave = () => {
    isGone = true;
    wake();
  };
  input.on('data', (bytes: Uint8Array) => {
    peer.receive(bytes);
    wake();
  });
  // Whether the connection ends or breaks is the same here.
  for (const event of ['end', 'close', 'error']) input.on(event, leave);
  output.on('error', leave);
  let runs = false;
  while (!isGone) {
    for (const bytes of peer.take()) output.write(bytes);
    if (peer.isDone) break;
    if (peer.isRunning !== runs) {
      runs = peer.isRunning;
      if (runs) typist?.begin(() => wake());
      else typist?.end();
    }
    const mustWait = !runs || (peer.proceed()?.kind === 'input' && typist !== undefined);
    // Between two pieces of a run whatever has come is looked at.
    await (mustWait ? Promise.race([wait(), peer.pending ?? NEVER]) : new Promise((resolve) => setImmediate(resolve)));
  }
  if (runs) typist?.end();
  peer.close();
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error(`not an internet address: ${address}`);
  return address.port;
}
