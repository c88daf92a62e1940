import { expect, test } from 'vitest';
import { loadPrograms } from '../../src/cli/programs.ts';
import { Guest } from '../system/guest.ts';

const files = Object.fromEntries((await loadPrograms()).map(({ path, bytes }) => [path, bytes]));

test.each(['kill %1', 'kill -HUP %1'])('%s ends a job that is stopped', (command) => {
  const guest = new Guest(files['/bin/sh']!, {
    args: ['sh', '-i'],
    files,
    settings: { ramBytes: 32 << 20 },
    streams: ['terminal', 'terminal', 'terminal'],
    terminal: { rows: 24, columns: 80 },
  });
  const type = (text: string): string[] => {
    guest.computer.type(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
    guest.run({ limit: guest.computer.cycle + 50_000_000 });
    return [...guest.computer.kernel.processes.values()].map(({ name }) => name);
  };
  guest.run({ limit: 50_000_000 });
  type('sleep 100\r');
  expect(type('\x1a')).toContain('sleep');
  expect(type('kill -USR1 %1\r')).toContain('sleep');
  expect(type(`${command}\r`)).not.toContain('sleep');
});
