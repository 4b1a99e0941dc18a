import type { CreditsMicros } from '../money.ts';
import type { BudgetOverride } from '../policy/override.ts';
import type { Budget, Effect, Sourced } from '../policy/policy.ts';

/** What a finding is about; its words are made elsewhere. */
export type FindingReason =
  | { readonly kind: 'budgetSpent' | 'budgetMedianDoesNotFit' | 'budgetHighDoesNotFit'; readonly budget: Budget }
  /** The run would not fit without; `raised` is what they add, at most what an administrator's limit leaves. */
  | {
      readonly kind: 'overrideInForce';
      readonly budget: Budget;
      readonly raised: CreditsMicros;
      readonly overrides: readonly BudgetOverride[];
    }
  | { readonly kind: 'aboveConfirm'; readonly p90: CreditsMicros }
  | { readonly kind: 'modelDenied' | 'modelNotAllowed'; readonly model: string }
  | { readonly kind: 'effortTooHigh'; readonly effort: string; readonly maxEffort: string }
  | { readonly kind: 'tierNotAllowed'; readonly tier: string }
  | { readonly kind: 'paidCredits' | 'accountUnknown' | 'modelUnknown' | 'policyUnreadable' }
  /** The run may outlast the allowance; the finding's `remaining` is what is likely left of it, where that is known. */
  | { readonly kind: 'mayDrawPaid'; readonly usedPercent: number }
  | { readonly kind: 'reserveReached' | 'reserveMedianDoesNotFit' | 'reserveHighDoesNotFit' }
  | { readonly kind: 'unknownPrice'; readonly model: string | undefined }
  | { readonly kind: 'unknownEffort' | 'unknownTier' | 'unknownBalance' }
  | { readonly kind: 'oldBalance'; readonly ageMs: number }
  | { readonly kind: 'tooManyRuns'; readonly activeRuns: number; readonly maxRuns: number }
  | { readonly kind: 'tooManySubagents'; readonly subagents: number; readonly maxSubagents: number }
  | { readonly kind: 'accountNotAllowed'; readonly account: string };

/** One rule's word on a run, with the figures it rests on. */
export interface Finding {
  readonly ruleId: string;
  /** The policy file that says so; undefined where it is the default. */
  readonly file: string | undefined;
  readonly effect: Exclude<Effect, 'allow'>;
  readonly reason: FindingReason;
  readonly limit?: CreditsMicros;
  readonly spent?: CreditsMicros;
  readonly reserved?: CreditsMicros;
  readonly remaining?: CreditsMicros;
  readonly resetsAtMs?: number;
}

/** A finding without figures. */
export function finding(
  ruleId: string,
  file: string | undefined,
  effect: Finding['effect'],
  reason: FindingReason,
): Finding {
  return { ruleId, file, effect, reason };
}

/** The finding of a rule that says by itself what is to happen; none where it allows. */
export function findingOf(ruleId: string, { value, file }: Sourced<Effect>, reason: FindingReason): Finding[] {
  return value === 'allow' ? [] : [finding(ruleId, file, value, reason)];
}
