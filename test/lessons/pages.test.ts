import { describe, expect, test } from 'vitest';
import { parsePage } from '../../src/cli/lesson-page.ts';
import { listLessons } from '../../src/cli/lessons.ts';
import { runPage } from './run-page.ts';

describe('lessons', () => {
  test.each(listLessons())('$name prints what its page says', async (lesson) => {
    // `vitest -u` puts into the page what its commands print.
    await expect(await runPage(lesson)).toMatchFileSnapshot(lesson.file);
  });

  test.each(listLessons())('$name says what to run, to look at and to change, in 80 columns', ({ page }) => {
    const parts = parsePage(page);
    const headings = parts.flatMap((part) => (part.kind === 'heading' ? part.lines : []));
    for (const heading of ['## Run', '## Look', '## Change']) expect(headings).toContain(heading);
    expect(parts.some(({ kind }) => kind === 'command')).toBe(true);
    expect(parts.some(({ kind }) => kind === 'change')).toBe(true);
    const prose = parts.flatMap((part) => (part.kind === 'text' ? part.lines : []));
    expect(prose.filter((line) => line.length > 80)).toEqual([]);
  });
});
