import { expect } from 'vitest';
import { type LessonPart, parsePage, printPage } from '../../src/cli/lesson-page.ts';
import { type Lesson, LessonFolder } from '../../src/cli/lessons.ts';
import { captureCommand } from './capture.ts';

/**
 * The page with what its commands print now. A command after a change must print something else than before it. Changes
 * last until the next heading, unless the page `keepsChanges`.
 */
export async function runPage(lesson: Lesson, keepsChanges = false): Promise<string> {
  const folder = new LessonFolder(lesson);
  const before = new Map<string, string>();
  const parts: LessonPart[] = [];
  let change: string | undefined;
  let isChanged = false;
  try {
    for (const part of parsePage(lesson.page)) {
      if (part.kind === 'heading') {
        expect(change, 'a change without a command').toBeUndefined();
        isChanged = keepsChanges && isChanged;
        if (!keepsChanges) folder.reset();
      }
      if (part.kind === 'file') folder.save(part);
      if (part.kind === 'change') {
        folder.apply(part);
        change = part.lines.join('\n');
        isChanged = true;
      }
      if (part.kind !== 'command') {
        parts.push(part);
        continue;
      }
      const output = (await captureCommand(part.words, folder.path)).replace(/\n?$/, '\n').replace(/^\n$/, '');
      if (!isChanged) expect(output, part.line).not.toContain('was not started');
      if (change !== undefined) expect(output, change).not.toBe(before.get(part.line));
      if (!isChanged || keepsChanges) before.set(part.line, output);
      change = undefined;
      parts.push({ ...part, output });
    }
  } finally {
    folder.remove();
  }
  return printPage(parts);
}
