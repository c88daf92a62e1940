const WIDTH = 80;

/** Items in lines of at most 80 columns, each line indented. */
export function wrapItems(items: readonly string[], indent: number): string[] {
  const lines: string[] = [];
  const margin = ' '.repeat(indent);
  let line = '';
  for (const item of items) {
    if (line !== '' && indent + line.length + 2 + item.length > WIDTH) {
      lines.push(`${margin}${line}`);
      line = item;
    } else {
      line = line === '' ? item : `${line}  ${item}`;
    }
  }
  return line === '' ? lines : [...lines, `${margin}${line}`];
}

/** A text in lines of at most 80 columns, broken at spaces, each line indented. */
export function wrapText(text: string, indent: number): string[] {
  const lines: string[] = [];
  const margin = ' '.repeat(indent);
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > WIDTH) {
      lines.push(`${margin}${line}`);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, `${margin}${line}`];
}

/** A line; if it is longer than 80 columns, several that are indented as it is. */
export function wrapLine(line: string): string[] {
  return line.length <= WIDTH ? [line] : wrapText(line.trimStart(), line.length - line.trimStart().length);
}
