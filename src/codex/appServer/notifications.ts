import * as z from 'zod/mini';

import { interpreted } from '../../base/interpreted.ts';
import { clampParts } from '../../core/usage/tokenUsage.ts';
import { mapped, optionalText as text, tokens } from '../wire.ts';
import { limitBucket } from './accountAnswers.ts';
import { turnError, turnStatus } from './threadAnswers.ts';

/** What the app-server tells unasked, in our words. */

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

/** An agent is about to change files; where it may not by itself, it asks under the same item. */
const filesChange = mapped(
  z.object({
    method: z.literal('item/started'),
    params: z.object({
      item: z.object({
        type: z.literal('fileChange'),
        id: z.string(),
        changes: z.array(z.object({ path: z.string() })),
      }),
    }),
  }),
  ({ params: { item } }) => ({
    kind: 'filesChange' as const,
    itemId: item.id,
    files: item.changes.map(({ path }) => path),
  }),
);

const itemCompleted = mapped(
  z.object({
    method: z.literal('item/completed'),
    params: z.object({
      threadId: z.string(),
      item: z.object({
        type: z.string(),
        id: text,
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
    itemId: item.id,
    tool: item.tool,
    text: item.text,
    command: item.command,
    status: item.status,
    exitCode: item.exitCode ?? undefined,
  }),
);

const rateLimitsUpdated = mapped(
  z.object({ method: z.literal('account/rateLimits/updated'), params: z.object({ rateLimits: limitBucket }) }),
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
  filesChange,
  itemCompleted,
  rateLimitsUpdated,
  threadStarted,
  hookStarted,
  hookCompleted,
  modelRerouted,
]);

/** What nobody can watch a turn without, should its shape be one of a version to come. */
const unreadable = mapped(
  z.object({ method: z.enum(['thread/tokenUsage/updated', 'turn/completed']) }),
  ({ method }) => ({ kind: 'unreadable' as const, method }),
);

export type AppServerNotification = z.output<typeof notification> | z.output<typeof unreadable>;

/** Reads a notification; undefined for those we have no use for, and for ones in a shape that we can do without. */
export function parseNotification(message: unknown): AppServerNotification | undefined {
  const parsed = interpreted(notification, message);
  if (parsed.success) {
    return parsed.data;
  }
  const vital = interpreted(unreadable, message);
  return vital.success ? vital.data : undefined;
}
