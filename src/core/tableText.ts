/** A table as it is shown: words, figures as they are, and null for what is not known. */
export interface ShownTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly TableCell[])[];
}

type TableCell = string | number | null;

/** As RFC 4180 has it. What a spreadsheet would take for a formula is marked as a text: prompts are in it. */
export function csvOf({ columns, rows }: ShownTable): string {
  return [columns, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

/** How a formula begins, behind blanks as well, and in full width. A figure with its sign, written as text, is none. */
const FORMULA = /^(?:[\s\0]*(?:[=@＝＠]|[+\-＋－](?![\d.,\s]*$))|[\t\r])/;

function csvCell(cell: TableCell): string {
  if (cell === null) {
    return '';
  }
  const text = typeof cell === 'string' && FORMULA.test(cell) ? `'${cell}` : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A list of objects, by the names of the columns; of two with one name the later one has its place added. */
export function jsonOf({ name, columns, rows }: ShownTable): string {
  const keys = columns.map((column, index) => (columns.indexOf(column) === index ? column : `${column} ${index + 1}`));
  const objects = rows.map((row) => Object.fromEntries(keys.map((key, index) => [key, row[index] ?? null])));
  return `${JSON.stringify({ schemaVersion: 1, name, rows: objects }, null, 2)}\n`;
}

/** A Markdown table; `figure` writes numbers. */
export function markdownOf({ name, columns, rows }: ShownTable, figure: (value: number) => string): string {
  const isFigures = columns.map((_column, index) => rows.some((row) => typeof row[index] === 'number'));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const head = [line(columns.map(markdownCell)), line(isFigures.map((isFigure) => (isFigure ? '--:' : ':--')))];
  const body = rows.map((row) =>
    line(row.map((cell) => (typeof cell === 'number' ? figure(cell) : markdownCell(cell ?? '')))),
  );
  return `${[`**${markdownCell(name)}**`, '', ...head, ...body].join('\n')}\n`;
}

/** All of ASCII's punctuation that means something in Markdown is escaped, and a cell is one line. */
function markdownCell(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>|#~]/g, '\\$&').replaceAll(/\s+/g, ' ');
}
