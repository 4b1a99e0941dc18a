/** A part of a budget's window, as its course shows it. */
export interface CoursePartView {
  /** Credits from the window's beginning to the part's end, or to now; undefined: it has not begun. */
  readonly spent: number | undefined;
  /** Between what it will likely stand at the part's end; undefined: that cannot be told, or is past. */
  readonly likely: { readonly low: number; readonly high: number } | undefined;
  readonly label: string;
  /** The part in words, read aloud and shown on hover. */
  readonly description: string;
}

/** How a budget came to where it stands, and where it will likely end. */
export interface CourseView {
  /** That of its row. */
  readonly id: string;
  readonly limit: number;
  readonly limitText: string;
  readonly parts: readonly CoursePartView[];
  readonly likelyTexts: { readonly low: string; readonly high: string } | undefined;
  /** The chart's finding in a sentence. */
  readonly summary: string;
}

export interface BudgetRowView {
  readonly id: string;
  readonly name: string;
  /** `hard` or `soft`. */
  readonly mode: string;
  readonly spent: number;
  readonly reserved: number;
  readonly left: number;
  readonly limit: number;
  /** Something in it has no price: what is free of the bar is drawn as a hatch. */
  readonly hasUnknown: boolean;
  readonly likely: { readonly low: number; readonly high: number } | undefined;
  readonly spentText: string;
  readonly reservedText: string;
  readonly leftText: string;
  readonly limitText: string;
  readonly likelyText: string;
  /** It will likely, or may, pass its limit. */
  readonly mayPass: boolean;
  readonly resetsText: string;
  /** Overrides, requests without a price, and the file that it stands in. */
  readonly notes: readonly string[];
  /** The bar in words, for a screen reader. */
  readonly description: string;
}

export interface BudgetsView {
  readonly title: string;
  readonly subtitle: string;
  readonly rows: readonly BudgetRowView[];
  readonly emptyText: string;
  readonly editLabel: string;
  /** Leads to a first policy; empty where there is a budget. */
  readonly beginLabel: string;
  readonly labels: Readonly<
    Record<
      | 'budget'
      | 'mode'
      | 'spent'
      | 'reserved'
      | 'left'
      | 'limit'
      | 'likely'
      | 'likelyLow'
      | 'likelyHigh'
      | 'resets'
      | 'open'
      | 'mayPass',
      string
    >
  >;
  readonly legend: Readonly<Record<'spent' | 'reserved' | 'likely' | 'limit' | 'unknown', string>>;
  readonly note: string;
}
