import type { RangeView } from './runProtocol.ts';

export type RunPosition = 'inside' | 'above' | 'below' | 'running' | 'unknown';

/** A row of the runs table; it opens into its requests. */
export interface RunRowView {
  readonly runId: string;
  /** A codicon's name without `codicon-`. */
  readonly icon: string;
  readonly surface: string;
  readonly title: string;
  readonly folder: string;
  readonly model: string;
  readonly effort: string;
  readonly started: string;
  readonly startedAtMs: number;
  readonly range: RangeView | undefined;
  readonly estimateText: string;
  /** Undefined: no price. */
  readonly actual: number | undefined;
  /** What an API key has paid for it; undefined where none did. */
  readonly dollars: number | undefined;
  readonly actualText: string;
  readonly state: string;
  readonly position: RunPosition;
  /** That it was to be guarded and was not, and why; undefined: neither. */
  readonly unguarded: string | undefined;
}

/** How a sum over runs is told: credits `{0}`, dollars of API keys `{1}`, or some of it in each. */
export interface CostWords {
  readonly credits: string;
  readonly dollars: string;
  readonly both: string;
}

export interface RunsView {
  readonly title: string;
  readonly totalText: string;
  readonly rows: readonly RunRowView[];
  readonly emptyText: string;
  readonly labels: {
    readonly run: string;
    readonly model: string;
    readonly started: string;
    readonly estimate: string;
    readonly actual: string;
    readonly dollars: string;
    readonly state: string;
    readonly open: string;
    readonly surface: string;
    readonly folder: string;
    readonly effort: string;
    readonly estimateLow: string;
    readonly estimateMedian: string;
    readonly estimateHigh: string;
    readonly search: string;
    readonly allModels: string;
    readonly allSurfaces: string;
    readonly allFolders: string;
    readonly outsideOnly: string;
    readonly nothingFound: string;
    /** With `{0}` runs shown, of `{1}`, and what they cost, `{2}`. */
    readonly someOfAll: string;
    readonly cost: CostWords;
  };
  readonly legend: {
    readonly range: string;
    readonly medianToHigh: string;
    readonly actual: string;
    readonly outside: string;
    readonly soFar: string;
    readonly unknown: string;
  };
}
