import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT_FOLDER } from '../../src/cli/project.ts';
import { runPage } from './run-page.ts';

test('the first program of the README prints what it says', async () => {
  const file = join(PROJECT_FOLDER, 'README.md');
  const readme = readFileSync(file, 'utf8');
  const part = readme.slice(readme.indexOf('## A first program'), readme.indexOf('## Step through it'));
  const page = part.replace('```asm\n', '```asm hello.s\n');
  expect(page.match(/^\$ npx kernlet /gm)).toHaveLength(2);
  expect(await runPage({ name: 'readme', title: 'README', file, page }, true)).toBe(page);
});
