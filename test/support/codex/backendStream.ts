import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { outputItems, type OutputItem } from './backendItems.ts';
import type { StepUsage } from './backendLog.ts';
import type { ResponsesRequest } from './backendRequest.ts';
import type { AnsweredStep } from './backendScenario.ts';

/** A server-sent event, or a pause between two of them. */
export type Frame =
  | { readonly kind: 'event'; readonly event: { readonly type: string } }
  | { readonly kind: 'pause'; readonly ms: number };

/** What a completed response says of itself. */
export interface ResponseFacts {
  readonly responseId: string;
  readonly usage: StepUsage;
}

/** The whole response to one request as a value: its events in order, with its delay spread between them. */
export function responseFrames(step: AnsweredStep, request: ResponsesRequest, facts: ResponseFacts): readonly Frame[] {
  const items = outputItems(step, request);
  const pieces = step.kind === 'message' ? cutText(step.text, step.textDeltas ?? 1) : [];
  const pause: Frame = { kind: 'pause', ms: (step.delayMs ?? 0) / (pieces.length + 1) };
  return [
    event('response.created', { response: { id: facts.responseId } }),
    pause,
    ...items.flatMap((item, index) => itemFrames(item, index, pieces, pause)),
    event('response.completed', { response: completed(request, facts, items) }),
  ];
}

function itemFrames(item: OutputItem, index: number, pieces: readonly string[], pause: Frame): readonly Frame[] {
  if (item.type !== 'message') {
    return [event('response.output_item.done', { output_index: index, item })];
  }
  const place = { item_id: item.id, output_index: index, content_index: 0 };
  return [
    event('response.output_item.added', { output_index: index, item: { ...item, content: [] } }),
    ...pieces.flatMap((delta) => [event('response.output_text.delta', { ...place, delta }), pause]),
    event('response.output_item.done', { output_index: index, item }),
  ];
}

function completed(
  { model, tier }: ResponsesRequest,
  { responseId, usage }: ResponseFacts,
  output: readonly OutputItem[],
): object {
  return {
    id: responseId,
    status: 'completed',
    model,
    service_tier: tier ?? 'default',
    output,
    usage: wireUsage(usage),
  };
}

/** What older versions get from a door of its own: the user's messages, and one item for all the rest. */
export function compactedResponse(step: AnsweredStep, request: ResponsesRequest, facts: ResponseFacts): object {
  const output = [...request.userMessages, ...outputItems(step, request)];
  return { id: facts.responseId, object: 'response.compaction', output, usage: wireUsage(facts.usage) };
}

function wireUsage(usage: StepUsage): object {
  return {
    input_tokens: usage.input,
    input_tokens_details: { cached_tokens: usage.cached, cache_write_tokens: usage.cacheWrite },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: usage.reasoning },
    total_tokens: usage.input + usage.output,
  };
}

function event(type: string, fields: object): Frame {
  return { kind: 'event', event: { type, ...fields } };
}

function cutText(text: string, count: number): string[] {
  const size = Math.ceil(text.length / count);
  return Array.from({ length: Math.ceil(text.length / size) }, (_, piece) =>
    text.slice(piece * size, (piece + 1) * size),
  );
}

/** Sends the frames. False when the client left first: then the response was never completed. */
export async function sendFrames(response: ServerResponse, frames: readonly Frame[]): Promise<boolean> {
  const left = new AbortController();
  response.once('close', () => left.abort());
  for (const frame of frames) {
    if (frame.kind === 'pause') {
      await sleep(frame.ms, undefined, { signal: left.signal }).catch(() => undefined);
    }
    if (left.signal.aborted) {
      return false;
    }
    if (frame.kind === 'event') {
      response.write(`event: ${frame.event.type}\ndata: ${JSON.stringify(frame.event)}\n\n`);
    }
  }
  return true;
}
