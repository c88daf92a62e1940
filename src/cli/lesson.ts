import { spawnSync } from 'node:child_process';
import { readSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { Command } from 'commander';
import { wantsColour } from './colour.ts';
import { Failure, STATUS } from './failure.ts';
import { parsePage } from './lesson-page.ts';
import { type Lesson, LessonFolder, listLessons } from './lessons.ts';
import { print } from './print.ts';

/** `kernlet lesson`: the pages of docs/lessons, with what their commands do. */
export function addLessonCommand(program: Command): void {
  program
    .command('lesson')
    .summary('list the lessons, or go through one')
    .description(
      'Go through a lesson: its text, and each of its commands as it runs here. NAME is the name ' +
        'of a lesson, its number, or a part of its name. Without NAME, list all lessons. The same ' +
        'text is in docs/lessons, the programs are in programs/lessons.',
    )
    .argument('[name]', 'the lesson')
    .addHelpText('after', EXAMPLES)
    .action((name: string | undefined) => {
      if (name === undefined) print(1, overview());
      else show(findLesson(name));
    });
}

const EXAMPLES = `
Examples:
  kernlet lesson
  kernlet lesson 10
  kernlet lesson fork

On a terminal it waits for Enter after each command; q and Enter leaves.`;

function overview(): string {
  const lessons = listLessons();
  const width = Math.max(...lessons.map(({ name }) => name.length));
  const lines = lessons.map(({ name, title }) => `${name.padEnd(width)}  ${title}\n`);
  return `${lines.join('')}\nkernlet lesson NAME goes through one.\n`;
}

function findLesson(wanted: string): Lesson {
  const lessons = listLessons();
  const exact = lessons.find(
    ({ name }) => name === wanted || name.slice(3) === wanted || Number(name.slice(0, 2)) === Number(wanted),
  );
  if (exact !== undefined) return exact;
  const similar = lessons.filter(({ name }) => name.includes(wanted.toLowerCase()));
  if (similar.length === 1) return similar[0]!;
  const which = similar.length === 0 ? "'kernlet lesson' lists them" : `${similar.map(({ name }) => name).join(', ')}?`;
  const what = similar.length === 0 ? 'no lesson' : 'more than one lesson';
  throw new Failure(`${what} is called '${wanted}': ${which}`, STATUS.wrongUsage);
}

/** Prints a page; where it has a command, the command itself prints. */
function show(lesson: Lesson): void {
  const folder = new LessonFolder(lesson);
  const [bold, plain] = wantsColour(process.stdout) ? ['\x1b[1m', '\x1b[0m'] : ['', ''];
  try {
    for (const part of parsePage(lesson.page)) {
      if (part.kind === 'text') print(1, shown(part.lines));
      else if (part.kind === 'heading') {
        folder.reset();
        print(1, `${bold}${part.lines[0]}${plain}\n`);
      } else if (part.kind === 'file') {
        folder.save(part);
        print(1, shown(part.lines));
      } else if (part.kind === 'change') {
        folder.apply(part);
        print(1, shown(part.lines));
      } else {
        print(1, `${bold}${part.line}${plain}\n`);
        runCommand(part.words, folder.path);
        if (isatty(0) && isatty(1) && !wantsMore()) return;
      }
    }
  } finally {
    folder.remove();
  }
}

/** Text without its fences. */
function shown(lines: readonly string[]): string {
  return lines
    .filter((line) => !line.startsWith('```'))
    .map((line) => `${line}\n`)
    .join('');
}

/** Runs this program again, as the reader would; what it prints goes where ours goes. */
function runCommand(words: readonly string[], folder: string): void {
  const command = [...process.execArgv, process.argv[1]!, ...words];
  // Ctrl-C is for the command; the lesson goes on.
  const ignore = () => {};
  process.on('SIGINT', ignore);
  const { error } = spawnSync(process.execPath, command, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
  process.off('SIGINT', ignore);
  if (error !== undefined) throw error;
}

/** Waits for Enter; false if the reader has had enough. */
function wantsMore(): boolean {
  print(1, '-- Enter goes on, q leaves -- ');
  const line = Buffer.alloc(64);
  return readSync(0, line) > 0 && line[0] !== 'q'.charCodeAt(0);
}
