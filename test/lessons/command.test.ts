import { describe, expect, test } from 'vitest';
import { parsePage, printPage } from '../../src/cli/lesson-page.ts';
import { listLessons } from '../../src/cli/lessons.ts';
import { captureCommand } from './capture.ts';

const lesson = (...words: string[]) => captureCommand(['lesson', ...words], process.cwd());

describe('kernlet lesson', () => {
  test('lists all lessons, which are numbered without a gap', async () => {
    const text = await lesson();
    const names = listLessons().map(({ name }) => name);
    expect(names.map((name) => Number(name.slice(0, 2)))).toEqual(names.map((_, index) => index + 1));
    for (const name of names) expect(text).toContain(`${name} `);
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('says which lessons a name could mean', async () => {
    expect(await lesson('and')).toMatch(/^kernlet: more than one lesson is called 'and': 01-program-and-process, /);
  });

  test('says where the names are when there is no such lesson', async () => {
    expect(await lesson('nosuch')).toBe("kernlet: no lesson is called 'nosuch': 'kernlet lesson' lists them\n");
  });
});

describe('a page', () => {
  const page = [
    '# Title',
    'text',
    '```console linux',
    '$ npx kernlet run \'a b.s\' "c d" e',
    'output',
    '$ npx kernlet isa',
    '```',
    '```diff',
    '--- a b.s',
    ' same',
    '-old',
    '+new',
    '```',
    '```asm a.s',
    'nop',
    '```',
    '```sh',
    'npm start',
    '```',
    '',
  ].join('\n');

  test('has commands, changes and files in it', () => {
    expect(parsePage(page)).toMatchObject([
      { kind: 'heading' },
      { kind: 'text' },
      { kind: 'command', words: ['run', 'a b.s', 'c d', 'e'], output: 'output\n', isSameOnLinux: true },
      { kind: 'command', words: ['isa'], output: '', isSameOnLinux: true },
      { kind: 'text' },
      { kind: 'change', path: 'a b.s', before: 'same\nold\n', after: 'same\nnew\n' },
      { kind: 'file', path: 'a.s', text: 'nop\n' },
      { kind: 'text', lines: ['```sh', 'npm start', '```'] },
    ]);
  });

  test('is printed as it was read', () => {
    expect(printPage(parsePage(page))).toBe(page);
  });

  test.each([
    ['```console\n$ ls\n```', 'must begin with npx kernlet'],
    ['```console\n$ npx kernlet isa', 'a fence without an end'],
    ['```diff\n-x\n```', 'must begin with --- FILE'],
  ])('with a mistake is refused: %j', (text, message) => {
    expect(() => parsePage(text)).toThrow(message);
  });
});
