import { assemble, type IncludeReader } from '../asm/assemble.ts';
import { decodeUtf8 } from '../base/bytes.ts';
import { renderDiagnostic } from '../base/diagnostics.ts';
import { makeSource } from '../base/source.ts';
import { type Assignment, programsOf } from './read-spec.ts';
import type { Problem } from './results.ts';

/** The files of a submission, by path. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** A program that was built for the guest. */
export interface BuiltProgram {
  readonly name: string;
  readonly sources: readonly string[];
  readonly bytes: Uint8Array;
}

/** What became of a submission's files: the programs, or why there are none. */
export interface Build {
  readonly programs: readonly BuiltProgram[];
  readonly problem: Problem | undefined;
}

/** Two million characters with all expansions, four megabytes of data: assignments stay far below. */
const LIMITS = { characters: 2_000_000, sectionBytes: 4 << 20 };
/** How much of the assembler's messages is kept. */
const LONGEST_MESSAGES = 8000;

/** Builds the programs of a submission. The instructor's files stand in place of the student's; `library` are those of `programs/lib`. */
export function buildPrograms(assignment: Assignment, submission: Files, library: Files): Build {
  const { build } = assignment.spec;
  const files = withInstructorFiles(assignment, submission);
  const missing = build.student.filter((path) => !files.has(path));
  if (missing.length > 0) {
    const names = missing.map((path) => `\`${path}\``).join(', ');
    return { programs: [], problem: { kind: 'unusable', message: `the submission lacks ${names}` } };
  }
  const programs: BuiltProgram[] = [];
  for (const [name, sources] of programsOf(assignment.spec)) {
    const built = buildProgram(sources, files, library);
    if (typeof built === 'string') {
      return { programs: [], problem: { kind: 'unusable', message: `\`${name}\` could not be built`, got: built } };
    }
    programs.push({ name, sources, bytes: built });
  }
  return { programs, problem: undefined };
}

/** The submission as it is graded. */
export function withInstructorFiles({ spec, files }: Assignment, submission: Files): Files {
  const all = new Map(submission);
  for (const path of spec.build.instructor ?? []) all.set(path, files.get(path)!);
  return all;
}

/** The executable, or messages. */
function buildProgram(paths: readonly string[], files: Files, library: Files): Uint8Array | string {
  const [first] = paths;
  // What is no source was compiled elsewhere: the kernel says whether it is an executable.
  if (paths.length === 1 && !/\.s$/i.test(first!)) return files.get(first!) ?? `there is no \`${first}\``;
  const absent = paths.find((path) => !files.has(path));
  if (absent !== undefined) return `there is no \`${absent}\``;
  const sources = paths.map((path) => makeSource(path, decodeUtf8(files.get(path)!)));
  const reader = new SubmissionReader(files, library);
  const { elf, diagnostics } = assemble(sources, { reader, debug: true, limits: LIMITS });
  if (elf !== undefined) return elf;
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const notes = [...reader.refused].map((path) => `\`${path}\` is outside of the submission\n`);
  const text = [...notes, ...errors.map((diagnostic) => renderDiagnostic(diagnostic))].join('\n');
  return text.length <= LONGEST_MESSAGES ? text : `${text.slice(0, LONGEST_MESSAGES)}\n...`;
}

/** Finds included files in the submission and the library, and nowhere else. */
class SubmissionReader implements IncludeReader {
  /** Paths that would lead out of the submission. */
  readonly refused = new Set<string>();
  private readonly files: Files;
  private readonly library: Files;

  constructor(files: Files, library: Files) {
    this.files = files;
    this.library = library;
  }

  read(path: string, from: string): { name: string; bytes: Uint8Array } | undefined {
    const beside = joinPath(from.includes('/') ? from.replace(/\/[^/]*$/, '') : '', path);
    if (beside === undefined) this.refused.add(path);
    for (const [name, place] of [
      [beside, this.files],
      [path, this.files],
      [path, this.library],
    ] as const) {
      const bytes = name === undefined ? undefined : place.get(name);
      if (bytes !== undefined) return { name: name!, bytes };
    }
    return undefined;
  }
}

/** `path` seen from `folder`, both within the submission; undefined if it leads out of it. */
function joinPath(folder: string, path: string): string | undefined {
  if (path.startsWith('/')) return undefined;
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of path.split('/')) {
    if (part === '..' && parts.pop() === undefined) return undefined;
    if (part !== '..' && part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
