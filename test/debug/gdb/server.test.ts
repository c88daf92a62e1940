import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { byteString, stringBytes } from '../../../src/base/bytes.ts';
import { drawBelow, type PrngState, seedPrng } from '../../../src/base/prng.ts';
import { makePacket } from '../../../src/debug/gdb/packet.ts';
import type { GdbServer } from '../../../src/debug/gdb/server.ts';
import { thorough } from '../../thorough.ts';
import { listen, openGdb } from './gdb-run.ts';

const ENDLESS = 'loop: j loop\n';

/** What the server answers to one packet, without its frame; a motion is carried to its end. */
function ask(server: GdbServer, content: string): string {
  server.receive(makePacket(content));
  while (server.isRunning) server.proceed();
  return answers(server).at(-1) ?? '';
}

function answers(server: GdbServer): string[] {
  return server
    .take()
    .map(byteString)
    .filter((text) => text !== '+')
    .map((text) => text.slice(1, -3));
}

test('a packet is acknowledged until gdb wants no signs any more', () => {
  const { server } = openGdb(ENDLESS);
  server.receive(makePacket('qC'));
  expect(server.take().map(byteString)).toEqual(['+', byteString(makePacket('QCp2.2'))]);
  server.receive(stringBytes('$qC#00'));
  expect(server.take().map(byteString)).toEqual(['-']);
  server.receive(stringBytes('-'));
  expect(server.take().map(byteString)).toEqual([byteString(makePacket('QCp2.2'))]);
  expect(ask(server, 'QStartNoAckMode')).toBe('OK');
  server.receive(makePacket('qC'));
  expect(server.take()).toHaveLength(1);
});

test('Ctrl-C ends a run, and what else comes meanwhile is not looked at', () => {
  const { server } = openGdb(ENDLESS);
  server.receive(makePacket('vCont;c'));
  server.proceed();
  expect(server.isRunning).toBe(true);
  server.receive(makePacket('g'));
  expect(answers(server)).toEqual([]);
  server.receive(Uint8Array.of(3));
  while (server.isRunning) server.proceed();
  expect(answers(server)[0]).toMatch(/^T02.*thread:p2\.2;core:0;$/);
});

test('nonsense is refused', () => {
  const { server } = openGdb(ENDLESS);
  const cases: readonly (readonly [packet: string, answer: RegExp])[] = [
    ['p99', /^E/],
    ['P1=12', /^E/],
    ['G00', /^E/],
    ['m0,4', /^E/],
    ['mffffffff,ffffffff', /^E/],
    ['M0,1:00', /^E/],
    ['X10100,4:ab', /^E/],
    ['Z0,zz,4', /^E/],
    ['Z2,10100,ffffff', /^E/],
    ['Z9,10100,4', /^$/],
    ['Hgp9.9', /^E/],
    ['T77', /^E/],
    ['vCont;x', /^E/],
    ['vFile:open:zz,0,0', /^F-1,2$/],
    ['vFile:pread:7,10,0', /^F-1,9$/],
    ['qXfer:features:read:other.xml:0,10', /^$/],
    ['qRcmd,0', /^E/],
    ['vMustReplyEmpty', /^$/],
  ];
  for (const [packet, answer] of cases)
    expect([packet, ask(server, packet)]).toEqual([packet, expect.stringMatching(answer)]);
  expect(ask(server, 'qC')).toBe('QCp2.2');
});

const WORDS = [
  ...['?', 'g', 'G', 'p', 'P', 'm', 'M', 'X', 'Hg', 'Hc', 'T', 'D;', 'Z0,', 'z0,', 'Z2,', 'z2,', 'bs', 'c', 's', 'C05'],
  ...['vCont;', 'vCont;s:p2.2', 'vCont;r10100,10110:', 'vKill;', 'vAttach;', 'vRun;', 'vFile:open:', 'vFile:pread:1,'],
  ...[
    'qXfer:threads:read::',
    'qXfer:osdata:read:',
    'qRcmd,',
    'qThreadExtraInfo,',
    'qSupported:',
    'p2.2',
    '10100,4',
    ':',
    ';',
  ],
  ...['-1', 'ffffffff', '00000000', ',', '=', '*', '\x00', '\xff', '}'],
];

function nonsense(prng: PrngState): string {
  const count = 1 + drawBelow(prng, 5);
  return Array.from({ length: count }, () =>
    drawBelow(prng, 4) === 0 ? String.fromCharCode(drawBelow(prng, 256)) : WORDS[drawBelow(prng, WORDS.length)]!,
  ).join('');
}

test('packets at random, whole and damaged, do no harm', () => {
  const prng = seedPrng(6);
  const text = 'begin: li s0, 3\nagain: addi s0, s0, -1\n    bnez s0, again\n    j begin\n';
  let { server } = openGdb(text);
  for (let run = 0; run < thorough(3000, 100_000); run++) {
    if (server.isDone || run % 500 === 0) server = openGdb(text).server;
    const packet = makePacket(nonsense(prng));
    if (drawBelow(prng, 5) === 0) packet[drawBelow(prng, packet.length)] = drawBelow(prng, 256);
    server.receive(packet);
    server.receive(Uint8Array.of(3));
    for (let turns = 0; server.isRunning; turns++) {
      server.receive(Uint8Array.of(3));
      server.proceed();
      expect(turns).toBeLessThan(1000);
    }
    server.take();
  }
  server.receive(stringBytes('#00'));
  const { server: last } = openGdb(text);
  expect(ask(last, 'qC')).toBe('QCp2.2');
}, 600_000);

test('the server listens on the loopback interface only, and ends with its client', async () => {
  const { server } = openGdb(ENDLESS);
  const { port, served } = await listen(server);
  const others = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  for (const { address } of others.filter(({ internal, family }) => !internal && family === 'IPv4')) {
    await expect(opened(address, port)).rejects.toThrow(/ECONNREFUSED|EHOSTUNREACH/);
  }
  const client = await opened('127.0.0.1', port);
  client.write(makePacket('vCont;c'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  client.destroy();
  await served;
  expect(server.isDone).toBe(true);
});

function opened(host: string, port: number) {
  return new Promise<ReturnType<typeof connect>>((resolve, reject) => {
    const socket = connect(port, host, () => resolve(socket));
    socket.on('error', reject);
  });
}
