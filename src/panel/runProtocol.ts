/** A range on an axis, in credits. */
export interface RangeView {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** The figures of a request, of a subagent's requests, or of all, as texts in the order of the columns. */
export interface RequestFigures {
  readonly fresh: string;
  readonly cached: string;
  readonly output: string;
  readonly freshCredits: string;
  readonly cachedCredits: string;
  readonly outputCredits: string;
  readonly credits: string;
  /** The run's credits up to and with it. */
  readonly total: string;
}

/** Of each kind of token how many, or what they cost in credits. */
interface PartsView {
  readonly fresh: number;
  readonly cached: number;
  readonly output: number;
}

export interface RequestView {
  readonly key: string;
  /** `1 · 09:18` */
  readonly label: string;
  readonly figures: RequestFigures;
  readonly tokens: PartsView;
  /** Undefined: no price. */
  readonly parts: PartsView | undefined;
  /** The run's credits up to and with it. */
  readonly total: number;
  /** Made by a subagent. */
  readonly isNested: boolean;
  /** The request in words, read aloud and shown on hover. */
  readonly description: string;
}

/** A row of the table: a request of the run's own thread, or a subagent with its requests. */
export type RequestRowView =
  | { readonly kind: 'request'; readonly request: RequestView }
  | {
      readonly kind: 'subagent';
      readonly key: string;
      readonly label: string;
      readonly requestsText: string;
      readonly figures: RequestFigures;
      readonly requests: readonly RequestView[];
    };

/** A run opened into its requests. */
export interface RunPageView {
  readonly runId: string;
  /** Leads back to the table. */
  readonly backLabel: string;
  /** Opens its thread in Codex itself; empty while the run goes on, for a thread has one place where it does. */
  readonly openLabel: string;
  /** Puts its task and settings into the composer; empty while the run goes on. */
  readonly againLabel: string;
  /** Where its prompt cannot be read. */
  readonly title: string;
  readonly facts: readonly { readonly label: string; readonly text: string }[];
  readonly range: RangeView | undefined;
  readonly totalsTitle: string;
  readonly requestsTitle: string;
  /** In order of time, subagents' among them. */
  readonly requests: readonly RequestView[];
  readonly rows: readonly RequestRowView[];
  readonly allLabel: string;
  readonly allFigures: RequestFigures;
  readonly labels: Readonly<Record<keyof RequestFigures | 'request', string>>;
  readonly legend: Readonly<Record<'fresh' | 'cached' | 'output' | 'total' | 'unknown', string>>;
  readonly subagentsLabel: string;
  /** The chart's finding in a sentence. */
  readonly summary: string;
  /** What is left out; empty: nothing. */
  readonly note: string;
}
