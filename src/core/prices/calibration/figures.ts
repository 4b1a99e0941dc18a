import type { CreditsMicros } from '../../money.ts';
import type { TokenUsage } from '../../usage/tokenUsage.ts';

/** Which part of a thread a figure is about: what ran on one model in one tier. */
interface FigurePart {
  readonly threadId: string;
  readonly model: string;
  /** By its own name, never an alias: `standard`, `fast`. */
  readonly tier: string;
}

/** What the account itself says a part of a thread has cost. */
export interface AccountFigure extends FigurePart {
  readonly credits: CreditsMicros;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly readAtMs: number;
}

/** The same by our ledger and our rate card. */
export interface OwnFigure extends FigurePart {
  /** Undefined where the model has no price. */
  readonly credits: CreditsMicros | undefined;
  readonly usage: TokenUsage;
  readonly requests: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** Requests so long that another price holds for them. */
  readonly longRequests: number;
  /** The log is known to lack something. */
  readonly isIncomplete: boolean;
}

/** Both figures side by side. */
export interface Comparison extends FigurePart {
  readonly ours: OwnFigure;
  readonly account: AccountFigure;
  /** Why the two cannot be held against each other; undefined where they can. */
  readonly obstacle: 'incomplete' | 'newerUse' | 'otherTokens' | undefined;
}

/** Counts may differ by this share, for instance by a request that was cut off in the middle. */
const SAME_TOKENS_WITHIN = 0.001;

/**
 * Joins figures of the same parts. They can be compared where both have counted the same tokens, and the account was
 * asked after the last request.
 */
export function compareFigures(own: readonly OwnFigure[], account: readonly AccountFigure[]): Comparison[] {
  const ownByPart = new Map(own.map((figure) => [partKey(figure), figure]));
  return account.flatMap((theirs) => {
    const ours = ownByPart.get(partKey(theirs));
    if (ours === undefined) {
      return [];
    }
    const { threadId, model, tier } = theirs;
    return [{ threadId, model, tier, ours, account: theirs, obstacle: obstacleTo(ours, theirs) }];
  });
}

function partKey({ threadId, model, tier }: FigurePart): string {
  return JSON.stringify([threadId, model, tier]);
}

function obstacleTo(ours: OwnFigure, theirs: AccountFigure): Comparison['obstacle'] {
  if (ours.isIncomplete) {
    return 'incomplete';
  }
  if (theirs.readAtMs < ours.endedAtMs) {
    return 'newerUse';
  }
  const isSame =
    isClose(ours.usage.inputTokens, theirs.inputTokens) &&
    isClose(ours.usage.cachedInputTokens, theirs.cachedInputTokens) &&
    isClose(ours.usage.outputTokens, theirs.outputTokens);
  return isSame ? undefined : 'otherTokens';
}

function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= SAME_TOKENS_WITHIN * Math.max(a, b);
}
