import type { Effort } from '../effort.ts';
import type { CreditsMicros } from '../money.ts';
import type { Period } from '../period.ts';
import type { Surface } from '../usage/usageEvent.ts';

/** What a rule wants to happen, from the mildest to the strictest. */
export const EFFECTS = ['allow', 'warn', 'confirm', 'deny'] as const;
export type Effect = (typeof EFFECTS)[number];

/** Whose policy file it is; an outer one cannot be loosened by an inner one. */
export type PolicyLevel = 'managed' | 'user' | 'workspace';

/** A rule's value with the file that says so; `file` is undefined for what holds without any file. */
export interface Sourced<T> {
  readonly value: T;
  readonly file: string | undefined;
}

/** What a budget counts. */
export type BudgetScope =
  | { readonly kind: 'account' }
  | { readonly kind: 'workspace'; readonly path: string }
  | { readonly kind: 'model'; readonly model: string }
  | { readonly kind: 'surface'; readonly surface: Surface }
  | { readonly kind: 'thread' };

export type BudgetMode = 'hard' | 'soft';

/** A limit on credits at list price in a period. `paid` counts only purchased credits, and those of unknown meter. */
export interface Budget {
  readonly id: string;
  readonly period: Period;
  readonly limit: CreditsMicros;
  readonly mode: BudgetMode;
  readonly scope: BudgetScope;
  /** Counts only what happens in this workspace, besides what its scope says; undefined: anywhere. */
  readonly within: string | undefined;
  readonly meter: 'any' | 'paid';
  readonly alertsAtPercent: readonly number[];
}

/** A budget with the file it comes from, and the limit that an administrator's file sets to the same, where one does. */
export interface BudgetRule extends Sourced<Budget> {
  readonly managedLimit?: CreditsMicros;
}

export type PaidCreditsRule = 'allow' | 'ask' | 'deny';
export type OnCap = 'pause' | 'stop';
export type AllowOrDeny = 'allow' | 'deny';

/** The content of one valid policy file; every part may be left out. */
export interface PolicyFile {
  readonly file: string;
  readonly level: PolicyLevel;
  readonly timezone?: string;
  readonly budgets: readonly Budget[];
  readonly runCap?: CreditsMicros;
  readonly confirmAbove?: CreditsMicros;
  readonly onCap?: OnCap;
  readonly modelsAllow?: readonly string[];
  readonly modelsDeny: readonly string[];
  readonly maxEffort?: Effort;
  readonly tiers?: readonly string[];
  readonly paidCredits?: PaidCreditsRule;
  readonly reserve?: CreditsMicros;
  readonly unknownPrice?: Effect;
  readonly unknownBalance?: Effect;
  readonly unknownEffort?: Effect;
  readonly unknownTier?: Effect;
  readonly maxBalanceAgeMs?: number;
  readonly maxRuns?: number;
  readonly maxSubagentsPerRun?: number;
  readonly accountsAllow?: readonly string[];
  readonly autoReload?: AutoReload;
  readonly noAnswer?: AllowOrDeny;
  readonly answerWithinMs?: number;
  readonly onGuardFailure?: AllowOrDeny;
}

/** How the person has set automatic top-up at OpenAI: declared, since no interface tells it. */
export interface AutoReload {
  readonly minimumBalance?: CreditsMicros;
  readonly targetBalance?: CreditsMicros;
  readonly monthlyMaximum?: CreditsMicros;
  readonly maxPerMonth?: number;
}

/** The rules in force, merged from all files: each with the file it came from. */
export interface Policy {
  readonly timezone: Sourced<string | undefined>;
  readonly budgets: readonly BudgetRule[];
  readonly runCap: Sourced<CreditsMicros> | undefined;
  readonly confirmAbove: Sourced<CreditsMicros> | undefined;
  readonly onCap: Sourced<OnCap>;
  /** A model must be in every one of these lists … */
  readonly modelsAllow: readonly Sourced<readonly string[]>[];
  /** … and in none of these. */
  readonly modelsDeny: readonly Sourced<readonly string[]>[];
  readonly maxEffort: Sourced<Effort> | undefined;
  readonly tiers: readonly Sourced<readonly string[]>[];
  readonly paidCredits: Sourced<PaidCreditsRule>;
  readonly reserve: Sourced<CreditsMicros>;
  readonly unknownPrice: Sourced<Effect>;
  readonly unknownBalance: Sourced<Effect>;
  readonly unknownEffort: Sourced<Effect>;
  readonly unknownTier: Sourced<Effect>;
  readonly maxBalanceAgeMs: Sourced<number>;
  readonly maxRuns: Sourced<number> | undefined;
  readonly maxSubagentsPerRun: Sourced<number> | undefined;
  readonly accountsAllow: readonly Sourced<readonly string[]>[];
  readonly autoReload: Sourced<AutoReload> | undefined;
  readonly noAnswer: Sourced<AllowOrDeny>;
  readonly answerWithinMs: Sourced<number>;
  readonly onGuardFailure: Sourced<AllowOrDeny>;
}

/** How strict an effect is, for comparing. */
export function severity(effect: Effect): number {
  return EFFECTS.indexOf(effect);
}

/**
 * Whether a model's name fits a pattern in which `*` stands for any characters. Each piece between stars is taken where
 * it comes first, so that no pattern takes longer than both are long: others may have written it.
 */
export function matchesPattern(name: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) {
    return name === pattern;
  }
  let at = first.length;
  for (const piece of rest) {
    const found = name.indexOf(piece, at);
    if (found < 0) {
      return false;
    }
    at = found + piece.length;
  }
  return name.startsWith(first) && name.endsWith(last) && at + last.length <= name.length;
}
