import { renderDiagnostic } from '../../src/base/diagnostics.ts';
import { loadLibrary } from '../../src/cli/grade-assignment.ts';
import { loadPrograms } from '../../src/cli/programs.ts';
import { type GradingTools, gradeSubmission } from '../../src/grade/grade.ts';
import { type Assignment, readSpec } from '../../src/grade/read-spec.ts';
import type { SubmissionResult, TestResult } from '../../src/grade/results.ts';

let tools: GradingTools | undefined;

/** The programs and the library that every submission has. */
export async function gradingTools(): Promise<GradingTools> {
  tools ??= { tools: await loadPrograms(), library: loadLibrary() };
  return tools;
}

/** The assignment of a spec; throws its mistakes. */
export function assignmentOf(yaml: string, files: Readonly<Record<string, string>> = {}): Assignment {
  const read = (path: string) => (files[path] === undefined ? undefined : Buffer.from(files[path]));
  const { assignment, diagnostics } = readSpec('spec.yaml', yaml, read);
  if (assignment === undefined) throw new Error(diagnostics.map((found) => renderDiagnostic(found)).join('\n'));
  return assignment;
}

/** The messages for a spec's mistakes, each as `line:column message`. */
export function mistakesOf(yaml: string, files: Readonly<Record<string, string>> = {}): string[] {
  const read = (path: string) => (files[path] === undefined ? undefined : Buffer.from(files[path]));
  return readSpec('spec.yaml', yaml, read).diagnostics.map((found) => {
    const place = /-->\s\S*?:(\d+:\d+)/.exec(renderDiagnostic(found))?.[1] ?? '';
    return [`${place} ${found.message}`, ...found.help].join('; ');
  });
}

/** Grades files given as texts. */
export async function grade(
  assignment: Assignment,
  files: Readonly<Record<string, string>>,
): Promise<SubmissionResult> {
  const bytes = new Map(Object.entries(files).map(([name, text]) => [name, new Uint8Array(Buffer.from(text))]));
  return gradeSubmission(assignment, { name: 'submission', files: bytes, key: '' }, await gradingTools());
}

/** A spec with one test, whose keys are `keys`, of a program `prog.s`; and what its one test says of `source`. */
export async function testOne(
  keys: string,
  source: string,
  files: Readonly<Record<string, string>> = {},
): Promise<TestResult> {
  const lines = keys.trim().split('\n');
  const yaml = `assignment: one\nbuild: { student: [prog.s] }\ntests:\n  - name: it\n    points: 1\n${lines.map((line) => `    ${line}`).join('\n')}\n`;
  const { tests } = await grade(assignmentOf(yaml, files), { 'prog.s': source });
  return tests[0]!;
}

/** The first message about a test. */
export function messageOf({ problems }: TestResult): string {
  return problems[0]?.message ?? '';
}

/** A program of the guest: the body of main, with the usual libraries. */
export function program(body: string): string {
  return `.include "start.s"\n.include "process.s"\n.include "say.s"\nusage "prog"\n.text\nmain:\n${body}\n    li a0, 0\n    j exit\n`;
}
