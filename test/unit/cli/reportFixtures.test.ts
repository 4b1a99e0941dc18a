import assert from 'node:assert/strict';
import { cpSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import expected from '../../fixtures/rollouts/expected.json' with { type: 'json' };
import { type TokenUsage, NO_TOKENS, addTokens } from '../../../src/core/usage/tokenUsage.ts';
import { cliFixture } from './runCli.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/rollouts/', import.meta.url));

interface Row extends TokenUsage {
  readonly key: string;
  readonly requests: number;
  readonly creditsMicros: number;
  readonly incomplete: boolean;
}

type Billed = TokenUsage & { readonly requests: number };

/** The thread that a rollout's first line tells of. */
function threadOf(file: string): string {
  const [line = ''] = readFileSync(`${FIXTURES}${file}`, 'utf8').split('\n', 1);
  return (JSON.parse(line) as { payload: { id: string } }).payload.id;
}

/** What each thread was billed for; one that was reverted has two rollouts. */
function billedThreads(): Readonly<Record<string, Billed>> {
  const billed: Record<string, Billed> = {};
  // A rollout that was migrated holds the same requests as before.
  for (const [file, sums] of Object.entries(expected).filter(([name]) => !name.startsWith('migrated/'))) {
    const thread = threadOf(file);
    const before = billed[thread] ?? { ...NO_TOKENS, requests: 0 };
    billed[thread] = { ...addTokens(before, sums), requests: before.requests + sums.requests };
  }
  return billed;
}

const withoutKey = ({ requests, ...row }: Row): Billed => ({ ...addTokens(NO_TOKENS, row), requests });

describe('codex-guardrails report over all rollouts that real Codex versions wrote', () => {
  const { json, folder } = cliFixture();
  const rows = async (by: string): Promise<readonly Row[]> =>
    (await json('report', '--by', by))['rows'] as readonly Row[];

  beforeEach(() => {
    cpSync(FIXTURES, folder('home', 'sessions'), { recursive: true });
  });

  it('has the tokens of each thread, each request once, whoever inherits it and wherever it was copied to', async () => {
    const told = await rows('thread');
    const whole = told.filter(({ incomplete }) => !incomplete);
    const billed = billedThreads();
    assert.deepEqual(
      Object.fromEntries(whole.map((row) => [row.key, withoutKey(row)])),
      Object.fromEntries(whole.map(({ key }) => [key, billed[key]])),
    );
    assert.deepEqual(told.map(({ key }) => key).sort(), Object.keys(billed).sort());
  });

  it('says of just those threads that they lack something that no version wrote down', async () => {
    const incomplete = (await rows('thread')).filter((row) => row.incomplete).map(({ key }) => key);
    const lacking = ['0.77.0/compacted-remotely.jsonl', '0.147.0/compacted-remotely.jsonl'].map(threadOf);
    assert.deepEqual(incomplete.sort(), lacking.sort());
  });

  it('has the credits of the rate card, each request rounded once', async () => {
    const [row] = (await rows('model')).filter(({ key }) => key === 'gpt-5.4');
    const { inputTokens = 0, cachedInputTokens = 0, outputTokens = 0, creditsMicros = NaN, requests = 0 } = row ?? {};
    const unrounded = (inputTokens - cachedInputTokens) * 62.5 + cachedInputTokens * 6.25 + outputTokens * 375;
    assert.ok(requests > 5);
    assert.ok(Math.abs(creditsMicros - unrounded) <= requests / 2, `${creditsMicros} for ${unrounded}`);
  });
});
