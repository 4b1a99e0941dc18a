import * as z from 'zod/mini';

import type { WalletFacts } from '../../core/wallet/wallet.ts';
import type { AppServerClient } from '../appServer/appServerClient.ts';

/** Where a person gets more credits, by plan and by what they may do in their workspace. */
export type CreditsWay =
  | { readonly kind: 'page'; readonly purpose: 'buy' | 'upgrade' | 'adminBilling'; readonly url: string }
  /** Only the workspace's owner can buy; Codex can send that person a mail. */
  | { readonly kind: 'askOwner'; readonly creditType: CreditType };

export type CreditType = 'credits' | 'usage_limit';

const USAGE_PAGE = 'https://chatgpt.com/settings/usage';
const UPGRADE_PAGE = 'https://chatgpt.com/explore/plus';
const ADMIN_PAGE = 'https://chatgpt.com/admin/billing?codex_credit_action=add_credits';

const UPGRADE_PLANS: ReadonlySet<string> = new Set(['free', 'go']);
const PERSONAL_PLANS: ReadonlySet<string> = new Set(['plus', 'pro', 'prolite', 'promax']);

/**
 * The ways to more credits, the likeliest first. A plan that we do not know may be a workspace's, in which Codex tells
 * the role only once a limit is reached: until then a person is offered both.
 */
export function creditsWays({ planType, reachedType }: Pick<WalletFacts, 'planType' | 'reachedType'>): CreditsWay[] {
  if (planType !== undefined && UPGRADE_PLANS.has(planType)) {
    return [{ kind: 'page', purpose: 'upgrade', url: UPGRADE_PAGE }];
  }
  if (planType !== undefined && PERSONAL_PLANS.has(planType)) {
    return [{ kind: 'page', purpose: 'buy', url: USAGE_PAGE }];
  }
  const admin: CreditsWay = { kind: 'page', purpose: 'adminBilling', url: ADMIN_PAGE };
  const owner: CreditsWay = { kind: 'askOwner', creditType: reachedType === 'memberLimit' ? 'usage_limit' : 'credits' };
  switch (reachedType) {
    case 'ownerCredits':
    case 'ownerLimit':
      return [admin];
    case 'memberCredits':
    case 'memberLimit':
      return [owner];
    default:
      return [admin, owner];
  }
}

const nudgeAnswer = z.object({ status: z.enum(['sent', 'cooldown_active']) });

/** Has Codex write to the workspace's owner. `alreadySent`: one was sent a short while ago, and no second is. */
export async function askOwnerForCredits(
  client: AppServerClient,
  creditType: CreditType,
): Promise<'sent' | 'alreadySent'> {
  const { status } = await client.request('account/sendAddCreditsNudgeEmail', { creditType }, nudgeAnswer);
  return status === 'sent' ? 'sent' : 'alreadySent';
}
