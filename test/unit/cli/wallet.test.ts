import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';

import { openLedger } from '../../../src/ledger/ledger.ts';
import { NOW_MS, card } from '../make.ts';
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

  describe('what it means', () => {
    /** The ledger was there before the balances were seen. */
    beforeEach(() => {
      openLedger(cli.folder('data', 'ledger.sqlite'), card, NOW_MS).close();
    });

    const fall = [seen(60, '100.00'), seen(90, '58.00')] as const;

    it('is told after the statement: what to know, what the balance consists of, and how much top-up is safe', async () => {
      cli.policy({ reserveCredits: 60, autoReload: { targetBalanceCredits: 500, maxPerMonth: 2 } });
      readings(...fall, seen(120, '558.00'), seen(150, '50.00'));
      const { out } = await cli.run('wallet', '--timezone', 'UTC');
      const [, told = ''] = out.split('\n\nTo know\n');
      assert.match(
        told,
        /the balance fell 2 times, by 549\.96–550\.04 credits in all, each time while nothing ran here\./,
      );
      assert.match(told, /^The balance rose by 499\.98–500\.02 credits between .+, likely by a top-up\./m);
      assert.match(told, /^The balance is 50\.00 credits; it has been below your reserve of 60 since /m);
      assert.match(told, /^Nov 20, 2026 +50\.00 +from Nov 20, 2027 on$/m);
      assert.match(told, /may buy 1,000 credits in a month, about 40\.00 USD\. One-time purchases come on top\.$/m);
      assert.match(told, /^What a month needs can be told after 14 whole days/m);
    });

    it('is told to programs, too', async () => {
      cli.policy({ autoReload: { monthlyMaximumCredits: 800, maxPerMonth: 3 } });
      readings(...fall);
      const answer = await cli.json('wallet', '--timezone', 'UTC');
      const [alert, ...others] = answer['alerts'] as readonly Record<string, unknown>[];
      assert.deepEqual([alert?.['kind'], alert?.['atMs'], others], ['fellWhileIdle', NOW_MS + 90 * MINUTE_MS, []]);
      assert.deepEqual(alert?.['movements'], answer['movements']);
      const { lots, topUps, exposure, recommended, need } = answer;
      assert.deepEqual(lots, [
        {
          seenAtMs: NOW_MS + 60 * MINUTE_MS,
          creditsMicros: 100_000_000,
          remainingCreditsMicros: 58_000_000,
          expiresAtMs: null,
        },
      ]);
      assert.deepEqual(topUps, { seenThisMonth: 0, creditsMicros: 0, maxPerMonth: 3 });
      assert.deepEqual(exposure, { kind: 'limited', creditsMicros: 800_000_000 });
      assert.deepEqual([recommended, need], [null, null]);
    });

    it('is told each time: only what pops up by itself is told once', async () => {
      readings(...fall);
      const told = async () => ((await cli.json('wallet'))['alerts'] as readonly object[]).length;
      assert.deepEqual([await told(), await told()], [1, 1]);
    });

    it('is not told of what was before a span', async () => {
      readings(...fall);
      assert.deepEqual((await cli.json('wallet', '--since', '2026-11-21'))['alerts'], []);
    });

    it('is no part of the CSV', async () => {
      readings(...fall);
      const { out } = await cli.run('wallet', '--csv', '--by', 'month');
      assert.deepEqual(
        out
          .trimEnd()
          .split('\n')
          .map((line) => line.split(',')[0]),
        ['key', '2026-11'],
      );
    });
  });

  it('is not told of what was before the first start here', async () => {
    readings(seen(60, '100.00'), seen(90, '58.00'));
    assert.deepEqual((await cli.json('wallet'))['alerts'], []);
  });

  it('without any balance seen there is none, and that is said', async () => {
    cli.rollout(1);
    const { out, code } = await cli.run('wallet');
    assert.deepEqual([code, /Codex was not found/.test(out)], [0, true]);
    assert.deepEqual((await cli.json('wallet'))['totals'], null);
  });
});
