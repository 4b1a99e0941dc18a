import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import * as z from 'zod';
import { accountsPayload, profilePayload, threadUsagePayload, usagePayload } from './backendAccount.ts';
import type { ModelRequest } from './backendLog.ts';
import type { BackendState, Endpoint, Failure } from './backendState.ts';

/** What an answer of the ChatGPT backend may depend on. */
export interface RouteContext {
  readonly state: BackendState;
  readonly modelRequests: readonly ModelRequest[];
  readonly body: string;
  readonly nowMs: number;
}

/** An HTTP status with a JSON body, or no answer at all. */
export type Answer =
  { readonly kind: 'json'; readonly status: number; readonly body: unknown } | { readonly kind: 'hang' | 'cut' };

interface Route {
  readonly endpoint: Endpoint;
  readonly path: RegExp;
  /** Undefined where the account has no such thing. */
  readonly body: (context: RouteContext) => unknown;
}

const threadUsageQuery = z.object({ thread_ids: z.array(z.string()) });

const ROUTES: readonly Route[] = [
  {
    endpoint: 'usage',
    path: /\/(wham|api\/codex)\/usage$/,
    body: ({ state, nowMs }) => usagePayload(state, nowMs),
  },
  {
    endpoint: 'threadUsage',
    path: /\/usage\/thread_usage\/query$/,
    body: ({ modelRequests, body }) =>
      threadUsagePayload(modelRequests, threadUsageQuery.parse(JSON.parse(body)).thread_ids),
  },
  {
    endpoint: 'profile',
    path: /\/profiles\/me$/,
    body: ({ modelRequests, nowMs }) => profilePayload(modelRequests, nowMs),
  },
  { endpoint: 'accountsCheck', path: /\/accounts\/check$/, body: ({ state }) => accountsPayload(state) },
  { endpoint: 'nudgeMail', path: /\/accounts\/send_add_credits_nudge_email$/, body: () => ({}) },
  { endpoint: 'configBundle', path: /\/config\/bundle$/, body: ({ state }) => configBundle(state) },
  { endpoint: 'settings', path: /\/settings\/user$/, body: () => ({}) },
  { endpoint: 'models', path: /\/models$/, body: ({ state }) => state.models },
];

/** What a workspace's administrators require of every Codex. */
function configBundle({ requirements }: BackendState): object {
  return requirements === undefined
    ? {}
    : { requirements_toml: { enterprise_managed: [{ id: 'required', name: 'Required', contents: requirements }] } };
}

/** The answer to any request that is not for the model. */
export function answerAccountRequest(path: string, context: RouteContext): Answer {
  const route = ROUTES.find((candidate) => candidate.path.test(path));
  const failure = route && context.state.failures[route.endpoint];
  if (failure !== undefined) {
    return failureAnswer(failure);
  }
  const body = route?.body(context);
  return body === undefined ? failureAnswer(404) : { kind: 'json', status: 200, body };
}

/** How a broken door answers. */
export function failureAnswer(failure: Failure): Answer {
  return typeof failure !== 'number'
    ? { kind: failure }
    : { kind: 'json', status: failure, body: { detail: `the loopback backend was told to answer ${failure}` } };
}

/** Sends an answer; one that hangs stays open until somebody loses patience, one that is cut is closed. */
export function sendAnswer(response: ServerResponse, answer: Answer, headers: OutgoingHttpHeaders = {}): void {
  if (answer.kind === 'json') {
    response.writeHead(answer.status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(answer.body));
  } else if (answer.kind === 'cut') {
    response.destroy();
  }
}
