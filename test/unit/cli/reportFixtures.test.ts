import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import expected from '../../fixtures/rollouts/expected.json' with { type: 'json' };
import type { TokenUsage } from '../../../src/core/tokenUsage.ts';
import { cliFixture } from './runCli.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/rollouts/', import.meta.url));

interface Row extends TokenUsage {
  readonly key: string;
  readonly requests: number;
  readonly creditsMicros: number;
  readonly models: readonly string[];
}

/** The thread that a rollout's first line tells of. */
function threadOf(file: string): string {
  const [line = ''] = readFileSync(`${FIXTURES}${file}`, 'utf8').split('\n', 1);
  return (JSON.parse(line) as { payload: { id: string } }).payload.id;
}

describe('codex-guardrails report over rollouts of the real Codex', () => {
  const { json } = cliFixture();
  const rows = async (by: string): Promise<readonly Row[]> =>
    (await json('report', '--by', by, '--codex-home', FIXTURES))['rows'] as readonly Row[];

  it('has the tokens of each thread, each request once, whoever inherits it', async () => {
    const files = Object.entries(expected);
    const wanted = Object.fromEntries(files.map(([file, sums]) => [threadOf(file), sums]));
    const told = (await rows('thread')).map(
      ({
        key,
        requests,
        inputTokens,
        cachedInputTokens,
        cacheWriteInputTokens,
        outputTokens,
        reasoningOutputTokens,
      }) => [
        key,
        { requests, inputTokens, cachedInputTokens, cacheWriteInputTokens, outputTokens, reasoningOutputTokens },
      ],
    );
    assert.equal(told.length, files.length);
    assert.deepEqual(Object.fromEntries(told), wanted);
  });

  it('has the credits of the rate card, each request rounded once', async () => {
    const [row] = (await rows('model')).filter(({ key }) => key === 'gpt-5.5');
    const { inputTokens = 0, cachedInputTokens = 0, outputTokens = 0, creditsMicros = NaN, requests = 0 } = row ?? {};
    const unrounded = (inputTokens - cachedInputTokens) * 125 + cachedInputTokens * 12.5 + outputTokens * 750;
    assert.ok(requests > 20);
    assert.ok(Math.abs(creditsMicros - unrounded) <= requests / 2, `${creditsMicros} for ${unrounded}`);
  });
});
