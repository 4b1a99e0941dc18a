/** How often the cost was inside a stated range. Shares from 0 to 1. */
export interface ShareView {
  readonly key: string;
  readonly label: string;
  readonly stated: number;
  /** Undefined where there are too few runs to say. */
  readonly measured: number | undefined;
  /** Where the true share lies. */
  readonly low: number;
  readonly high: number;
  readonly text: string;
  readonly sureText: string;
  readonly runsText: string;
  /** All of it in words, for a screen reader. */
  readonly description: string;
}

/** A run against its estimate, in credits. */
export interface ComparedRunView {
  readonly key: string;
  readonly estimate: number;
  readonly actual: number;
  readonly position: 'inside' | 'above' | 'below';
}

export interface AccuracyView {
  readonly title: string;
  readonly labels: Readonly<Record<'range' | 'half' | 'all' | 'inside' | 'sure' | 'runs', string>>;
  readonly shares: readonly ShareView[];
  readonly modelsTitle: string;
  readonly models: readonly ShareView[];
  readonly monthsTitle: string;
  /** In order of time. */
  readonly months: readonly ShareView[];
  readonly legend: Readonly<Record<'stated' | 'measured' | 'true' | 'tooFew' | 'inside' | 'outside', string>>;
  /** What it comes to, in a sentence. */
  readonly summary: string;
  readonly scatterTitle: string;
  readonly estimateAxis: string;
  readonly actualAxis: string;
  readonly runs: readonly ComparedRunView[];
  readonly emptyText: string;
}
