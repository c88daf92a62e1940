import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type LessonPart, parsePage, printPage } from '../../src/cli/lesson-page.ts';
import { type Lesson, LessonFolder } from '../../src/cli/lessons.ts';
import { assembledOnce } from './assembled.ts';
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
      const words = part.words.map((word) => (part.words[0] === 'run' ? executableOf(folder.path, word) : word));
      const output = (await captureCommand(words, folder.path)).replace(/\n?$/, '\n').replace(/^\n$/, '');
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

/** For a source without errors its executable, made beside it: pages run the same programs again and again. */
function executableOf(folder: string, word: string): string {
  const source = join(folder, word);
  const elf = word.endsWith('.s') && existsSync(source) ? assembledOnce(source) : undefined;
  if (elf === undefined) return word;
  const executable = word.replace(/\.s$/, '');
  writeFileSync(join(folder, executable), elf);
  return executable;
}
