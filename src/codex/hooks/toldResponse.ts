import type { TokenUsage } from '../../core/usage/tokenUsage.ts';
import { isObject, parsedJson, textIn, usageIn } from '../rollouts/jsonFields.ts';

/** What Codex tells of a response as soon as it is there. */
export interface ToldResponse {
  /** A subagent's own, else that of the run. */
  readonly threadId: string | undefined;
  readonly usage: TokenUsage;
  /** The one that was asked for. */
  readonly model: string | undefined;
}

/** Reads what a hook was given after a response; undefined where it tells of no usage: the request came to nothing. */
export function parseToldResponse(text: string): ToldResponse | undefined {
  const fields = parsedJson(text);
  const usage = isObject(fields) ? usageIn(fields, 'token_usage') : undefined;
  return isObject(fields) && usage !== undefined
    ? { threadId: textIn(fields, 'agent_id') ?? textIn(fields, 'session_id'), usage, model: textIn(fields, 'model') }
    : undefined;
}
