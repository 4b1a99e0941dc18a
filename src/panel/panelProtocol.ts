import * as z from 'zod/mini';

import type { AccuracyView } from './accuracyProtocol.ts';
import type { BudgetsView, CourseView } from './budgetProtocol.ts';
import { type ComposerView, composerMessages } from './composerProtocol.ts';
import type { RangeView, RunPageView } from './runProtocol.ts';
import { type SpendView, spendMessages } from './spendProtocol.ts';
import { shownTable } from './tableProtocol.ts';

/**
 * What the extension host tells the usage panel and what the panel says back. The host makes every word and figure;
 * the panel only draws. Numbers beside a text are for drawing, in credits.
 */

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

export type Severity = 'info' | 'warning' | 'error';

/** Something a person should know now, with what can be done about it. */
export interface NoticeView {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  readonly text: string;
  readonly actions: readonly ActionView[];
}

/** A button. */
export interface ActionView {
  readonly label: string;
  readonly isPrimary: boolean;
  readonly message: PanelMessage;
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
  readonly actualText: string;
  readonly state: string;
  readonly position: RunPosition;
  /** That it was to be guarded and was not, and why; undefined: neither. */
  readonly unguarded: string | undefined;
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
    /** With `{0}` runs shown, of `{1}`, and their credits `{2}`. */
    readonly someOfAll: string;
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

/** A figure of the wallet's statement. */
export interface AmountView {
  readonly text: string;
  /** `unknown` is drawn as a hatch, and its text is for a screen reader. */
  readonly kind: 'value' | 'quiet' | 'unknown';
}

/** A day of the statement, or the sum of all. */
export interface StatementRowView {
  readonly key: string;
  readonly label: string;
  readonly opening: AmountView;
  readonly used: AmountView;
  readonly unattributed: AmountView;
  readonly topUps: AmountView;
  readonly closing: AmountView;
  readonly note: string;
}

/** A column of the waterfall from the opening balance to the closing one, in credits. */
export interface StatementStepView {
  readonly kind: 'balance' | 'used' | 'unattributed' | 'topUps';
  readonly label: string;
  readonly detail: string;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** How our price of a model stands against the account's own figures. */
export interface PriceCheckView {
  readonly key: string;
  readonly label: string;
  readonly oursText: string;
  readonly accountText: string;
  readonly verdict: string;
  readonly isOff: boolean;
}

/** Credits that came together, and will expire together. */
export interface LotView {
  readonly key: string;
  readonly came: string;
  readonly left: string;
  readonly expires: string;
}

/** What the wallet's past means: what to know of it, how much top-up is safe, and what the balance consists of. */
export interface OutlookView {
  readonly alertsTitle: string;
  /** The newest first. */
  readonly alerts: readonly { readonly id: string; readonly text: string }[];
  readonly topUpTitle: string;
  readonly topUpSentences: readonly string[];
  readonly settingsTitle: string;
  readonly settings: readonly { readonly label: string; readonly text: string }[];
  readonly lotsTitle: string;
  readonly lotLabels: Readonly<Record<'came' | 'left' | 'expires', string>>;
  /** The oldest first: they are drawn first. */
  readonly lots: readonly LotView[];
  /** How many are left out. */
  readonly moreLotsText: string;
}

/** What the balance did, and what of it is known. */
export interface WalletView {
  readonly title: string;
  readonly subtitle: string;
  readonly steps: readonly StatementStepView[];
  /** The waterfall's finding in one sentence. */
  readonly summary: string;
  readonly labels: {
    readonly day: string;
    readonly opening: string;
    readonly used: string;
    readonly unattributed: string;
    readonly topUps: string;
    readonly closing: string;
    readonly note: string;
  };
  /** The newest first. */
  readonly rows: readonly StatementRowView[];
  readonly totals: StatementRowView | undefined;
  readonly explanation: string;
  readonly emptyText: string;
  /** Undefined where no balance is known. */
  readonly outlook: OutlookView | undefined;
  readonly pricesTitle: string;
  readonly prices: readonly PriceCheckView[];
  readonly priceProposals: readonly string[];
  readonly priceActions: readonly ActionView[];
  readonly actions: readonly ActionView[];
}

/** What the figures may lack. */
export interface CoverageView {
  readonly title: string;
  readonly notes: readonly NoticeView[];
  readonly facts: readonly { readonly label: string; readonly text: string }[];
}

/** The panel's sections, in the order of their tabs. */
export const TABS = ['now', 'spend', 'budgets', 'runs', 'wallet', 'accuracy', 'coverage'] as const;
export type TabId = (typeof TABS)[number];

export interface PanelState {
  readonly title: string;
  readonly language: string;
  readonly tabs: Readonly<Record<TabId, string>>;
  /** "Read from Codex 40 s ago". */
  readonly freshness: string;
  readonly refreshLabel: string;
  readonly exportLabel: string;
  /** While history is being read for the first time: how much of it, from 0 to 1. */
  readonly reading: { readonly fraction: number; readonly text: string } | undefined;
  readonly now: NowView;
  /** Names of parts that only the sidebar has. */
  readonly sidebar: Readonly<Record<'limits' | 'newRun', string>>;
  readonly budgets: BudgetsView;
  readonly runs: RunsView;
  readonly wallet: WalletView;
  readonly accuracy: AccuracyView;
  readonly coverage: CoverageView;
}

/** To the panel. */
export type HostMessage =
  | { readonly kind: 'state'; readonly state: PanelState }
  | { readonly kind: 'composer'; readonly view: ComposerView }
  | { readonly kind: 'runPage'; readonly page: RunPageView }
  | { readonly kind: 'spend'; readonly view: SpendView }
  | { readonly kind: 'courses'; readonly courses: readonly CourseView[] }
  /** Titles of runs: how their prompts begin. The page must not save them. */
  | { readonly kind: 'titles'; readonly titles: Readonly<Record<string, string>> }
  /** The person has asked for one of its sections elsewhere, or for a run there. */
  | { readonly kind: 'showTab'; readonly tab: TabId; readonly runId: string | undefined };

/** So many titles are asked for at a time. */
export const MOST_TITLES = 200;

/** From the panel. Whatever else arrives is dropped. */
export const panelMessage = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready') }),
  z.strictObject({ kind: z.literal('refresh') }),
  z.strictObject({ kind: z.literal('openPolicy') }),
  z.strictObject({ kind: z.literal('chooseCodex') }),
  z.strictObject({ kind: z.literal('signIn') }),
  z.strictObject({ kind: z.literal('answer') }),
  z.strictObject({ kind: z.literal('addCredits') }),
  z.strictObject({ kind: z.literal('acceptPrice') }),
  z.strictObject({ kind: z.literal('showLog') }),
  z.strictObject({ kind: z.literal('showTranscript') }),
  z.strictObject({ kind: z.literal('continueRun') }),
  z.strictObject({ kind: z.literal('guardAllRuns') }),
  z.strictObject({ kind: z.literal('openPanel') }),
  z.strictObject({ kind: z.literal('editBudgets') }),
  z.strictObject({ kind: z.literal('choosePolicyPreset') }),
  z.strictObject({ kind: z.literal('askCourses') }),
  z.strictObject({ kind: z.literal('leaveCourses') }),
  z.strictObject({ kind: z.literal('openSection'), tab: z.enum(TABS) }),
  z.strictObject({ kind: z.literal('openRun'), runId: z.string() }),
  z.strictObject({ kind: z.literal('closeRun') }),
  z.strictObject({ kind: z.literal('openThread'), runId: z.string() }),
  z.strictObject({ kind: z.literal('runAgain'), runId: z.string() }),
  z.strictObject({ kind: z.literal('showRuns'), runIds: z.array(z.string()).check(z.maxLength(MOST_TITLES)) }),
  z.strictObject({ kind: z.literal('stopRun'), runId: z.string() }),
  z.strictObject({
    kind: z.literal('answerHold'),
    runId: z.string(),
    answer: z.enum(['raise', 'uncap', 'wait']),
  }),
  z.strictObject({ kind: z.literal('exportTable'), table: shownTable }),
  ...composerMessages,
  ...spendMessages,
]);
export type PanelMessage = z.infer<typeof panelMessage>;
