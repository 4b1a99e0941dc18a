import * as z from 'zod/mini';

import { interpreted } from '../../base/interpreted.ts';
import { clampParts } from '../../core/usage/tokenUsage.ts';
import { instantOfSeconds } from '../rollouts/jsonFields.ts';
import type { LimitBucket } from '../account/limitBucket.ts';
import { ifSaid, mapped, someText, optionalText as text, tokens } from '../wire.ts';

/** The app-server's answers and notifications that we read, in our words. Fields we do not need are let pass. */

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
const bucket = mapped(
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
  rateLimits: bucket,
  rateLimitsByLimitId: z.nullish(z.record(z.string(), bucket)),
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

export const threadAnswer = mapped(
  z.object({ thread: z.object({ id: someText }), model: text, serviceTier: text, reasoningEffort: text }),
  ({ thread, model, serviceTier, reasoningEffort }) => ({
    threadId: thread.id,
    model,
    tier: serviceTier,
    effort: reasoningEffort,
  }),
);

/** The threads that an app-server has loaded. */
export const loadedAnswer = mapped(z.object({ data: z.array(z.string()) }), ({ data }) => data);

const turnStatus = z.catch(z.enum(['completed', 'interrupted', 'failed', 'inProgress']), 'failed');
const turnError = z.nullish(z.object({ message: z.string() }));

/** The turns of a thread, and how each stands. */
export const turnsAnswer = mapped(
  z.object({ data: z.array(z.object({ id: z.string(), status: turnStatus, error: turnError })) }),
  ({ data }) => data.map(({ id, status, error }) => ({ turnId: id, status, errorMessage: error?.message })),
);

export const turnAnswer = mapped(z.object({ turn: z.object({ id: someText }) }), ({ turn }) => ({ turnId: turn.id }));

/** The hooks that run in a folder, those of our own flags alone. */
export const hooksAnswer = mapped(
  z.object({
    data: z.array(
      z.object({
        hooks: z.array(
          z.object({ eventName: z.string(), source: z.string(), enabled: z.boolean(), trustStatus: z.string() }),
        ),
      }),
    ),
  }),
  ({ data }) =>
    data
      .flatMap(({ hooks }) => hooks)
      .filter(({ source, enabled, trustStatus }) => source === 'sessionFlags' && enabled && trustStatus === 'trusted')
      .map(({ eventName }) => eventName),
);

/** The projects that the person's settings name, and when Codex asks; undefined: nothing is said. */
export const projectsAnswer = mapped(
  z.object({
    config: z.object({
      projects: z.nullish(z.record(z.string(), z.unknown())),
      approval_policy: z.optional(z.unknown()),
    }),
  }),
  ({ config }) => ({
    projects: Object.keys(config.projects ?? {}),
    approvalPolicy: config.approval_policy ?? undefined,
  }),
);

/** A thread as it is set now. */
export const threadModelAnswer = mapped(z.object({ thread: z.object({ model: text }) }), ({ thread }) => thread.model);

const breakdown = mapped(
  z.object({
    inputTokens: tokens,
    cachedInputTokens: z.catch(tokens, 0),
    cacheWriteInputTokens: z.catch(tokens, 0),
    outputTokens: tokens,
    reasoningOutputTokens: z.catch(tokens, 0),
  }),
  clampParts,
);

const tokenUsageUpdated = mapped(
  z.object({
    method: z.literal('thread/tokenUsage/updated'),
    params: z.object({
      threadId: z.string(),
      turnId: z.string(),
      tokenUsage: z.object({ total: breakdown, last: breakdown }),
    }),
  }),
  ({ params }) => ({
    kind: 'tokenUsage' as const,
    threadId: params.threadId,
    turnId: params.turnId,
    total: params.tokenUsage.total,
    last: params.tokenUsage.last,
  }),
);

const turnStarted = mapped(
  z.object({
    method: z.literal('turn/started'),
    params: z.object({ threadId: z.string(), turn: z.object({ id: z.string() }) }),
  }),
  ({ params }) => ({ kind: 'turnStarted' as const, threadId: params.threadId, turnId: params.turn.id }),
);

const turnCompleted = mapped(
  z.object({
    method: z.literal('turn/completed'),
    params: z.object({
      threadId: z.string(),
      turn: z.object({
        id: z.string(),
        status: turnStatus,
        error: turnError,
      }),
    }),
  }),
  ({ params: { threadId, turn } }) => ({
    kind: 'turnCompleted' as const,
    threadId,
    turnId: turn.id,
    status: turn.status,
    errorMessage: turn.error?.message,
  }),
);

/** An agent waits for others. Told with what it does else, but only this is of use while it goes on. */
const waitStarted = mapped(
  z.object({
    method: z.literal('item/started'),
    params: z.object({
      threadId: z.string(),
      item: z.object({ type: z.literal('collabAgentToolCall'), tool: z.literal('wait') }),
    }),
  }),
  ({ params }) => ({ kind: 'agentWaits' as const, threadId: params.threadId }),
);

const itemCompleted = mapped(
  z.object({
    method: z.literal('item/completed'),
    params: z.object({
      threadId: z.string(),
      turnId: text,
      item: z.object({
        type: z.string(),
        tool: text,
        text: text,
        command: text,
        status: text,
        exitCode: z.catch(z.nullish(z.number()), null),
      }),
    }),
  }),
  ({ params: { threadId, item } }) => ({
    kind: 'itemCompleted' as const,
    threadId,
    itemType: item.type,
    tool: item.tool,
    text: item.text,
    command: item.command,
    status: item.status,
    exitCode: item.exitCode ?? undefined,
  }),
);

const rateLimitsUpdated = mapped(
  z.object({ method: z.literal('account/rateLimits/updated'), params: z.object({ rateLimits: bucket }) }),
  ({ params }) => ({ kind: 'rateLimits' as const, rateLimits: params.rateLimits }),
);

const threadStarted = mapped(
  z.object({
    method: z.literal('thread/started'),
    params: z.object({ thread: z.object({ id: z.string(), parentThreadId: text, sessionId: text }) }),
  }),
  ({ params: { thread } }) => ({
    kind: 'threadStarted' as const,
    threadId: thread.id,
    rootThreadId: thread.sessionId ?? thread.parentThreadId ?? thread.id,
  }),
);

/** Hooks of ours alone; what a person's own do is not our business. */
const hookOf = <Name extends string>(...names: readonly [Name, ...Name[]]) =>
  z.object({
    threadId: z.string(),
    turnId: text,
    run: z.object({ eventName: z.enum(names), source: z.literal('sessionFlags') }),
  });

/** Where no turn is named, its hook names none either, and whatever pass there is will do. */
function placeOf({ threadId, turnId }: { readonly threadId: string; readonly turnId: string | undefined }) {
  return { threadId, turnId: turnId ?? threadId };
}

/** Before each request. */
const hookStarted = mapped(
  z.object({ method: z.literal('hook/started'), params: hookOf('preModelRequest', 'preCompact') }),
  ({ params }) => ({ kind: 'requestWaits' as const, ...placeOf(params) }),
);

/** After each response, and after a request that came to nothing. */
const hookCompleted = mapped(
  z.object({ method: z.literal('hook/completed'), params: hookOf('postModelRequest') }),
  ({ params }) => ({ kind: 'requestEnded' as const, ...placeOf(params) }),
);

const modelRerouted = mapped(
  z.object({ method: z.literal('model/rerouted'), params: z.object({ threadId: z.string(), toModel: z.string() }) }),
  ({ params }) => ({ kind: 'modelRerouted' as const, threadId: params.threadId, model: params.toModel }),
);

const notification = z.union([
  tokenUsageUpdated,
  turnStarted,
  turnCompleted,
  waitStarted,
  itemCompleted,
  rateLimitsUpdated,
  threadStarted,
  hookStarted,
  hookCompleted,
  modelRerouted,
]);
export type AppServerNotification = z.output<typeof notification>;

/** Reads a notification; undefined for those we have no use for, and for ones in a shape we do not know. */
export function parseNotification(message: unknown): AppServerNotification | undefined {
  const parsed = interpreted(notification, message);
  return parsed.success ? parsed.data : undefined;
}

/** What Codex asks of its client in the course of a run. */
export type ApprovalRequest =
  | {
      readonly kind: 'command';
      readonly threadId: string;
      readonly command: string | undefined;
      readonly cwd: string | undefined;
      readonly reason: string | undefined;
    }
  | {
      readonly kind: 'fileChange';
      readonly threadId: string;
      readonly grantRoot: string | undefined;
      readonly reason: string | undefined;
    };

/** `cancel` refuses and ends the turn; `decline` lets the model try something else, which spends. */
export type ApprovalAnswer = 'accept' | 'acceptForSession' | 'decline' | 'cancel';

const approval = z.union([
  mapped(
    z.object({
      method: z.literal('item/commandExecution/requestApproval'),
      params: z.object({ threadId: z.string(), command: text, cwd: text, reason: text }),
    }),
    ({ params }): ApprovalRequest => ({
      kind: 'command',
      threadId: params.threadId,
      command: params.command,
      cwd: params.cwd,
      reason: params.reason,
    }),
  ),
  mapped(
    z.object({
      method: z.literal('item/fileChange/requestApproval'),
      params: z.object({ threadId: z.string(), grantRoot: text, reason: text }),
    }),
    ({ params }): ApprovalRequest => ({
      kind: 'fileChange',
      threadId: params.threadId,
      grantRoot: params.grantRoot,
      reason: params.reason,
    }),
  ),
]);

export function parseApproval(message: unknown): ApprovalRequest | undefined {
  const parsed = interpreted(approval, message);
  return parsed.success ? parsed.data : undefined;
}
