import { expect } from 'vitest';
import { oracleTest } from '../oracle.ts';
import { binPrograms } from './compare.ts';
import { LINUX_TOOLS, LinuxSession } from './linux.ts';

const session = new LinuxSession([{ program: '/bin/echo', args: ['one'] }], await binPrograms());

oracleTest(LINUX_TOOLS, 'a run of which no outcome passes fails, after some more runs', () => {
  const seen: string[] = [];
  const check = ({ stdout }: { stdout: string }) => {
    seen.push(stdout);
    expect(stdout).toBe('two\n');
  };
  expect(() => session.check(0, check)).toThrow('two');
  expect(seen).toEqual(Array(4).fill('one\n'));
});

oracleTest(LINUX_TOOLS, 'one outcome that passes is enough', () => {
  let count = 0;
  session.check(0, () => expect(++count).toBe(3));
  expect(count).toBe(3);
});
