import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';

import { NOW_MS } from '../make.ts';
import { cliFixture } from './runCli.ts';

const MINUTE_MS = 60_000;

/** A balance that a rollout tells of, so many minutes after the first request. */
function seen(minutes: number, balance: string): string {
  const at = new Date(NOW_MS + minutes * MINUTE_MS).toISOString();
  const credits = { has_credits: true, unlimited: false, balance };
  const payload = { type: 'token_count', info: null, rate_limits: { limit_id: 'codex', credits } };
  return `${JSON.stringify({ timestamp: at, type: 'event_msg', payload })}\n`;
}

describe('codex-guardrails wallet', () => {
  const cli = cliFixture();

  function readings(...lines: readonly string[]): void {
    cli.rollout(2);
    appendFileSync(cli.folder('home', 'sessions', 'rollout-a.jsonl'), lines.join(''));
  }

  it('says what the balance did, in rows that add up', async () => {
    readings(seen(60, '100.00'), seen(120, '90.00'), seen(180, '590.00'));
    const { rows, totals, movements } = await cli.json('wallet', '--timezone', 'UTC');
    const [row] = rows as readonly Record<string, number>[];
    assert.deepEqual(
      [
        row?.['openingCreditsMicros'],
        row?.['unattributedCreditsMicros'],
        row?.['topUpCreditsMicros'],
        row?.['closingCreditsMicros'],
      ],
      [100_000_000, 10_000_000, 500_000_000, 590_000_000],
    );
    assert.equal((totals as Record<string, number>)['closingCreditsMicros'], 590_000_000);
    assert.deepEqual(
      (movements as readonly { kind: string }[]).map(({ kind }) => kind),
      ['drain', 'topUp'],
    );
  });

  it('is a table, too, in which what was not read is no zero', async () => {
    readings(seen(60, '100.00'));
    const { out } = await cli.run('wallet', '--timezone', 'UTC');
    assert.match(out, /^2026-11-20 +100\.00 +0\.00 +0\.00 +0\.00 +≈ 100\.00$/m);
    assert.match(out, /^2026-11-21 +≈ 100\.00 +0\.00 +not read +not read +≈ 100\.00$/m);
    assert.match(out, /^Unattributed: what other ChatGPT features/m);
  });

  it('is CSV with the same figures', async () => {
    readings(seen(60, '100.00'), seen(120, '90.00'));
    const [header = '', first = ''] = (
      await cli.run('wallet', '--by', 'month', '--timezone', 'UTC', '--csv')
    ).out.split('\n');
    const column = header.split(',').indexOf('unattributedCreditsMicros');
    assert.deepEqual([first.split(',')[0], first.split(',')[column]], ['2026-11', '10000000']);
  });

  it('without any balance seen there is none, and that is said', async () => {
    cli.rollout(1);
    const { out, code } = await cli.run('wallet');
    assert.deepEqual([code, /Codex was not found/.test(out)], [0, true]);
    assert.deepEqual((await cli.json('wallet'))['totals'], null);
  });
});
