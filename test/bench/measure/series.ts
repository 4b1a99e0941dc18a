import type { Measurement } from './measure.ts';

/** The measurements of one program, one of each round. */
export type Series = readonly Measurement[];

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

/** The median, the least and the most. */
export function spread(values: readonly number[]): readonly [number, number, number] {
  return [median(values), Math.min(...values), Math.max(...values)];
}

export function wallMsOf(series: Series): number {
  return median(series.map(({ wallMs }) => wallMs));
}

/** The highest of all rounds; undefined where no round knows it. */
export function peakBytesOf(series: Series): number | undefined {
  const peaks = series.flatMap(({ peakBytes }) => peakBytes ?? []);
  return peaks.length === 0 ? undefined : Math.max(...peaks);
}

/** How much longer one took than the other: of the medians, and in the most different rounds. */
export function ratioText(series: Series, base: Series): string {
  const rounds = series.map(({ wallMs }, round) => wallMs / (base[round]?.wallMs ?? Number.NaN));
  const ratio = wallMsOf(series) / wallMsOf(base);
  return `${digits(ratio)}  (rounds ${digits(Math.min(...rounds))} to ${digits(Math.max(...rounds))})`;
}

/** One line of figures; with `bytes`, also how many of them were gone through in a second. */
export function seriesLine(name: string, series: Series, bytes?: number): string {
  const walls = series.map(({ wallMs }) => wallMs);
  const peak = peakBytesOf(series);
  const cells = [
    ...spread(walls).map((ms) => ms.toFixed(0)),
    bytes === undefined ? '' : (bytes / 1e3 / median(walls)).toFixed(0),
    peak === undefined ? '' : (peak / 1e6).toFixed(0),
  ];
  return name.padEnd(36) + cells.map((cell) => cell.padStart(10)).join('');
}

export function seriesHeader(): string {
  return (
    ' '.repeat(36) + ['median ms', 'min ms', 'max ms', 'MB/s', 'peak MB'].map((cell) => cell.padStart(10)).join('')
  );
}

export function digits(ratio: number): string {
  return ratio.toFixed(ratio < 0.1 ? 4 : 2);
}
