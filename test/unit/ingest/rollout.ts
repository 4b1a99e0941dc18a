/** A rollout as bytes, and what is to be read of it. */
import type { RolloutRead } from '../../../src/ingest/readRollout.ts';
import { readRollout } from '../../../src/ingest/readRollout.ts';
import type { Checkpoint } from '../../../src/ledger/usageWriter.ts';
import { THREAD, line, sessionMeta, taskStarted, tokenCount, turnContext, usage, usageRecord } from '../codex/lines.ts';

export const HOME = '/home/me/.codex';

/** The lines of a thread with so many requests, of 100, 200 … tokens, among model output. */
export function rolloutLines(count: number, change: object = {}): string[] {
  const meta = sessionMeta({ base_instructions: { text: 'You are Codex, a coding agent. '.repeat(20) }, ...change });
  const id = (change as { readonly id?: string }).id ?? THREAD;
  const requests = Array.from({ length: count }, (_, index) => [
    line('response_item', { type: 'message', text: `thinking äöü token_count ${index}` }),
    usageRecord(`resp_${index}`, usage((index + 1) * 100, 0, 10), { thread_id: id, session_id: id }),
    tokenCount(usage((index + 1) * 100, 0, 10)),
  ]);
  return [meta, taskStarted(), turnContext(), ...requests.flat()];
}

export function asText(lines: readonly string[]): string {
  return lines.map((each) => `${each}\n`).join('');
}

export function read(file: string, checkpoint?: Checkpoint): RolloutRead | undefined {
  return readRollout(file, HOME, checkpoint, (folder) => folder);
}

/** The requests that were read, by the input of each. */
export function inputs(result: RolloutRead | undefined): number[] {
  return (result?.batch.events ?? []).map((event) => event.usage.inputTokens);
}
