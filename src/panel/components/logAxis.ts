import type { RunRowView } from '../runsProtocol.ts';

/** A logarithmic axis in credits that all rows of a table share. Both ends are powers of ten. */
export interface LogAxis {
  readonly low: number;
  readonly high: number;
  /** Powers of ten from end to end. */
  readonly ticks: readonly number[];
}

/** What the axis spans at least, as exponents: from 0.1 to 100 credits. */
const LEAST_LOW = -1;
const LEAST_HIGH = 2;

/** It never begins below 0.01 credits: what is less is shown as 0.00, and would only press the others together. */
const LOWEST = -2;

/** With more decades than this, only every second one has a figure. */
const MAX_TICKS = 5;

/** The axis on which every range and every cost of `rows` has its place. */
export function logAxis(rows: readonly Pick<RunRowView, 'range' | 'actual'>[]): LogAxis {
  let low = LEAST_LOW;
  let high = LEAST_HIGH;
  for (const { range, actual } of rows) {
    for (const value of [range?.low, range?.high, actual]) {
      if (value !== undefined && value > 0) {
        low = Math.min(low, Math.max(Math.floor(Math.log10(value)), LOWEST));
        high = Math.max(high, Math.ceil(Math.log10(value)));
      }
    }
  }
  const step = high - low < MAX_TICKS ? 1 : 2;
  const exponents = Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, index) => low + index * step);
  return { low: 10 ** low, high: 10 ** high, ticks: exponents.map((exponent) => 10 ** exponent) };
}

/** Where `value` lies on the axis, from 0 to 1; what is below the axis lies at its beginning. */
export function placeOnAxis(axis: LogAxis, value: number): number {
  if (value <= axis.low) {
    return 0;
  }
  return Math.log(value / axis.low) / Math.log(axis.high / axis.low);
}
