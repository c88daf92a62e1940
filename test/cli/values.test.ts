import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import {
  addComputerOptions,
  type ComputerOptions,
  makeEnvironment,
  makeSettings,
} from '../../src/cli/computer-options.ts';
import { Failure } from '../../src/cli/failure.ts';
import { parseCount, parseSize, withCommas } from '../../src/cli/numbers.ts';
import { readSchedule } from '../../src/cli/schedule-file.ts';
import { narrate } from '../../src/cli/tour.ts';

test.each([
  ['0', 0],
  ['250', 250],
  ['10_000', 10_000],
  ['1e6', 1_000_000],
  ['2E3', 2000],
  ['0xff', 255],
])('%s is a count', (text, value) => expect(parseCount(text)).toBe(value));

test.each(['', '-1', '1.5', '1_', '_1', '1__0', 'abc', '1e', '1e99', '9007199254740993', ' 1', '0x'])(
  '"%s" is no count',
  (text) => expect(parseCount(text)).toBeUndefined(),
);

test.each([
  ['4096', 4096],
  ['512K', 2 ** 19],
  ['64M', 2 ** 26],
  ['1g', 2 ** 30],
  ['64MiB', 2 ** 26],
  ['64MB', 2 ** 26],
])('%s is a size', (text, value) => expect(parseSize(text)).toBe(value));

test.each(['', 'M', '1.5G', '64T', '64 M', '-1M'])('"%s" is no size', (text) =>
  expect(parseSize(text)).toBeUndefined(),
);

test('large numbers are shown with commas', () => {
  expect([0, 999, 1000, 1234567].map(withCommas)).toEqual(['0', '999', '1,000', '1,234,567']);
});

describe('a schedule', () => {
  test('has the slices of each hart in their order', () => {
    const { slices, errors } = readSchedule('# who runs\n0 2 100\n\n1 3 1e3 # more\n  0 3 50\n', 2);
    expect(errors).toEqual([]);
    expect(slices).toEqual([
      [
        { hart: 0, tid: 2, cycles: 100 },
        { hart: 0, tid: 3, cycles: 50 },
      ],
      [{ hart: 1, tid: 3, cycles: 1000 }],
    ]);
  });

  test('reports every line that is wrong', () => {
    const { errors } = readSchedule('2 1 1\n0 0 1\n0 1 0\n0 1\n', 2);
    expect(errors).toEqual([
      { line: 1, message: "hart must be from 0 to 1, not '2'" },
      { line: 2, message: "process id must be a number from 1, not '0'" },
      { line: 3, message: "cycles must be a number from 1, not '0'" },
      { line: 4, message: "expected 'HART PID CYCLES', found '0 1'" },
    ]);
  });
});

/** The options as commander reads them. */
function parse(...args: string[]): ComputerOptions {
  const command = addComputerOptions(new Command('test')).exitOverride();
  return command.parse(args, { from: 'user' }).opts();
}

function failureOf(action: () => unknown): Failure {
  try {
    action();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('no failure');
}

describe('the options of a computer', () => {
  test('have the defaults of the settings', async () => {
    await expect(makeSettings(parse())).resolves.toMatchObject({
      harts: 4,
      ramBytes: 64 << 20,
      round: 10_000,
      seed: undefined,
    });
  });

  test('become settings', async () => {
    const options = parse(
      '--harts',
      '2',
      '--ram',
      '16M',
      '--quantum',
      '1e4',
      '--round',
      '7',
      '--seed',
      '3',
      '--divtrap',
    );
    await expect(makeSettings(options)).resolves.toMatchObject({
      harts: 2,
      ramBytes: 16 << 20,
      quantum: 10_000,
      round: 7,
      seed: 3,
      divTrap: true,
    });
  });

  test.each([
    [['--harts', 'abc'], "--harts must be a whole number from 1 to 64, not 'abc'"],
    [['--harts', '65'], "--harts must be a whole number from 1 to 64, not '65'"],
    [['--round', '0'], "--round must be a whole number from 1, not '0'"],
    [['--ram', '1K'], "--ram must be a size from 1M to 3G, such as 64M, not '1K'"],
    [['--env', '=x'], "--env must be NAME=VALUE, not '=x'"],
    [['--mount', '/src'], "--mount must be HOST:GUEST or HOST:GUEST:rw with an absolute GUEST, not '/src'"],
    [['--mount', 'a:b'], "--mount must be HOST:GUEST or HOST:GUEST:rw with an absolute GUEST, not 'a:b'"],
    [['--mount', 'a:/x/../..'], "--mount must be HOST:GUEST or HOST:GUEST:rw with an absolute GUEST, not 'a:/x/../..'"],
  ])('%j is refused with status 125', (args, message) => {
    expect(failureOf(() => parse(...args))).toEqual({ message, status: 125 });
  });

  test('mount folders, read-only unless they say rw', () => {
    expect(parse('--mount', '/a:b:/c', '--mount', '.:/d:rw').mount).toEqual([
      { folder: '/a:b', path: '/c', writable: false },
      { folder: '.', path: '/d', writable: true },
    ]);
  });

  test('set variables over the few that there are', () => {
    const options = parse('--env', 'HOME=/x', '--env', 'A=b=c', '--env', 'E=');
    expect(makeEnvironment(options, 'dumb')).toEqual(['PATH=/bin', 'HOME=/x', 'PWD=/', 'TERM=dumb', 'A=b=c', 'E=']);
  });
});

test('the tour shows its commands before it runs them', () => {
  expect(narrate("# It's a tour.\n\nls | wc\n")).toBe("echo 'It'\\''s a tour.'\necho\necho '$ ls | wc'\nls | wc\n");
});
