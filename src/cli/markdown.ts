/** What generated pages of docs/reference are made of. */

const NOTE = '<!-- Made from the tables of the sources by `npm run generate`: do not edit. -->\n';

/** A whole page. */
export function page(title: string, intro: string, sections: readonly string[]): string {
  return `${NOTE}\n# ${title}\n\n${intro}\n\n${sections.join('\n\n')}\n`;
}

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

export function code(text: string): string {
  const quotes = text.includes('`') ? '``' : '`';
  return `${quotes}${text.trim().replace(/ {2,}/g, '  ')}${quotes}`;
}
