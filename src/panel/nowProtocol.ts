import type { ActionView, NoticeView } from './noticeProtocol.ts';
import type { RangeView } from './runProtocol.ts';

/** A line of the "what is left" tables: an included window or a budget. */
export interface MeterView {
  readonly id: string;
  readonly label: string;
  /** A short tag beside the label, for instance "binds". */
  readonly tag: string | undefined;
  /** From 0 to 1; undefined: unknown, drawn as a hatch. */
  readonly usedFraction: number | undefined;
  /** From 0 to 1, after the used part. */
  readonly reservedFraction: number;
  /** Something in it has no price: what is free of the bar is drawn as a hatch. */
  readonly hasUnknown: boolean;
  /** Between what, from 0 to 1, it will likely stand when it resets; undefined: that cannot be told. */
  readonly likelyEnd: { readonly low: number; readonly high: number } | undefined;
  readonly text: string;
  /** The same where room is scarce. */
  readonly shortText: string;
  readonly detail: string;
  /** On a line below; empty: nothing. */
  readonly note: string;
  /** All of it in words, for a screen reader. */
  readonly description: string;
}

/** The shared balance. */
export interface BalanceView {
  readonly heading: string;
  readonly text: string;
  readonly unit: string;
  readonly isStale: boolean;
  readonly isUnknown: boolean;
  /** Small lines beneath, such as "about 48.17 USD · 96.40 used today by Codex". */
  readonly meta: string;
  /** The sentence about what binds: its beginning stands out. */
  readonly bindingTitle: string;
  readonly bindingText: string;
}

/** A run that is going on. */
export interface ActiveRunView {
  readonly runId: string;
  /** A held run waits for an answer, and its actions are the answers; one that waits goes on by itself without any. */
  readonly state: 'running' | 'held' | 'waiting';
  readonly title: string;
  readonly meta: string;
  /** How the sentence begins, which stands out; empty where nothing does. */
  readonly lead: string;
  readonly sentence: string;
  readonly spent: number;
  readonly spentText: string;
  /** Requests without a price are in it. */
  readonly hasUnknown: boolean;
  readonly cap: number | undefined;
  readonly capText: string;
  /** Where it will likely end; undefined where nothing is known. */
  readonly end: RangeView | undefined;
  readonly endText: string;
  readonly actions: readonly ActionView[];
  readonly note: string;
}

export interface NowView {
  readonly balance: BalanceView;
  readonly notices: readonly NoticeView[];
  readonly windowsTitle: string;
  readonly windows: readonly MeterView[];
  readonly workspaceTitle: string;
  readonly workspace: readonly MeterView[];
  readonly budgetsTitle: string;
  readonly budgets: readonly MeterView[];
  readonly runsTitle: string;
  /** How many go on and how many ask; empty: none. */
  readonly runsText: string;
  readonly runs: readonly ActiveRunView[];
  readonly emptyText: string;
  readonly today: TodayView;
}

/** What was used today, for a place with room for little. */
export interface TodayView {
  readonly title: string;
  readonly text: string;
  readonly facts: readonly { readonly label: string; readonly text: string }[];
  readonly actions: readonly ActionView[];
}
