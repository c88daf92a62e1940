/** `items` in lines of at most `width` columns, with `gap` between them; one that is longer has a line to itself. */
export function fillLines(items: readonly string[], width: number, gap = ' '): string[] {
  const lines: string[] = [];
  let line = '';
  for (const item of items) {
    if (line !== '' && line.length + gap.length + item.length > width) {
      lines.push(line);
      line = item;
    } else {
      line = line === '' ? item : `${line}${gap}${item}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}
