import { describe, expect, test } from 'vitest';
import { type LessonPart, parsePage, printPage } from '../../src/cli/lesson-page.ts';
import { type Lesson, LessonFolder, listLessons } from '../../src/cli/lessons.ts';
import { captureCommand } from './capture.ts';

/** The page with what its commands print now. Each change must change something of what its first command prints. */
async function runPage(lesson: Lesson): Promise<string> {
  const folder = new LessonFolder(lesson);
  const unchanged = new Map<string, string>();
  const parts: LessonPart[] = [];
  let change: string | undefined;
  try {
    for (const part of parsePage(lesson.page)) {
      if (part.kind === 'heading') {
        folder.reset();
        expect(change, 'a change without a command').toBeUndefined();
      }
      if (part.kind === 'change') {
        folder.apply(part);
        change = part.lines.join('\n');
      }
      if (part.kind !== 'command') {
        parts.push(part);
        continue;
      }
      const output = (await captureCommand(part.words, folder.path)).replace(/\n?$/, '\n').replace(/^\n$/, '');
      if (change === undefined) unchanged.set(part.line, output);
      else expect(output, change).not.toBe(unchanged.get(part.line));
      change = undefined;
      parts.push({ ...part, output });
    }
  } finally {
    folder.remove();
  }
  return printPage(parts);
}

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
