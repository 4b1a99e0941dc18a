import { saidBy } from '../../base/errors.ts';
import { phrase } from '../../base/phrase.ts';
import type { PollAnswer } from '../../core/wallet/poll.ts';
import type { AccountFacts, WalletSnapshot } from '../../core/wallet/wallet.ts';
import { type AppServerClient, isUnknownRequest } from '../appServer/appServerClient.ts';
import { type RateLimitsAnswer, accountAnswer, modelsAnswer, rateLimitsAnswer } from '../appServer/accountAnswers.ts';
import { factsOf, windowsOf } from './limitBucket.ts';

/** A model that may be chosen for a run, as Codex offers it. */
export interface OfferedModel {
  readonly model: string;
  readonly displayName: string;
  readonly description: string;
  readonly efforts: readonly { readonly effort: string; readonly description: string }[];
  readonly defaultEffort: string | undefined;
  readonly defaultTier: string | undefined;
  readonly isDefault: boolean;
}

/** Codex itself waits without end for a backend that hangs; a person is told much sooner. */
const WALLET_TIMEOUT_MS = 8_000;
const CHATGPT = 'chatgpt';
/** Sign-ins that draw on no allowance and no credits of ChatGPT. */
const PAID_ELSEWHERE: ReadonlySet<string> = new Set(['apiKey', 'amazonBedrock', 'gcp']);
/** How many resets are left is told all the same, and Codex need not ask its backend a second time. */
const WITHOUT_DETAILS = { excludeResetCreditDetails: true };

/** Reads account and balance through the person's own Codex. What fails is a state with its reason, never an exception. */
export async function readWallet(client: AppServerClient, nowMs: number): Promise<PollAnswer> {
  try {
    const { account, requiresOpenaiAuth } = await client.request('account/read', {}, accountAnswer, WALLET_TIMEOUT_MS);
    if (account === undefined) {
      return requiresOpenaiAuth ? { kind: 'signedOut', last: undefined } : { kind: 'apiKey' };
    }
    if (PAID_ELSEWHERE.has(account.type)) {
      return { kind: 'apiKey' };
    }
    if (account.type !== CHATGPT) {
      const reason = phrase('codex is signed in in a way that this version does not know');
      return { kind: 'unreachable', reason, last: undefined };
    }
    return { kind: 'known', snapshot: snapshotOf(await readLimits(client), account, nowMs) };
  } catch (error) {
    return { kind: 'unreachable', reason: saidBy(error), last: undefined };
  }
}

/** Older versions refuse to be told how. */
async function readLimits(client: AppServerClient): Promise<RateLimitsAnswer> {
  const read = (params: object | undefined): Promise<RateLimitsAnswer> =>
    client.request('account/rateLimits/read', params, rateLimitsAnswer, WALLET_TIMEOUT_MS);
  try {
    return await read(WITHOUT_DETAILS);
  } catch (error) {
    if (!isUnknownRequest(error)) {
      throw error;
    }
    return read(undefined);
  }
}

/** Who is signed in; undefined where nobody has to be. Who cannot be told, or is not told by this version, is unknown. */
export async function readAccount(client: AppServerClient): Promise<AccountFacts['account'] | undefined> {
  try {
    const { account, accountId } = await client.request('account/read', {}, accountAnswer, WALLET_TIMEOUT_MS);
    const isPaidElsewhere = account === undefined || PAID_ELSEWHERE.has(account.type);
    return isPaidElsewhere ? undefined : { id: accountId, email: account.email };
  } catch {
    return { id: undefined, email: undefined };
  }
}

export async function readModels(client: AppServerClient): Promise<OfferedModel[]> {
  const { data } = await client.request('model/list', {}, modelsAnswer);
  return data.filter(({ hidden }) => !hidden);
}

function snapshotOf(
  { rateLimits, rateLimitsByLimitId, rateLimitResetCredits, ordinaryUsageAllowed, accountId }: RateLimitsAnswer,
  account: { readonly email: string | undefined; readonly planType: string | undefined },
  nowMs: number,
): WalletSnapshot {
  const facts = factsOf(rateLimits);
  const byLimitId = Object.entries(rateLimitsByLimitId ?? {});
  return {
    ...facts,
    observedAtMs: nowMs,
    source: 'appServer',
    account: { id: accountId, email: account.email },
    planType: facts.planType ?? account.planType,
    windows:
      byLimitId.length === 0
        ? facts.windows
        : byLimitId.flatMap(([limitId, bucket]) => windowsOf({ ...bucket, limitId })),
    ordinaryUsageAllowed,
    resetCredits: rateLimitResetCredits?.availableCount,
  };
}
