import { API_KEY_ACCOUNT } from '../../core/usage/usageEvent.ts';
import {
  type JsonObject,
  instantIn,
  instantOfSeconds,
  isObject,
  listIn,
  numberIn,
  objectIn,
  textIn,
  usageIn,
} from './jsonFields.ts';
import type { LineType } from './lineKind.ts';
import type {
  RolloutLine,
  SessionMetaLine,
  TaskEndedLine,
  ThreadSettingsLine,
  TokenCountLine,
  TurnContextLine,
  UsageRecordLine,
  UserMessageLine,
} from './rolloutLine.ts';

/** Puts the fields of a line into our words: those of its payload, or its own where it has no envelope. */
type LineReader = (fields: JsonObject, occurredAtMs: number | undefined) => RolloutLine | undefined;

/** Undefined where a line lacks what makes it worth reading: an instant, an id, believable numbers. */
export const ROLLOUT_READERS: Readonly<Record<LineType, LineReader>> = {
  session_meta: sessionMeta,
  turn_context: turnContext,
  thread_settings_applied: threadSettings,
  task_started: (payload, occurredAtMs) =>
    occurredAtMs === undefined
      ? undefined
      : {
          kind: 'taskStarted',
          occurredAtMs,
          turnId: textIn(payload, 'turn_id'),
          rootTurnId: textIn(payload, 'root_turn_id'),
          startedAtMs: instantOfSeconds(numberIn(payload, 'started_at')),
        },
  task_complete: taskEnded,
  turn_aborted: taskEnded,
  compacted: (payload) => ({ kind: 'compacted', isSummaryHidden: textIn(payload, 'message') === undefined }),
  user_message: userMessage,
  item_completed: userMessageItem,
  model_reroute: (payload) => {
    const model = textIn(payload, 'to_model');
    return model === undefined ? undefined : { kind: 'modelReroute', model };
  },
  token_usage_record: usageRecord,
  token_count: tokenCount,
  'thread.started': (fields) => {
    const threadId = textIn(fields, 'thread_id');
    return threadId === undefined ? undefined : { kind: 'streamThread', threadId };
  },
  'turn.completed': (fields) => {
    const total = usageIn(fields, 'usage');
    return total === undefined ? undefined : { kind: 'streamTotal', total };
  },
};

function sessionMeta(payload: JsonObject, occurredAtMs: number | undefined): SessionMetaLine | undefined {
  const threadId = textIn(payload, 'id');
  if (threadId === undefined || occurredAtMs === undefined) {
    return undefined;
  }
  const git = objectIn(payload, 'git') ?? {};
  return {
    kind: 'sessionMeta',
    occurredAtMs,
    threadId,
    rootThreadId: textIn(payload, 'session_id') ?? threadId,
    parentThreadId: textIn(payload, 'parent_thread_id') ?? spawningThread(payload),
    forkedFromId: textIn(payload, 'forked_from_id'),
    startedAtMs: instantIn(payload, 'timestamp') ?? occurredAtMs,
    cwd: textIn(payload, 'cwd'),
    originator: textIn(payload, 'originator'),
    account: accountOf(payload),
    codexVersion: textIn(payload, 'cli_version'),
    branch: textIn(git, 'branch'),
    repository: textIn(git, 'repository_url'),
  };
}

/** Versions that know of accounts say so of each thread; one that belongs to none is paid by key. */
function accountOf(payload: JsonObject): string | undefined {
  return textIn(payload, 'creator_account_id') ?? (payload['account_scoped'] === true ? API_KEY_ACCOUNT : undefined);
}

/** Who started a thread is a word, or for a subagent an object that names its parent. */
function spawningThread(payload: JsonObject): string | undefined {
  const subagent = objectIn(objectIn(payload, 'source') ?? {}, 'subagent') ?? {};
  return textIn(objectIn(subagent, 'thread_spawn') ?? {}, 'parent_thread_id');
}

function turnContext(payload: JsonObject, occurredAtMs: number | undefined): TurnContextLine | undefined {
  if (occurredAtMs === undefined) {
    return undefined;
  }
  const mode = objectIn(objectIn(payload, 'collaboration_mode') ?? {}, 'settings') ?? {};
  return {
    kind: 'turnContext',
    occurredAtMs,
    turnId: textIn(payload, 'turn_id'),
    rootTurnId: textIn(payload, 'root_turn_id'),
    cwd: textIn(payload, 'cwd'),
    model: textIn(payload, 'model'),
    effort: textIn(payload, 'effort') ?? textIn(mode, 'reasoning_effort'),
  };
}

function threadSettings(payload: JsonObject): ThreadSettingsLine | undefined {
  const settings = objectIn(payload, 'thread_settings');
  return (
    settings && {
      kind: 'threadSettings',
      threadId: textIn(payload, 'thread_id'),
      model: textIn(settings, 'model'),
      effort: textIn(settings, 'reasoning_effort'),
      tier: textIn(settings, 'service_tier'),
    }
  );
}

function taskEnded(payload: JsonObject, occurredAtMs: number | undefined): TaskEndedLine {
  const whole = objectIn(payload, 'error') === undefined ? 'completed' : 'failed';
  const how = payload['type'] === 'turn_aborted' ? 'stopped' : whole;
  return { kind: 'taskEnded', occurredAtMs, turnId: textIn(payload, 'turn_id'), how };
}

function userMessage(payload: JsonObject, occurredAtMs: number | undefined): UserMessageLine | undefined {
  return occurredAtMs === undefined
    ? undefined
    : {
        kind: 'userMessage',
        occurredAtMs,
        turnId: undefined,
        text: textIn(payload, 'message') ?? '',
        images: listIn(payload, 'images').length + listIn(payload, 'local_images').length,
      };
}

/** Among the items of newer versions: pieces of text and images. */
function userMessageItem(payload: JsonObject, occurredAtMs: number | undefined): UserMessageLine | undefined {
  const item = objectIn(payload, 'item');
  if (occurredAtMs === undefined || item?.['type'] !== 'UserMessage') {
    return undefined;
  }
  const pieces = listIn(item, 'content').filter(isObject);
  return {
    kind: 'userMessage',
    occurredAtMs,
    turnId: textIn(payload, 'turn_id'),
    text: pieces.map((piece) => textIn(piece, 'text') ?? '').join('\n'),
    images: pieces.filter((piece) => /image/i.test(textIn(piece, 'type') ?? '')).length,
  };
}

function usageRecord(payload: JsonObject, occurredAtMs: number | undefined): UsageRecordLine | undefined {
  const threadId = textIn(payload, 'thread_id');
  const responseId = textIn(payload, 'response_id');
  const usage = usageIn(payload, 'usage');
  if (occurredAtMs === undefined || threadId === undefined || responseId === undefined || usage === undefined) {
    return undefined;
  }
  const turnId = textIn(payload, 'turn_id');
  const rootTurnId = textIn(payload, 'root_turn_id');
  const tier = textIn(payload, 'service_tier');
  return { kind: 'usageRecord', occurredAtMs, threadId, responseId, turnId, rootTurnId, tier, usage };
}

/** Without `info` where a request has failed. Numbers that cannot be believed are worse than none. */
function tokenCount(payload: JsonObject, occurredAtMs: number | undefined): TokenCountLine | undefined {
  const info = objectIn(payload, 'info') ?? {};
  const total = usageIn(info, 'total_token_usage');
  const isBad = total === undefined && isObject(info['total_token_usage']);
  return occurredAtMs === undefined || isBad
    ? undefined
    : { kind: 'tokenCount', occurredAtMs, total, last: usageIn(info, 'last_token_usage') };
}
