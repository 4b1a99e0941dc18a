import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { GROUPINGS } from '../../../src/core/usage/cuts.ts';
import { turnContext, usage, usageRecord } from '../codex/lines.ts';
import { asText } from '../ingest/rollout.ts';
import expected from '../../fixtures/rollouts/expected.json' with { type: 'json' };
import { cliFixture } from './runCli.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/rollouts/', import.meta.url));
/** Those right in the folder; others lie in folders of their own, which a plain folder's reader leaves alone. */
const FIXTURE_REQUESTS = Object.entries(expected)
  .filter(([name]) => !name.includes('/'))
  .reduce((sum, [, { requests }]) => sum + requests, 0);
type Row = Readonly<Record<string, unknown>>;

describe('codex-guardrails report', () => {
  const { run, json, rollout, folder } = cliFixture();

  /** One request of a model that nobody has a price for. */
  function writeUnpriced(): void {
    rollout(0);
    const lines = [turnContext({ model: 'gpt-99' }), usageRecord('r', usage(1, 0, 1))];
    appendFileSync(folder('home', 'sessions', 'rollout-a.jsonl'), asText(lines));
  }

  it('answers as CONTRACT has it', async () => {
    rollout(2);
    const row = {
      requests: 2,
      inputTokens: 300,
      cachedInputTokens: 0,
      cacheWriteInputTokens: 0,
      outputTokens: 20,
      reasoningOutputTokens: 0,
      // 300 × 125 + 20 × 750
      creditsMicros: 52_500,
      usdMicros: 2100,
      paidCreditsMicros: 0,
      includedCreditsMicros: 0,
      unknownMeterCreditsMicros: 52_500,
      unpricedRequests: 0,
      derivedPriceRequests: 0,
      incomplete: false,
      models: ['gpt-5.5'],
    };
    assert.deepEqual(await json('report', '--timezone', 'UTC'), {
      schemaVersion: 1,
      by: 'day',
      timezone: 'UTC',
      rows: [{ key: '2026-11-22', ...row }],
      totals: row,
      unguardedRuns: [],
    });
  });

  for (const by of GROUPINGS) {
    it(`by ${by} adds up to the total`, async () => {
      const { rows, totals } = await json('report', '--by', by, '--codex-home', FIXTURES);
      const sum = (field: string): number => (rows as Row[]).reduce((total, row) => total + Number(row[field]), 0);
      const fields = ['requests', 'inputTokens', 'creditsMicros'];
      assert.deepEqual(
        fields.map(sum),
        fields.map((field) => (totals as Row)[field]),
      );
    });
  }

  it('reads several homes', async () => {
    rollout(2);
    const { totals } = await json('report', '--codex-home', FIXTURES, '--codex-home', folder('home'));
    assert.equal((totals as Row)['requests'], FIXTURE_REQUESTS + 2);
  });

  it('counts nothing twice when it is asked again', async () => {
    rollout(2);
    const first = await run('report', '--json');
    assert.deepEqual(await run('report', '--json'), first);
  });

  it('does not read anything new where it is told not to', async () => {
    rollout(2);
    const { rows } = await json('report', '--no-ingest');
    assert.deepEqual(rows, []);
  });

  it('has a true zero where there is nothing', async () => {
    const { rows, totals } = await json('report');
    assert.deepEqual([rows, (totals as Row)['creditsMicros']], [[], 0]);
  });

  it('has no credits, not zero, where nothing has a price', async () => {
    writeUnpriced();
    const totals = (await json('report'))['totals'] as Row;
    assert.deepEqual([totals['creditsMicros'], totals['usdMicros'], totals['unpricedRequests']], [null, null, 1]);
  });

  for (const [since, until, requests] of [
    ['2026-11-22', '2026-11-23', 2],
    ['2026-11-23', '2026-11-24', 0],
    ['2026-11-22T22:24:03.893Z', '2026-11-22T22:24:03.894Z', 2],
    ['2026-11-22T22:24:03.894Z', '2026-11-23', 0],
    ['2026-11-22', '2026-11-22T22:24:03.893Z', 0],
  ] as const) {
    it(`from ${since} until ${until} has ${requests} requests`, async () => {
      rollout(2);
      const { totals } = await json('report', '--timezone', 'UTC', '--since', since, '--until', until);
      assert.equal((totals as Row)['requests'], requests);
    });
  }

  it('takes a date in the time zone', async () => {
    rollout(2);
    const { rows } = await json('report', '--timezone', 'Asia/Tokyo', '--since', '2026-11-23');
    assert.deepEqual(
      (rows as Row[]).map(({ key }) => key),
      ['2026-11-23'],
    );
  });

  it('in CSV has a line for each row, under the names of the fields', async () => {
    rollout(2);
    const [header, line, ...rest] = (await run('report', '--csv', '--timezone', 'UTC')).out.split('\n');
    assert.deepEqual(
      [header?.split(',').slice(0, 3), line?.split(',').slice(0, 3), rest],
      [['key', 'requests', 'inputTokens'], ['2026-11-22', '2', '300'], ['']],
    );
  });

  it('for people has a total', async () => {
    const { out } = await run('report', '--codex-home', FIXTURES, '--by', 'model');
    assert.match(out, new RegExp(`^total +${FIXTURE_REQUESTS} `, 'm'));
  });

  it('for people says what has no price', async () => {
    writeUnpriced();
    assert.match((await run('report')).out, /\n1 request without a price: not in the credits\.\n/);
  });
});
