import * as z from 'zod/mini';

/** Longer than any task that a person writes by hand or pastes. */
export const MOST_PROMPT_CHARS = 200_000;
const MOST_NAME_CHARS = 200;

/** A run as far as it is written down. An empty text is "not said": the model's own, or no cap. */
const composerDraft = z.strictObject({
  prompt: z.string().check(z.maxLength(MOST_PROMPT_CHARS)),
  /** The thread that goes on; empty: a new one. */
  thread: z.string().check(z.maxLength(MOST_NAME_CHARS)),
  model: z.string().check(z.maxLength(MOST_NAME_CHARS)),
  effort: z.string().check(z.maxLength(MOST_NAME_CHARS)),
  tier: z.string().check(z.maxLength(MOST_NAME_CHARS)),
  cap: z.string().check(z.maxLength(MOST_NAME_CHARS)),
});
export type ComposerDraft = z.infer<typeof composerDraft>;

/** What the composer says to the extension host. `revision` numbers the drafts of a page. */
export const composerMessages = [
  z.strictObject({ kind: z.literal('compose'), revision: z.number(), draft: composerDraft }),
  z.strictObject({ kind: z.literal('runDraft'), draft: composerDraft }),
] as const;

/** Whether the task is longer than what the extension host takes: the page keeps such a draft, and says so. */
export function isTooLong({ prompt }: ComposerDraft): boolean {
  return prompt.length > MOST_PROMPT_CHARS;
}

/** Something to choose. */
export interface ChoiceView {
  readonly value: string;
  readonly label: string;
}

/** A range in credits, as a curve over the amounts from 0 to `until`. */
export interface LikelyView {
  readonly text: string;
  readonly meta: string;
  readonly until: number;
  readonly low: number;
  readonly median: number;
  readonly high: number;
  /** Undefined where there is none, or it lies beyond what is drawn. */
  readonly cap: number | undefined;
  /** Heights from 0 to 1, evenly from 0 to `until`. */
  readonly heights: readonly number[];
  readonly labels: {
    readonly low: string;
    readonly median: string;
    readonly high: string;
    readonly cap: string;
    readonly medianName: string;
    readonly capName: string;
    readonly tail: string;
  };
}

/** What a budget or the balance will be after the run. Fractions of its limit, one behind the other. */
export interface AfterRunView {
  readonly id: string;
  readonly label: string;
  readonly spent: number;
  readonly reserved: number;
  /** Up to the run's median. */
  readonly median: number;
  /** From there to what one in ten runs exceeds. */
  readonly high: number;
  readonly text: string;
  readonly description: string;
}

/** The same task with another setting. */
export interface OfferView {
  readonly key: string;
  readonly model: string;
  readonly effort: string;
  readonly tier: string;
  readonly effortText: string;
  readonly range: { readonly low: number; readonly median: number; readonly high: number } | undefined;
  readonly likelyText: string;
  readonly medianText: string;
  readonly tags: readonly { readonly text: string; readonly asks: boolean }[];
  readonly isChosen: boolean;
}

export interface ComposerView {
  /** The draft that all of it speaks of. */
  readonly revision: number;
  readonly draft: ComposerDraft;
  readonly title: string;
  readonly folder: string;
  readonly threads: readonly ChoiceView[];
  readonly models: readonly ChoiceView[];
  readonly efforts: readonly ChoiceView[];
  readonly tiers: readonly ChoiceView[];
  readonly labels: Readonly<
    Record<
      | 'prompt'
      | 'placeholder'
      | 'tooLong'
      | 'thread'
      | 'model'
      | 'effort'
      | 'tier'
      | 'cap'
      | 'capInWords'
      | 'effortShort'
      | 'likely'
      | 'median',
      string
    >
  >;
  /** Why nothing can be said, or what is still to be written. */
  readonly note: string;
  readonly likely: LikelyView | undefined;
  readonly reasons: readonly string[];
  /** What the policy says, the strictest first. */
  readonly findings: readonly { readonly severity: 'info' | 'warning' | 'error'; readonly text: string }[];
  readonly afterTitle: string;
  readonly after: readonly AfterRunView[];
  readonly offersTitle: string;
  /** The cheapest first. */
  readonly offers: readonly OfferView[];
  readonly offersNote: string;
  /** The cap that holds where none is written. */
  readonly capInForce: string;
  readonly runLabel: string;
  readonly canRun: boolean;
}
