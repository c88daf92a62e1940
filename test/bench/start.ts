import { join } from 'node:path';
import { median, timeCommand } from './cpu-time.ts';
import { SOURCES } from './programs.ts';

/** What the start may take beyond Node's own, in milliseconds. */
const TARGET = 150;

/** What `kernlet run hello.s` takes beyond what Node takes for nothing. */
export function measureStart(kernlet: readonly string[], runs: number): string {
  const commands = [
    [...kernlet, join(SOURCES, 'hello.s')],
    [process.execPath, '-e', '0'],
  ];
  const found: number[][] = [[], []];
  for (let round = 0; round < runs; round++) {
    for (const [index, command] of commands.entries()) found[index]!.push(timeCommand(command).seconds * 1000);
  }
  const [hello, nothing] = found.map(median) as [number, number];
  const own = hello - nothing;
  const verdict = own <= TARGET ? 'yes' : 'no';
  return `${own.toFixed(0)} ms of processor time beyond Node's ${nothing.toFixed(0)} ms (target ${TARGET} ms: ${verdict})\n`;
}
