/** A rollout as bytes, and what is to be read of it. */
import assert from 'node:assert/strict';

import { rolloutFileAt } from '../../../src/codex/codexHome.ts';
import { type RolloutRead, RolloutReader } from '../../../src/ingest/readRollout.ts';
import type { Checkpoint } from '../../../src/ledger/usage/checkpoints.ts';
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

/** What is new in a rollout, in all its parts. */
export async function read(
  path: string,
  checkpoint?: Checkpoint,
  promptSalt = 'salt',
): Promise<RolloutRead | undefined> {
  const reader = new RolloutReader({ workspaceOf: (folder) => folder, promptSalt });
  const file = rolloutFileAt(path);
  assert.ok(file, `${path} is not named as a rollout`);
  const parts: RolloutRead[] = [];
  for await (const part of reader.read(file, HOME, checkpoint)) {
    parts.push(part);
  }
  const last = parts.at(-1);
  return (
    last && {
      batch: {
        ...last.batch,
        turns: parts.flatMap(({ batch }) => batch.turns),
        events: parts.flatMap(({ batch }) => batch.events),
        balances: parts.flatMap(({ batch }) => batch.balances),
      },
      bytesRead: parts.reduce((sum, { bytesRead }) => sum + bytesRead, 0),
    }
  );
}

/** The requests that were read, by the input of each. */
export function inputs(result: RolloutRead | undefined): number[] {
  return (result?.batch.events ?? []).map((event) => event.usage.inputTokens);
}
