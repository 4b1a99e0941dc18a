import type { SQLOutputValue } from 'node:sqlite';

import { assert } from '../base/assert.ts';

/** A row as SQLite gives it. The columns are ours, so a wrong type is a mistake of ours. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

export function text(row: Row, column: string): string {
  const value = row[column];
  assert(typeof value === 'string', `column ${column} must be text`);
  return value;
}

export function optionalText(row: Row, column: string): string | undefined {
  return row[column] === null ? undefined : text(row, column);
}

export function integer(row: Row, column: string): number {
  const value = row[column];
  assert(typeof value === 'number', `column ${column} must be an integer`);
  return value;
}

export function optionalInteger(row: Row, column: string): number | undefined {
  return row[column] === null ? undefined : integer(row, column);
}

export function real(row: Row, column: string): number {
  const value = row[column];
  assert(typeof value === 'number', `column ${column} must be a number`);
  return value;
}
