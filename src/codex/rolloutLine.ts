import * as z from 'zod';

import { MOST_TOKENS, type TokenUsage, clampParts } from '../core/tokenUsage.ts';

/** A line of a rollout that says something about usage, in our words. All other lines are passed over unparsed. */
export type RolloutLine =
  | SessionMetaLine
  | {
      readonly kind: 'turnContext';
      readonly turnId?: string;
      readonly rootTurnId?: string;
      readonly cwd?: string;
      readonly model?: string;
      readonly effort?: string;
    }
  | {
      readonly kind: 'threadSettings';
      readonly threadId?: string;
      readonly model?: string;
      readonly effort?: string;
      readonly tier?: string;
    }
  | {
      readonly kind: 'taskStarted';
      readonly turnId?: string;
      readonly rootTurnId?: string;
      readonly startedAtMs?: number;
    }
  | UsageRecordLine
  | {
      readonly kind: 'tokenCount';
      readonly occurredAtMs: number;
      readonly total?: TokenUsage;
      readonly last?: TokenUsage;
    };

export interface SessionMetaLine {
  readonly kind: 'sessionMeta';
  readonly threadId: string;
  /** The root of the tree of threads this one belongs to. */
  readonly rootThreadId: string;
  readonly parentThreadId?: string;
  readonly forkedFromId?: string;
  readonly startedAtMs: number;
  readonly cwd?: string;
  readonly originator?: string;
  readonly codexVersion?: string;
  readonly gitBranch?: string;
}

export interface UsageRecordLine {
  readonly kind: 'usageRecord';
  readonly occurredAtMs: number;
  readonly threadId: string;
  readonly responseId: string;
  readonly turnId?: string;
  readonly rootTurnId?: string;
  readonly usage: TokenUsage;
}

export type ParsedLine =
  | { readonly kind: 'line'; readonly line: RolloutLine }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'malformed'; readonly reason: string };

const SKIPPED: ParsedLine = { kind: 'skipped' };

/** The types of line we read. For an `event_msg` it is the payload's type that counts. */
const LINE_TYPES: ReadonlySet<string> = new Set([
  'session_meta',
  'turn_context',
  'token_usage_record',
  'thread_settings_applied',
  'task_started',
  'token_count',
]);

/** Codex writes the types first. Lines of model output are recognized by these few bytes and not decoded. */
const HEAD_BYTES = 256;
const TYPE_IN_HEAD = /"type"\s*:\s*"([a-z_]+)"/g;

/** Reads one line of a rollout. It never throws: a bad line is a value like any other. */
export function parseRolloutLine(bytes: Buffer): ParsedLine {
  if (!mayMatter(bytes)) {
    return SKIPPED;
  }
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch {
    return { kind: 'malformed', reason: 'not JSON' };
  }
  const envelope = anyLine.safeParse(json);
  if (!envelope.success) {
    return { kind: 'malformed', reason: 'no type' };
  }
  const { type, payload } = envelope.data;
  const schema = schemas.get(type === 'event_msg' ? (payload?.type ?? '') : type);
  if (schema === undefined) {
    return SKIPPED;
  }
  const parsed = schema.safeParse(json);
  return parsed.success ? { kind: 'line', line: parsed.data } : { kind: 'malformed', reason: `unexpected ${type}` };
}

/** Whether a line may be one of ours, told from its first bytes where it can be. */
export function mayMatter(bytes: Buffer): boolean {
  const head = bytes.toString('latin1', 0, HEAD_BYTES);
  let found: string | undefined;
  for (const [, type = ''] of head.matchAll(TYPE_IN_HEAD)) {
    found = type;
    if (type !== 'event_msg') {
      break;
    }
  }
  return found === undefined || found === 'event_msg' ? hasOurType(bytes) : LINE_TYPES.has(found);
}

/** For lines whose type does not come first: any of our words, anywhere. */
function hasOurType(bytes: Buffer): boolean {
  for (const type of LINE_TYPES) {
    if (bytes.includes(`"${type}"`)) {
      return true;
    }
  }
  return false;
}

const tokens = z.number().int().nonnegative().max(MOST_TOKENS);
const count = tokens.catch(0);
const text = z
  .string()
  .min(1)
  .nullish()
  .transform((value) => value ?? undefined)
  .catch(undefined);
const instant = z.iso.datetime({ offset: true }).transform((value) => Date.parse(value));

const anyLine = z.object({
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

const schemas: ReadonlyMap<string, z.ZodType<RolloutLine>> = new Map<string, z.ZodType<RolloutLine>>([
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
