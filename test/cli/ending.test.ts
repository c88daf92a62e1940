import { expect, test } from 'vitest';
import { describeDeath } from '../../src/cli/ending.ts';
import { Guest } from '../system/guest.ts';

async function deathOf(program: string): Promise<string | undefined> {
  const guest = new Guest(program, { settings: { harts: 1 } });
  guest.run({ limit: 1e7 });
  return await describeDeath(guest.computer);
}

const SEND = (signal: string) => `
    syscall getpid
    li      a1, ${signal}
    syscall kill
1:  j       1b`;

test.each([
  ['lw a0, 0(zero)', 'killed by SIGSEGV (Segmentation fault): there is no memory at 0x00000000\n  at _start'],
  ['la t0, _start\nsw t0, (t0)', 'killed by SIGSEGV (Segmentation fault): the memory at 0x00010'],
  [
    'li t0, 64\njr t0',
    'killed by SIGSEGV (Segmentation fault): no code may be executed at 0x00000040\n  at pc 0x00000040',
  ],
  ['.word 0', 'killed by SIGILL (Illegal instruction): what is there is no instruction\n  at _start'],
  ['ebreak', 'killed by SIGTRAP (Trace/breakpoint trap): ebreak without a debugger\n  at _start'],
  [SEND('SIGTERM'), 'killed by SIGTERM (Terminated)'],
  [SEND('SIGRTMIN'), 'killed by SIGRT_0'],
])('a death by a signal is told with its cause and place: %j', async (program, text) => {
  expect(await deathOf(program)).toContain(text);
});

test.each(['exit 139', SEND('SIGINT'), SEND('SIGPIPE')])('nothing is said of %j', async (program) => {
  expect(await deathOf(program)).toBeUndefined();
});
