import * as z from 'zod';

import { clampParts } from '../core/tokenUsage.ts';
import type { RolloutLine } from './rolloutLine.ts';
import { optionalText as text, tokens } from './wire.ts';

const count = tokens.catch(0);
const instant = z.iso.datetime({ offset: true }).transform((value) => Date.parse(value));

/** The envelope of every line. */
export const anyLine = z.object({
  type: z.string(),
  payload: z
    .object({ type: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

const usage = z
  .object({
    input_tokens: tokens,
    cached_input_tokens: count,
    cache_write_input_tokens: count,
    output_tokens: tokens,
    reasoning_output_tokens: count,
  })
  .transform((raw) =>
    clampParts({
      inputTokens: raw.input_tokens,
      cachedInputTokens: raw.cached_input_tokens,
      cacheWriteInputTokens: raw.cache_write_input_tokens,
      outputTokens: raw.output_tokens,
      reasoningOutputTokens: raw.reasoning_output_tokens,
    }),
  );

const sessionMeta = z
  .object({
    timestamp: instant,
    payload: z.object({
      id: z.string().min(1),
      session_id: text,
      parent_thread_id: text,
      forked_from_id: text,
      timestamp: instant.optional().catch(undefined),
      cwd: text,
      originator: text,
      cli_version: text,
      git: z.object({ branch: text }).nullish().catch(undefined),
    }),
  })
  .transform(({ timestamp, payload }): RolloutLine =>
    definedOnly({
      kind: 'sessionMeta' as const,
      threadId: payload.id,
      rootThreadId: payload.session_id ?? payload.id,
      parentThreadId: payload.parent_thread_id,
      forkedFromId: payload.forked_from_id,
      startedAtMs: payload.timestamp ?? timestamp,
      cwd: payload.cwd,
      originator: payload.originator,
      codexVersion: payload.cli_version,
      gitBranch: payload.git?.branch,
    }),
  );

const turnContext = z
  .object({
    payload: z.object({
      turn_id: text,
      root_turn_id: text,
      cwd: text,
      model: text,
      effort: text,
      collaboration_mode: z
        .object({ settings: z.object({ reasoning_effort: text }) })
        .nullish()
        .catch(undefined),
    }),
  })
  .transform(({ payload }): RolloutLine =>
    definedOnly({
      kind: 'turnContext' as const,
      turnId: payload.turn_id,
      rootTurnId: payload.root_turn_id,
      cwd: payload.cwd,
      model: payload.model,
      effort: payload.effort ?? payload.collaboration_mode?.settings.reasoning_effort,
    }),
  );

const threadSettings = z
  .object({
    payload: z.object({
      thread_id: text,
      thread_settings: z.object({ model: text, reasoning_effort: text, service_tier: text }),
    }),
  })
  .transform(({ payload: { thread_id, thread_settings } }): RolloutLine =>
    definedOnly({
      kind: 'threadSettings' as const,
      threadId: thread_id,
      model: thread_settings.model,
      effort: thread_settings.reasoning_effort,
      tier: thread_settings.service_tier,
    }),
  );

const taskStarted = z
  .object({
    payload: z.object({ turn_id: text, root_turn_id: text, started_at: z.number().optional().catch(undefined) }),
  })
  .transform(({ payload }): RolloutLine =>
    definedOnly({
      kind: 'taskStarted' as const,
      turnId: payload.turn_id,
      rootTurnId: payload.root_turn_id,
      startedAtMs: payload.started_at === undefined ? undefined : payload.started_at * 1000,
    }),
  );

const usageRecord = z
  .object({
    timestamp: instant,
    payload: z.object({
      thread_id: z.string().min(1),
      response_id: z.string().min(1),
      turn_id: text,
      root_turn_id: text,
      usage,
    }),
  })
  .transform(({ timestamp, payload }): RolloutLine =>
    definedOnly({
      kind: 'usageRecord' as const,
      occurredAtMs: timestamp,
      threadId: payload.thread_id,
      responseId: payload.response_id,
      turnId: payload.turn_id,
      rootTurnId: payload.root_turn_id,
      usage: payload.usage,
    }),
  );

const tokenCount = z
  .object({
    timestamp: instant,
    payload: z.object({
      info: z.object({ total_token_usage: usage.nullish(), last_token_usage: usage.nullish() }).nullish(),
    }),
  })
  .transform(({ timestamp, payload }): RolloutLine =>
    definedOnly({
      kind: 'tokenCount' as const,
      occurredAtMs: timestamp,
      total: payload.info?.total_token_usage ?? undefined,
      last: payload.info?.last_token_usage ?? undefined,
    }),
  );

/** How each type of line is checked and put into our words; for an `event_msg` the payload's type counts. */
export const rolloutSchemas: ReadonlyMap<string, z.ZodType<RolloutLine>> = new Map<string, z.ZodType<RolloutLine>>([
  ['session_meta', sessionMeta],
  ['turn_context', turnContext],
  ['thread_settings_applied', threadSettings],
  ['task_started', taskStarted],
  ['token_usage_record', usageRecord],
  ['token_count', tokenCount],
]);

type DefinedOnly<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Drops the keys whose value is undefined: absent is how our lines say "not recorded". */
function definedOnly<T extends object>(value: T): DefinedOnly<T> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as DefinedOnly<T>;
}
