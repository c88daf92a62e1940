import { columnAt, lineAt, lineText, type Span } from './source.ts';

/** A place that a diagnostic points at, with a remark to stand beside the caret. */
export interface Label {
  readonly span: Span;
  readonly text?: string;
}

/** What is wrong (or doubtful) in something that a user wrote, where, and what to try. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** A stable name such as `E0203`, by which the reference explains it. */
  readonly code: string;
  /** Lower case, no full stop, names the thing. */
  readonly message: string;
  /** The place itself, first, then places that belong to it (a first definition, a macro call). */
  readonly labels: readonly Label[];
  /** What to try, one suggestion each. */
  readonly help: readonly string[];
}

/** How the parts of a diagnostic are set off on a terminal. */
export interface Style {
  error(text: string): string;
  warning(text: string): string;
  strong(text: string): string;
  frame(text: string): string;
  help(text: string): string;
}

const same = (text: string) => text;
const ansi = (code: string) => (text: string) => `\u001b[${code}m${text}\u001b[0m`;

/** Text as it is, for files and pipes. */
export const PLAIN_STYLE: Style = {
  error: same,
  warning: same,
  strong: same,
  frame: same,
  help: same,
};

/** The colours of a terminal (ECMA-48 select graphic rendition). */
export const COLOUR_STYLE: Style = {
  error: ansi('1;31'),
  warning: ansi('1;33'),
  strong: ansi('1'),
  frame: ansi('34'),
  help: ansi('36'),
};

/** A diagnostic as text, each line ended: headline, each place with its line and a caret, then the help. */
export function renderDiagnostic(diagnostic: Diagnostic, style: Style = PLAIN_STYLE): string {
  const mark = diagnostic.severity === 'error' ? style.error : style.warning;
  const lines = [`${mark(`${diagnostic.severity}[${diagnostic.code}]`)}${style.strong(`: ${diagnostic.message}`)}`];
  const numbers = diagnostic.labels.map((label) => lineAt(label.span.source, label.span.start));
  const gutter = Math.max(0, ...numbers.map((line) => String(line).length));
  diagnostic.labels.forEach((label, index) => {
    lines.push(...renderLabel(label, gutter, index === 0 ? mark : style.frame, style));
  });
  for (const help of diagnostic.help) lines.push(`${style.help('help')}: ${help}`);
  return lines.map((line) => `${line}\n`).join('');
}

function renderLabel(label: Label, gutter: number, mark: (text: string) => string, style: Style): string[] {
  const { source, start, end } = label.span;
  const line = lineAt(source, start);
  const column = columnAt(source, start);
  const text = lineText(source, line);
  const width = Math.max(1, Math.min(end - start, text.length - column + 1));
  // Tabs before the caret are kept so that it stands under its character at any tab width.
  const indent = text.slice(0, column - 1).replace(/[^\t]/g, ' ');
  const blank = ' '.repeat(gutter);
  const remark = label.text === undefined ? '' : ` ${label.text}`;
  return [
    `${blank}${style.frame('-->')} ${source.name}:${line}:${column}`,
    `${blank} ${style.frame('|')}`,
    `${style.frame(`${String(line).padStart(gutter)} |`)} ${text}`,
    `${blank} ${style.frame('|')} ${indent}${mark('^'.repeat(width) + remark)}`,
  ];
}
