/**
 * A page of docs/lessons in its parts. A page is Markdown; a fence of kind `console` holds commands, each after `$ `, and what
 * they print; a fence of kind `diff` holds a change of one program, which lasts until the next heading; a fence of kind
 * `asm NAME` or `sh NAME` holds a file that the reader saves.
 */
export type LessonPart =
  | { readonly kind: 'text'; readonly lines: readonly string[] }
  | { readonly kind: 'heading'; readonly lines: readonly string[] }
  | LessonCommand
  | LessonChange
  | LessonFile;

/** A command and what it prints on both streams. */
export interface LessonCommand {
  readonly kind: 'command';
  /** What follows `npx kernlet`. */
  readonly words: readonly string[];
  /** The command as it stands on the page. */
  readonly line: string;
  readonly output: string;
  /** Whether real Linux prints the same: the fence is of kind `console linux`. */
  readonly isSameOnLinux: boolean;
}

/** A change of a program: the text `before`, which stands there once, becomes `after`. */
export interface LessonChange {
  readonly kind: 'change';
  /** The file, as commands name it. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** The lines of the page. */
  readonly lines: readonly string[];
}

/** A file that commands below find. */
export interface LessonFile {
  readonly kind: 'file';
  readonly path: string;
  readonly text: string;
  /** The lines of the page, with the fence. */
  readonly lines: readonly string[];
}

const PROMPT = '$ ';
const COMMAND = /^\$ npx kernlet /;
const FENCE = '```';

/** Takes a page apart; throws if a fence is not as it must be. */
export function parsePage(page: string): LessonPart[] {
  const parts: LessonPart[] = [];
  let text: string[] = [];
  const endText = () => {
    if (text.length > 0) parts.push({ kind: 'text', lines: text });
    text = [];
  };
  const lines = page.replace(/\n$/, '').split('\n');
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    if (!line.startsWith(FENCE)) {
      if (!line.startsWith('#')) text.push(line);
      else {
        endText();
        parts.push({ kind: 'heading', lines: [line] });
      }
      continue;
    }
    const end = lines.indexOf(FENCE, at + 1);
    if (end < 0) throw new Error(`line ${at + 1}: a fence without an end`);
    const inside = lines.slice(at + 1, end);
    const kind = line.slice(FENCE.length);
    if (kind === 'diff') {
      endText();
      parts.push(parseChange(inside));
    } else if (kind.startsWith('console')) {
      text.push(line);
      endText();
      parts.push(...parseCommands(inside, kind.endsWith(' linux')));
      text.push(FENCE);
    } else if (/^(asm|sh) /.test(kind)) {
      endText();
      const path = kind.replace(/^\w+ /, '');
      const file = inside.map((inner) => `${inner}\n`).join('');
      parts.push({ kind: 'file', path, text: file, lines: [line, ...inside, FENCE] });
    } else {
      text.push(line, ...inside, FENCE);
    }
    at = end;
  }
  endText();
  return parts;
}

/** The page of these parts. */
export function printPage(parts: readonly LessonPart[]): string {
  return parts
    .map((part) => {
      if (part.kind === 'command') return `${part.line}\n${part.output}`;
      if (part.kind === 'change') return `${FENCE}diff\n${part.lines.join('\n')}\n${FENCE}\n`;
      return `${part.lines.join('\n')}\n`;
    })
    .join('');
}

function parseCommands(lines: readonly string[], isSameOnLinux: boolean): LessonCommand[] {
  const commands: LessonCommand[] = [];
  let output: string[] = [];
  let line: string | undefined;
  const endCommand = () => {
    if (line === undefined) return;
    if (!COMMAND.test(line)) throw new Error(`a command must begin with npx kernlet: ${line}`);
    const words = splitWords(line.replace(COMMAND, ''));
    commands.push({ kind: 'command', words, line, output: output.map((text) => `${text}\n`).join(''), isSameOnLinux });
    output = [];
  };
  for (const next of lines) {
    if (next.startsWith(PROMPT)) {
      endCommand();
      line = next;
    } else output.push(next);
  }
  endCommand();
  return commands;
}

/** The words of a command, as a shell splits it; words with blanks are in quotes. */
function splitWords(text: string): string[] {
  return [...text.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, plain]) => {
    return single ?? double ?? plain!;
  });
}

/** `--- FILE`, then lines that go (`-`), come (`+`) or stay (` `). */
function parseChange(lines: readonly string[]): LessonChange {
  const [first, ...rest] = lines;
  if (first === undefined || !first.startsWith('--- ')) throw new Error('a change must begin with --- FILE');
  const side = (sign: '-' | '+') =>
    rest
      .filter((line) => line === '' || line.startsWith(sign) || line.startsWith(' '))
      .map((line) => `${line.slice(1)}\n`)
      .join('');
  return { kind: 'change', path: first.slice(4), before: side('-'), after: side('+'), lines };
}
