/**
 * The arguments that a command line stands for, by the rules of CommandLineToArgvW: white space separates, quotes keep it
 * together, a backslash before a quote takes its meaning away (two before one are one backslash and a quote that counts),
 * and elsewhere a backslash is itself. In the first argument, the program's name, backslashes mean nothing.
 */
export function splitCommandLine(line: string): string[] {
  const { text: name, end } = programName(line);
  return [name, ...splitArguments(line.slice(end))];
}

function programName(line: string): { text: string; end: number } {
  if (!line.startsWith('"')) {
    const end = line.search(/[ \t]|$/);
    return { text: line.slice(0, end), end };
  }
  const close = line.indexOf('"', 1);
  return close < 0 ? { text: line.slice(1), end: line.length } : { text: line.slice(1, close), end: close + 1 };
}

function splitArguments(text: string): string[] {
  const found: string[] = [];
  let current: string | undefined;
  let isQuoted = false;
  for (let at = 0; at < text.length; ) {
    const backslashes = /^\\*/.exec(text.slice(at))![0].length;
    at += backslashes;
    const next = text[at];
    if (next === '"') {
      if (backslashes > 0) current = (current ?? '') + '\\'.repeat(backslashes >> 1);
      if (backslashes % 2 === 1) current += '"';
      else if (isQuoted && text[at + 1] === '"') {
        // Two quotes within quotes are one quote.
        current = `${current ?? ''}"`;
        at++;
      } else {
        isQuoted = !isQuoted;
        current ??= '';
      }
      at++;
      continue;
    }
    if (backslashes > 0) current = (current ?? '') + '\\'.repeat(backslashes);
    if (next === undefined) break;
    if (!isQuoted && (next === ' ' || next === '\t')) {
      if (current !== undefined) found.push(current);
      current = undefined;
    } else {
      current = (current ?? '') + next;
    }
    at++;
  }
  return current === undefined ? found : [...found, current];
}
