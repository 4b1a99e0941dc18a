import type { WalletFacts } from '../../core/wallet/wallet.ts';
import { type JsonObject, instantOfSeconds, isObject, numberIn, objectIn, parsedJson, textIn } from './jsonFields.ts';
import { type LimitBucket, type LimitWindow, factsOf, isSilent } from '../account/limitBucket.ts';

/** Reads the `rate_limits` of a rollout's `token_count`. Undefined where they say nothing, or are no JSON. */
export function parseLimits(json: string): WalletFacts | undefined {
  const limits = parsedJson(json);
  const facts = isObject(limits) ? factsOf(bucketOf(limits)) : undefined;
  return facts === undefined || isSilent(facts) ? undefined : facts;
}

function bucketOf(limits: JsonObject): LimitBucket {
  const credits = objectIn(limits, 'credits');
  const individual = objectIn(limits, 'individual_limit');
  return {
    limitId: textIn(limits, 'limit_id'),
    limitName: textIn(limits, 'limit_name'),
    primary: windowIn(limits, 'primary'),
    secondary: windowIn(limits, 'secondary'),
    credits: credits && {
      hasCredits: flagIn(credits, 'has_credits'),
      unlimited: flagIn(credits, 'unlimited'),
      balance: textIn(credits, 'balance'),
    },
    individualLimit: individual && {
      limit: textIn(individual, 'limit'),
      used: textIn(individual, 'used'),
      resetsAtMs: instantOfSeconds(numberIn(individual, 'resets_at')),
    },
    spendControlReached: flagIn(limits, 'spend_control_reached'),
    planType: textIn(limits, 'plan_type'),
    rateLimitReachedType: textIn(limits, 'rate_limit_reached_type'),
  };
}

function windowIn(limits: JsonObject, key: string): LimitWindow | undefined {
  const window = objectIn(limits, key);
  const usedPercent = window && numberIn(window, 'used_percent');
  return usedPercent === undefined
    ? undefined
    : {
        usedPercent,
        windowDurationMins: numberIn(window ?? {}, 'window_minutes'),
        resetsAtMs: instantOfSeconds(numberIn(window ?? {}, 'resets_at')),
      };
}

function flagIn(object: JsonObject, key: string): boolean | undefined {
  const value = object[key];
  return typeof value === 'boolean' ? value : undefined;
}
