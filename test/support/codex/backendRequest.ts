import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import * as z from 'zod';

/** How the model of a request is given its tools: this differs by model, and with versions of long ago. */
export interface ModelTools {
  /**
   * `codeMode` models have one tool, `exec`, that runs JavaScript which calls the others.
   * Older versions have a `shell` that takes an `argv`.
   */
  readonly shell: 'direct' | 'argv' | 'codeMode';
  /** The namespace of the tools for subagents. */
  readonly agents: string;
}

/** What the backend needs to know of a request to the model. */
export interface ResponsesRequest {
  readonly threadId: string;
  readonly turnId: string | undefined;
  readonly model: string;
  readonly effort: string | undefined;
  readonly tier: string | undefined;
  readonly prompt: string;
  /** Tool outputs after the prompt: how far the turn has come. */
  readonly toolOutputs: number;
  /** The subagents that this turn has started, where Codex knows them by id. */
  readonly agentIds: readonly string[];
  readonly tools: ModelTools;
  /** As they came, all that the user said. */
  readonly userMessages: readonly object[];
}

const tool = z.object({
  name: z.string().optional(),
  get tools() {
    return z.array(tool).optional();
  },
});
type Tool = z.infer<typeof tool>;

const inputItem = z.looseObject({
  type: z.string(),
  role: z.string().optional(),
  content: z.array(z.looseObject({ text: z.string().optional(), encrypted_content: z.string().optional() })).nullish(),
  output: z.unknown().optional(),
  tools: z.array(tool).optional(),
});
type InputItem = z.infer<typeof inputItem>;

const body = z.object({
  model: z.string(),
  input: z.array(inputItem),
  tools: z.array(tool).optional(),
  reasoning: z.object({ effort: z.string().optional() }).nullish(),
  service_tier: z.string().nullish(),
});

const turnMetadata = z.object({ thread_id: z.string().optional(), turn_id: z.string().optional() });

/** Older versions tell of the thread in another header, and of the turn not at all. */
function requestIds(
  headers: IncomingHttpHeaders,
  lastThreadId?: string,
): { readonly threadId: string; readonly turnId: string | undefined } {
  const metadata = turnMetadata.parse(JSON.parse(String(headers['x-codex-turn-metadata'] ?? '{}')));
  const threadId = metadata.thread_id ?? headers['thread-id'] ?? headers['session_id'] ?? lastThreadId;
  return { threadId: z.string().parse(threadId), turnId: metadata.turn_id };
}

/** The text of a request's body, whichever way it was packed. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const packed = await buffer(request);
  switch (request.headers['content-encoding']) {
    case 'zstd':
      return zstdDecompressSync(packed).toString('utf8');
    case 'gzip':
      return gunzipSync(packed).toString('utf8');
    default:
      return packed.toString('utf8');
  }
}

/**
 * Reads a request to the model. Throws when Codex sends what we do not know, so that a test hears of it.
 * A request that names no thread is taken for one of the last thread's, if there was any.
 */
export function parseResponsesRequest(
  headers: IncomingHttpHeaders,
  text: string,
  lastThreadId?: string,
): ResponsesRequest {
  const request = body.parse(JSON.parse(text));
  const { threadId, turnId } = requestIds(headers, lastThreadId);
  const prompts = request.input.map(promptOf);
  const promptAt = prompts.findLastIndex((prompt) => prompt !== undefined);
  const outputs = request.input.slice(promptAt + 1).filter(({ type }) => type.endsWith('_output'));
  return {
    threadId,
    turnId,
    model: request.model,
    effort: request.reasoning?.effort,
    tier: request.service_tier ?? undefined,
    prompt: prompts[promptAt] ?? '',
    toolOutputs: outputs.length,
    agentIds: outputs.flatMap(({ output }) => AGENT_ID.exec(String(output))?.[1] ?? []),
    userMessages: request.input.filter(({ role }) => role === 'user'),
    tools: modelTools([...(request.tools ?? []), ...request.input.flatMap((item) => item.tools ?? [])]),
  };
}

/** Codex speaks to the model in the user's name too: in tags, or as the contents of AGENTS.md. */
const HARNESS_TEXT = /^\s*(<[a-z_]+[\s>]|# AGENTS\.md)/;

/** How OpenAI's own compaction is asked for: by the type of the last item. It stands for the prompt of that request. */
export const COMPACTION_PROMPT = 'compaction_trigger';

/** What comes of it; it stands for the prompt when a turn goes on from there. */
export const COMPACTED_PROMPT = 'compaction';

const AGENT_ID = /"agent_id":"([^"]+)"/;

/** The prompt that an item is: a user's message, or the task that a parent agent gives. */
function promptOf({ type, role, content }: InputItem): string | undefined {
  if (type === COMPACTION_PROMPT || type === COMPACTED_PROMPT) {
    return type;
  }
  const text = (content ?? []).map((part) => part.text ?? '').join('\n');
  if (type === 'message' && role === 'user') {
    return HARNESS_TEXT.test(text) ? undefined : text;
  }
  // Newer models' agents talk in encrypted messages; ours come back as we wrote them.
  return type === 'agent_message' && text.includes('Message Type: NEW_TASK')
    ? (content ?? []).map((part) => part.encrypted_content ?? '').join('')
    : undefined;
}

function modelTools(tools: readonly Tool[]): ModelTools {
  const names = new Set(tools.flatMap((outer) => [outer, ...(outer.tools ?? [])]).map(({ name }) => name));
  return {
    shell: names.has('exec') ? 'codeMode' : names.has('shell') ? 'argv' : 'direct',
    agents: names.has('collaboration') ? 'collaboration' : 'multi_agent_v1',
  };
}
