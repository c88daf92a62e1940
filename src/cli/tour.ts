/**
 * A script that shows each of its commands before it runs it. A `#` comment is shown as text; an empty line as it is. A
 * command goes on to the next line after a final backslash.
 */
export function narrate(script: string): string {
  const lines: string[] = [];
  for (const line of script.trimEnd().split('\n')) {
    const isComment = line.startsWith('#');
    if (line === '') lines.push('echo');
    else lines.push(`echo ${quoteForShell(isComment ? line.replace(/^# ?/, '') : `$ ${line}`)}`);
    if (!isComment && line !== '') lines.push(line);
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** `text` as one word of the shell. */
function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
