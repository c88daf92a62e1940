import { readdirSync, readFileSync } from 'node:fs';
import { join, parse } from 'node:path';

/** What the comment at the top of an assembly source says of it. */
export interface ProgramHeader {
  readonly name: string;
  /** The rest of the first line. */
  readonly summary: string;
  /** The lines below, without the comment signs. */
  readonly text: string;
}

/** A routine or macro of the library, as the comment above it declares it. */
export interface Routine {
  /** `name(a0 = ...) -> ...`. */
  readonly form: string;
  readonly text: string;
}

/** The sources in `folder`, each with its text, by name. */
export function readSources(folder: string): { name: string; source: string }[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.s'))
    .sort()
    .map((file) => ({ name: parse(file).name, source: readFileSync(join(folder, file), 'utf8') }));
}

/** The header of a source: its first comment, which begins with `# NAME: SUMMARY`. */
export function readHeader(source: string): ProgramHeader {
  const lines = source.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('#'));
  const [first, ...rest] = lines.slice(0, end).map((line) => line.replace(/^# ?/, ''));
  const [, name, summary] = /^(\S+): (.*)$/.exec(first ?? '') ?? [];
  if (name === undefined || summary === undefined) throw new Error(`a source without '# NAME: SUMMARY': ${first}`);
  return { name, summary, text: rest.join('\n').trim() };
}

/** The routines and macros that comments of a source declare: `# name(...)` or `# name ...` above `name:` or `.macro name`. */
export function readRoutines(source: string): Routine[] {
  const routines: Routine[] = [];
  let comment: string[] = [];
  for (const line of source.split('\n')) {
    if (/^#/.test(line)) {
      comment.push(line.replace(/^# ?/, ''));
      continue;
    }
    const name = /^(?:\.macro\s+)?([a-z]\w*)(?::|\s|$)/.exec(line)?.[1];
    if (name !== undefined && comment[0]?.startsWith(name)) routines.push(routineOf(comment));
    if (!/^\s*\.globl\b/.test(line)) comment = [];
  }
  return routines;
}

/** The form goes on in lines that are indented far; the text comes behind ` - ` or in the lines below. */
function routineOf(comment: readonly string[]): Routine {
  const [first, ...rest] = comment;
  const lines = rest.findIndex((line) => !/^ {12}/.test(line));
  const more = lines < 0 ? rest.length : lines;
  const whole = [first, ...rest.slice(0, more)].join(' ').replace(/ {2,}/g, ' ');
  const at = whole.indexOf(' - ');
  const text = rest.slice(more).join(' ').trim();
  if (at < 0) return { form: whole, text };
  return { form: whole.slice(0, at), text: `${whole.slice(at + 3)}${text === '' ? '' : `. ${text}`}` };
}
