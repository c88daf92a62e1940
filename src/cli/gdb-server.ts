import { createServer, type Server, type Socket } from 'node:net';
import type { GdbServer } from '../debug/gdb/server.ts';

/** What a server of gdb's protocol needs of the one who starts it. */
export interface GdbService {
  /** Makes the debugger's side of a connection. */
  connect(): GdbServer;
  /** Resolves when there may be something typed that the guest waits for. */
  waitForInput(): Promise<void>;
}

/** Only this machine: a debugger lets whoever connects read and write everything in the guest. */
const LOOPBACK = '127.0.0.1';

/**
 * Listens on `port` of the loopback interface (0: any that is free) and serves one gdb. `listening` is told the port; the promise
 * is kept when gdb has gone.
 */
export async function serveGdb(service: GdbService, port: number, listening: (port: number) => void): Promise<void> {
  const server = createServer();
  const client = await new Promise<Socket>((resolve, reject) => {
    server.once('error', reject);
    server.once('connection', resolve);
    server.listen(port, LOOPBACK, () => listening(portOf(server)));
  });
  server.close();
  await serve(client, service);
}

async function serve(client: Socket, service: GdbService): Promise<void> {
  const gdb = service.connect();
  let wake = () => {};
  // Nothing can happen between the look at what there is to do and the wait.
  const wait = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });
  client.setNoDelay(true);
  client.on('data', (bytes) => {
    gdb.receive(bytes);
    wake();
  });
  // Whether the connection ends or breaks is the same here.
  client.on('error', () => wake());
  client.on('close', () => {
    gdb.close();
    wake();
  });
  for (;;) {
    for (const bytes of gdb.take()) client.write(bytes);
    if (gdb.isDone) break;
    if (!gdb.isRunning) await wait();
    else if (gdb.proceed()?.kind === 'input') await Promise.race([wait(), service.waitForInput()]);
    else await new Promise((resolve) => setImmediate(resolve));
  }
  client.end();
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error(`not an internet address: ${address}`);
  return address.port;
}
