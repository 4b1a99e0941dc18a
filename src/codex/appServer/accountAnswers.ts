import * as z from 'zod/mini';

import type { LimitBucket } from '../account/limitBucket.ts';
import { instantOfSeconds } from '../rollouts/jsonFields.ts';
import { ifSaid, mapped, someText, optionalText as text } from '../wire.ts';

/** What the app-server answers of an account, its limits and its models, in our words. Fields we do not need are let pass. */

const seconds = ifSaid(mapped(z.number(), instantOfSeconds));
const flag = ifSaid(z.boolean());
/** An amount as text, so that none of its decimals is lost. */
const decimal = ifSaid(z.union([z.string(), mapped(z.number(), String)]));

export const accountAnswer = mapped(
  z.object({
    account: z.nullable(z.object({ type: z.string(), email: text, planType: text, workspaceName: text })),
    requiresOpenaiAuth: z.boolean(),
    workspaceRouting: z.catch(z.nullish(z.object({ chatgptAccountId: text })), undefined),
  }),
  ({ account, requiresOpenaiAuth, workspaceRouting }) => ({
    account: account ?? undefined,
    requiresOpenaiAuth,
    /** Told by newer versions, to somebody who is signed in with ChatGPT. */
    accountId: workspaceRouting?.chatgptAccountId,
  }),
);

const window = mapped(
  z.object({
    usedPercent: z.number(),
    windowDurationMins: mapped(z.nullish(z.number()), (value) => value ?? undefined),
    resetsAt: seconds,
  }),
  ({ resetsAt, ...rest }) => ({ ...rest, resetsAtMs: resetsAt }),
);
const individualLimit = mapped(
  z.object({ limit: decimal, used: decimal, resetsAt: seconds }),
  ({ resetsAt, ...rest }) => ({ ...rest, resetsAtMs: resetsAt }),
);

/** Null, and left out by older versions: not said. */
export const limitBucket = mapped(
  z.object({
    limitId: text,
    limitName: text,
    primary: z.nullish(window),
    secondary: z.nullish(window),
    credits: z.nullish(z.object({ hasCredits: flag, unlimited: flag, balance: decimal })),
    individualLimit: z.nullish(individualLimit),
    spendControlReached: flag,
    planType: text,
    rateLimitReachedType: text,
  }),
  ({ primary, secondary, credits, individualLimit: individual, ...rest }): LimitBucket => ({
    ...rest,
    primary: primary ?? undefined,
    secondary: secondary ?? undefined,
    credits: credits ?? undefined,
    individualLimit: individual ?? undefined,
  }),
);

export const rateLimitsAnswer = z.object({
  ordinaryUsageAllowed: flag,
  rateLimits: limitBucket,
  rateLimitsByLimitId: z.nullish(z.record(z.string(), limitBucket)),
  rateLimitResetCredits: z.catch(z.nullish(z.object({ availableCount: z.int().check(z.nonnegative()) })), undefined),
  accountId: text,
});
export type RateLimitsAnswer = z.output<typeof rateLimitsAnswer>;

export const modelsAnswer = z.object({
  data: z.array(
    mapped(
      z.object({
        model: someText,
        displayName: z.string(),
        description: z.catch(z.string(), ''),
        hidden: z.catch(z.boolean(), false),
        supportedReasoningEfforts: z.catch(
          z.array(z.object({ reasoningEffort: z.string(), description: z.catch(z.string(), '') })),
          [],
        ),
        defaultReasoningEffort: text,
        defaultServiceTier: text,
        isDefault: z.catch(z.boolean(), false),
      }),
      ({ supportedReasoningEfforts, defaultReasoningEffort, defaultServiceTier, ...model }) => ({
        ...model,
        efforts: supportedReasoningEfforts.map(({ reasoningEffort, description }) => ({
          effort: reasoningEffort,
          description,
        })),
        defaultEffort: defaultReasoningEffort,
        defaultTier: defaultServiceTier,
      }),
    ),
  ),
});
