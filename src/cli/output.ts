import type { Log, LogData } from '../base/log.ts';
import type { StandardStreams } from './standardStreams.ts';

/** Where a command writes: results to `out`, and everything said beside them to `err`. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** To the same place as `err`, with control characters left in: only for what we draw ourselves. */
  readonly draw: (text: string) => void;
  /** To the same place as `out`, with its styles left in: only for what is made of plain text. */
  readonly styled: (text: string) => void;
  /** Whether `styled` may have styles. */
  readonly hasColors: boolean;
  readonly isInteractive: boolean;
}

/** A terminal that nothing steers but what we draw ourselves. */
export function terminalOver(streams: StandardStreams): Terminal {
  return {
    out: (text) => {
      streams.out(plainText(text));
    },
    err: (text) => {
      streams.err(plainText(text));
    },
    draw: streams.err,
    styled: streams.out,
    get hasColors() {
      return streams.hasColors;
    },
    get isInteractive() {
      return streams.isInteractive;
    },
  };
}

const SCHEMA_VERSION = 1;

/** The one JSON answer of a command. */
export function printJson(terminal: Terminal, answer: object): void {
  terminal.out(escaped(JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...answer }, null, 2)) + '\n');
}

/** So many rows are written at a time. */
const CHUNK_ROWS = 1000;

/** The one JSON answer of a command with perhaps very many rows: each is a line, and none is kept once it is written. */
export function printJsonRows<Row>(
  terminal: Terminal,
  answer: object,
  rows: readonly Row[],
  fieldsOf: (row: Row) => object,
): void {
  const head = JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...answer }, null, 2).slice(0, -'\n}'.length);
  terminal.out(escaped(`${head},\n  "rows": [`));
  for (let done = 0; done < rows.length; done += CHUNK_ROWS) {
    const lines = rows.slice(done, done + CHUNK_ROWS).map((row) => `\n    ${JSON.stringify(fieldsOf(row))}`);
    terminal.out((done === 0 ? '' : ',') + escaped(lines.join(',')));
  }
  terminal.out('\n  ]\n}\n');
}

/** One event of a stream of JSON lines. */
export function printJsonLine(terminal: Terminal, event: object): void {
  terminal.out(escaped(JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...event })) + '\n');
}

/** JSON lets control characters above ASCII stand as they are. */
function escaped(json: string): string {
  return json.replaceAll(/[\u007f-\u009f]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
}

/** Those that steer a terminal, and those that turn the direction of what follows them, beyond the end of a text. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * What a model, a command or a repository's policy wrote must not steer the terminal, nor hide what we say: control
 * characters are left out.
 */
export function plainText(text: string): string {
  return text.replaceAll(CONTROLS, '');
}

type Style = 'bold' | 'dim' | 'yellow';

const STYLES: Readonly<Record<Style, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  yellow: [33, 39],
};

/** Plain text in a style, where the terminal has any. */
export function inStyle({ hasColors }: Terminal, style: Style, text: string): string {
  const [on, off] = STYLES[style];
  return hasColors && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text;
}

/** Columns padded to the widest cell; numbers, and whatever else stands in the columns so marked, to the right. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  rightFrom: number,
  rightUntil = header.length,
): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => all.reduce((most, row) => Math.max(most, (row[column] ?? '').length), 0));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const padding = ' '.repeat((widths[column] ?? 0) - cell.length);
        return column >= rightFrom && column < rightUntil ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd();
  return all.map(line).join('\n') + '\n';
}

/** A table whose header and last line, a total, stand out. */
export function totalTable(
  terminal: Terminal,
  header: readonly string[],
  rows: readonly (readonly string[])[],
  rightFrom: number,
): string {
  const lines = table(header, rows, rightFrom).trimEnd().split('\n');
  return lines
    .map((line, index) => (index === 0 || index === lines.length - 1 ? inStyle(terminal, 'bold', line) : line))
    .map((line) => `${line}\n`)
    .join('');
}

/** A cell of a table: null is empty. */
export type CsvCell = string | number | null;

/** A table as comma-separated values. */
export function csv(header: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return csvRows([header, ...rows]);
}

/** How a formula begins, behind blanks as well, and in full width where a spreadsheet is set to such a language. */
const FORMULA = /^(?:[\s\u0000]*[=+\-@＝＋－＠]|[\t\r])/;

/** Rows of such a table. Cells that a spreadsheet might take for a formula are made plain text. */
export function csvRows(rows: readonly (readonly CsvCell[])[]): string {
  const cell = (value: CsvCell): string => {
    const text = value === null ? '' : String(value);
    const safe = typeof value === 'string' && FORMULA.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return rows.map((row) => row.map(cell).join(',') + '\n').join('');
}

/** Warnings and errors go to the person; the rest is for a log that the command line does not keep. */
export function terminalLog(terminal: Pick<Terminal, 'err'>): Log {
  const write = (message: string, data: LogData = {}): void => {
    const details = Object.entries(data).map(([key, value]) => `${key}=${String(value)}`);
    terminal.err(`${[message, ...details].join(' ')}\n`);
  };
  return { debug: () => undefined, info: () => undefined, warn: write, error: write };
}
