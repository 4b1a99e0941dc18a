import { type CreditsMicros, creditsStep, parseCredits } from '../../core/money.ts';
import {
  type IndividualLimit,
  NO_FACTS,
  ORDINARY_LIMIT_ID,
  type RateLimitWindow,
  type ReachedType,
  type WalletFacts,
} from '../../core/wallet/wallet.ts';

/** One window of a limit, in Codex's words. */
export interface LimitWindow {
  readonly usedPercent: number;
  readonly windowDurationMins: number | undefined;
  readonly resetsAtMs: number | undefined;
}

/** One limit as Codex tells of it, in whichever spelling. Amounts are decimals. */
export interface LimitBucket {
  readonly limitId: string | undefined;
  readonly limitName: string | undefined;
  readonly primary: LimitWindow | undefined;
  readonly secondary: LimitWindow | undefined;
  readonly credits:
    | {
        readonly hasCredits: boolean | undefined;
        readonly unlimited: boolean | undefined;
        readonly balance: string | undefined;
      }
    | undefined;
  readonly individualLimit:
    | { readonly limit: string | undefined; readonly used: string | undefined; readonly resetsAtMs: number | undefined }
    | undefined;
  readonly spendControlReached: boolean | undefined;
  readonly planType: string | undefined;
  readonly rateLimitReachedType: string | undefined;
}

const REACHED_TYPES: Readonly<Record<string, ReachedType>> = {
  rate_limit_reached: 'window',
  workspace_owner_credits_depleted: 'ownerCredits',
  workspace_member_credits_depleted: 'memberCredits',
  workspace_owner_usage_limit_reached: 'ownerLimit',
  workspace_member_usage_limit_reached: 'memberLimit',
};

/** What a limit says of the account it belongs to. */
export function factsOf(bucket: LimitBucket): WalletFacts {
  const { credits, planType, spendControlReached, rateLimitReachedType: reached } = bucket;
  const balance = decimal(credits?.balance);
  return {
    ...NO_FACTS,
    planType,
    balance,
    balanceStep: balance === undefined ? undefined : creditsStep(credits?.balance ?? ''),
    unlimited: credits?.unlimited,
    hasCredits: credits?.hasCredits,
    windows: windowsOf(bucket),
    individualLimit: individualLimitOf(bucket),
    spendControlReached,
    reachedType: reached === undefined ? undefined : (REACHED_TYPES[reached] ?? 'other'),
  };
}

/** The windows of a limit, the shorter one first. One that is less than empty says nothing, and neither does no time. */
export function windowsOf({ limitId, limitName, primary, secondary }: LimitBucket): RateLimitWindow[] {
  return [primary, secondary]
    .filter((window) => window !== undefined)
    .filter(({ usedPercent }) => usedPercent >= 0)
    .map(({ usedPercent, windowDurationMins, resetsAtMs }) => ({
      // Versions that knew of no other limit gave this one no name.
      limitId: limitId ?? ORDINARY_LIMIT_ID,
      name: limitName,
      usedPercent,
      windowMinutes: windowDurationMins !== undefined && windowDurationMins > 0 ? windowDurationMins : undefined,
      resetsAtMs,
    }));
}

/** Whether nothing at all is told. */
export function isSilent(facts: WalletFacts): boolean {
  return (
    facts.windows.length === 0 && Object.entries(facts).every(([key, fact]) => key === 'windows' || fact === undefined)
  );
}

function individualLimitOf({ individualLimit }: LimitBucket): IndividualLimit | undefined {
  const [limit, used] = [decimal(individualLimit?.limit), decimal(individualLimit?.used)];
  return limit === undefined || used === undefined
    ? undefined
    : { limit, used, resetsAtMs: individualLimit?.resetsAtMs };
}

function decimal(text: string | undefined): CreditsMicros | undefined {
  return text === undefined ? undefined : parseCredits(text);
}
