import { CommandLine } from '../debug/commands/command-line.ts';
import type { Debugger } from '../debug/debugger.ts';
import { GdbServer } from '../debug/gdb/server.ts';
import type { GuestTerminal } from './debug-guest.ts';
import { print } from './print.ts';
import { acceptOne, servePeer } from './protocol-server.ts';

/** `debug --gdb`: waits for gdb at a port and serves it until it goes. */
export async function serveGdb(session: Debugger, guest: GuestTerminal, port: number): Promise<void> {
  const client = await acceptOne(port, (chosen) =>
    print(2, `waiting for gdb: gdb-multiarch -ex 'target extended-remote :${chosen}'\n`),
  );
  const commands = new CommandLine(session);
  const peer = new GdbServer(session, (line) => commands.executeWhole(line));
  await servePeer({ input: client, output: client }, peer, {
    begin: (wake) =>
      guest.begin({
        typed: (bytes) => {
          session.type(bytes);
          wake();
        },
        interrupt: () => {
          session.interrupt();
          wake();
        },
      }),
    end: () => guest.end(),
  });
  client.end();
}
