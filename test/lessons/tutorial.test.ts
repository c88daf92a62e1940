import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT_FOLDER } from '../../src/cli/project.ts';
import { runPage } from './run-page.ts';

test('the tutorial prints what it says', async () => {
  const file = join(PROJECT_FOLDER, 'docs', 'tutorial.md');
  const page = readFileSync(file, 'utf8');
  const printed = await runPage({ name: 'tutorial', title: 'Tutorial', file, page }, true);
  await expect(printed).toMatchFileSnapshot(file);
});
