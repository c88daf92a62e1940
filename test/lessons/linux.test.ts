import { basename, join } from 'node:path';
import { describe, expect } from 'vitest';
import { parsePage } from '../../src/cli/lesson-page.ts';
import { LessonFolder, listLessons } from '../../src/cli/lessons.ts';
import { loadPrograms } from '../../src/cli/programs.ts';
import type { GuestProgram, GuestRun } from '../guest/guest-run.ts';
import { LinuxSession } from '../guest/linux.ts';
import { assembledOnce } from './assembled.ts';

/** A run of a page's fence of kind `console linux`, with the program as it is there. */
interface LinuxRun {
  readonly name: string;
  readonly run: GuestRun;
  readonly program: GuestProgram;
  readonly output: string;
}

/** Every run that must give the same under real Linux; programs get numbers, since changes make several of one name. */
function linuxRuns(): LinuxRun[] {
  return listLessons().flatMap((lesson) => {
    const folder = new LessonFolder(lesson);
    const runs: LinuxRun[] = [];
    for (const part of parsePage(lesson.page)) {
      if (part.kind === 'heading') folder.reset();
      if (part.kind === 'change') folder.apply(part);
      if (part.kind !== 'command' || !part.isSameOnLinux) continue;
      const file = part.words.find((word) => word.endsWith('.s'))!;
      const elf = assembledOnce(join(folder.path, file))!;
      const path = `/run/${lesson.name}-${runs.length}/${basename(file, '.s')}`;
      const environment = part.words.flatMap((word, at) => (part.words[at - 1] === '--env' ? [word] : []));
      runs.push({
        name: `${lesson.name}, run ${runs.length + 1}: ${basename(file)}`,
        run: {
          program: path,
          args: part.words.slice(part.words.indexOf(file) + 1),
          environment: ['PATH=/bin', ...environment],
        },
        program: { path, bytes: elf },
        output: part.output,
      });
    }
    folder.remove();
    return runs;
  });
}

describe('programs of lessons print under Linux what the pages say', async () => {
  const runs = linuxRuns();
  const bin = await loadPrograms();
  const linux = new LinuxSession(
    runs.map(({ run }) => run),
    [...bin, ...runs.map(({ program }) => program)],
  );
  runs.forEach(({ name, output }, index) => {
    linux.test(name, index, ({ stdout, stderr }) => expect(`${stdout}${stderr}`).toBe(output));
  });
});
