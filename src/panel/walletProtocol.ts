import type { ActionView } from './noticeProtocol.ts';

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
