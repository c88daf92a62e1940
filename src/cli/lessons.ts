import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';
import type { LessonChange, LessonFile } from './lesson-page.ts';
import { PROJECT_FOLDER } from './project.ts';

/** A lesson: a page of docs/lessons, and the programs that it runs. */
export interface Lesson {
  /** `NN-topic`: the name of its page and of its folder in programs/lessons. */
  readonly name: string;
  /** The heading of its page. */
  readonly title: string;
  /** The file that holds the page. */
  readonly file: string;
  readonly page: string;
}

const PAGES = join(PROJECT_FOLDER, 'docs', 'lessons');
/** Where commands of a page find their programs. */
const PROGRAMS = join('programs', 'lessons');

/** Every lesson, in order. */
export function listLessons(): Lesson[] {
  return readdirSync(PAGES)
    .filter((file) => /^\d\d-.*\.md$/.test(file))
    .sort()
    .map((file) => {
      const path = join(PAGES, file);
      const page = readFileSync(path, 'utf8');
      return { name: parse(file).name, title: page.slice(2, page.indexOf('\n')), file: path, page };
    });
}

/** A folder with a copy of a lesson's programs, for commands to run in and changes to change. */
export class LessonFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'kernlet-lesson-'));
  private readonly lesson: Lesson;

  constructor(lesson: Lesson) {
    this.lesson = lesson;
    this.reset();
  }

  /** Puts the programs there as they come with Kernlet. */
  reset(): void {
    const programs = join(PROGRAMS, this.lesson.name);
    const source = join(PROJECT_FOLDER, programs);
    if (existsSync(source)) cpSync(source, join(this.path, programs), { recursive: true });
  }

  save({ path, text }: LessonFile): void {
    writeFileSync(join(this.path, path), text);
  }

  apply({ path, before, after }: LessonChange): void {
    const file = join(this.path, path);
    const pieces = readFileSync(file, 'utf8').split(before);
    if (pieces.length !== 2) throw new Error(`${path} has the lines to change ${pieces.length - 1} times:\n${before}`);
    writeFileSync(file, pieces.join(after));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
