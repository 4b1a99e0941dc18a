import * as z from 'zod/mini';

const BUCKETS = ['hour', 'day', 'week', 'month'] as const;
export const STACKS = ['model', 'workspace', 'surface', 'tier'] as const;
type BucketId = (typeof BUCKETS)[number];
type StackId = (typeof STACKS)[number];

const MOST_KEY_CHARS = 4_096;

/** What is asked of the past: which bars, divided by what, of which span and kind. */
const spendAsked = z.strictObject({
  bucket: z.enum(BUCKETS),
  stack: z.enum(STACKS),
  /** Left out: up to now, as far back as suits the bars. */
  span: z.optional(z.strictObject({ fromMs: z.int(), untilMs: z.int() })),
  /** Left out: all kinds. */
  only: z.optional(z.string().check(z.maxLength(MOST_KEY_CHARS))),
});
export type SpendAsked = z.infer<typeof spendAsked>;

/** What the panel asks while its spend section is shown. */
export const spendMessages = [
  z.strictObject({ kind: z.literal('askSpend'), asked: spendAsked }),
  z.strictObject({ kind: z.literal('leaveSpend') }),
] as const;

/** A kind that bars are divided by; the last may stand for all others. */
export interface SeriesView {
  /** Undefined: all others. */
  readonly key: string | undefined;
  readonly label: string;
  readonly totalText: string;
}

/** A bar. */
export interface SpendBarView {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly label: string;
  /** It has a label where not all have room for one. */
  readonly isMajor: boolean;
  /** How high they stand, in the order of the series. */
  readonly parts: readonly number[];
  /** Requests without a price are in it. */
  readonly hasUnknown: boolean;
  /** None of them has one. */
  readonly isUnpriced: boolean;
  readonly requests: number;
  /** For the card and the table, in the order of the series. */
  readonly partTexts: readonly string[];
  readonly shareTexts: readonly string[];
  readonly title: string;
  readonly totalText: string;
  readonly requestsText: string;
  /** The bar in words, read aloud. */
  readonly description: string;
}

/** A run that used some of what is shown. */
export interface SpendRunView {
  readonly runId: string;
  /** Where its prompt cannot be read. */
  readonly title: string;
  readonly folder: string;
  readonly started: string;
  readonly requestsText: string;
  /** On the scale of the bars. */
  readonly height: number;
  /** Requests without a price are in it. */
  readonly hasUnknown: boolean;
  readonly amountText: string;
}

interface SpendChoice<T> {
  readonly value: T;
  readonly label: string;
}

export interface SpendView {
  /** What it answers; the bars may be longer than asked for. */
  readonly asked: SpendAsked;
  /** The asked-for section in a few words, for the way back to it. */
  readonly crumb: string;
  readonly buckets: readonly SpendChoice<BucketId>[];
  readonly stacks: readonly SpendChoice<StackId>[];
  /** Bars of a bar, where there are any shorter. */
  readonly shorter: BucketId;
  readonly rangeText: string;
  readonly totalText: string;
  readonly unit: string;
  readonly series: readonly SeriesView[];
  readonly bars: readonly SpendBarView[];
  /** The chart's finding in a sentence. */
  readonly summary: string;
  /** What the bars stand for where not all is paid alike. */
  readonly heightsText: string | undefined;
  /** The dearest first; undefined as long as no part of the whole is looked at. */
  readonly runs: readonly SpendRunView[] | undefined;
  readonly labels: Readonly<
    Record<
      | 'title'
      | 'bucket'
      | 'stack'
      | 'time'
      | 'amount'
      | 'height'
      | 'requests'
      | 'unknown'
      | 'run'
      | 'folder'
      | 'started'
      | 'showTable'
      | 'showChart'
      | 'noRuns'
      | 'hint',
      string
    >
  >;
}
