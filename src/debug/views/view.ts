/** A cell of a view; undefined where there is nothing to say. */
export type Cell = string | number | undefined;

/** Something of the kernel, as a table: faces show it as text, or as data by the names of its columns. */
export interface View {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** What is said if there are no rows. */
  readonly empty?: string;
}

const WIDTH = 80;
const GAP = 2;

/** A view as text: a heading and a line for each row, numbers to the right; the last column is cut at 80 columns. */
export function formatView({ columns, rows, empty }: View): string {
  if (rows.length === 0) return `${empty ?? 'none'}\n`;
  const texts = rows.map((row) => columns.map((_, column) => cellText(row[column])));
  // A column that says nothing in any row is left out.
  const shown = columns.map((_, column) => column).filter((column) => texts.some((row) => row[column] !== ''));
  const isNumeric = (column: number) =>
    rows.every((row) => row[column] === undefined || typeof row[column] === 'number');
  const widths = shown.map((column) => Math.max(columns[column]!.length, ...texts.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => {
        if (isNumeric(shown[at]!)) return cell.padStart(widths[at]!);
        return at === shown.length - 1 ? cell : cell.padEnd(widths[at]!);
      })
      .join(' '.repeat(GAP));
  const heading = line(shown.map((column) => columns[column]!.toUpperCase()));
  const lines = [heading, ...texts.map((row) => line(shown.map((column) => row[column]!)))];
  return lines.map((text) => `${cut(text.trimEnd())}\n`).join('');
}

/** A view as objects, a field for each column that has something to say. */
export function viewData({ columns, rows }: View): Record<string, string | number>[] {
  return rows.map((row) => {
    const entries = columns.map((column, at) => [column, row[at]] as const);
    return Object.fromEntries(entries.filter((entry): entry is [string, string | number] => entry[1] !== undefined));
  });
}

/** At most 80 columns: what is longer ends with an ellipsis. */
export function cut(text: string, width = WIDTH): string {
  return text.length <= width ? text : `${text.slice(0, width - 3)}...`;
}

function cellText(cell: Cell): string {
  return cell === undefined ? '' : String(cell);
}
