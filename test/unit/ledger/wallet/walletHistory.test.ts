import assert from 'node:assert/strict';

import type { LedgerEvent } from '../../../../src/core/usage/usageSlice.ts';
import { DAY_MS, HOUR_MS, NOW_MS, credits, eventOfCredits, event, limitWindow, snapshot, tokens } from '../../make.ts';
import { batch, ledgerFixture } from '../openLedger.ts';

const MINUTE_MS = 60_000;

/** At `NOW_MS`, the window is seen to be used up. */
const readings = [
  snapshot({ observedAtMs: NOW_MS, windows: [limitWindow(100, { resetsAtMs: NOW_MS + 4 * HOUR_MS })] }),
  snapshot({
    observedAtMs: NOW_MS + HOUR_MS,
    balance: credits(990),
    windows: [limitWindow(100, { resetsAtMs: NOW_MS + 4 * HOUR_MS })],
  }),
];

describe('what requests of ours drew, in a statement', () => {
  const { open } = ledgerFixture();

  /** What is counted and between which bounds, in credits. */
  function drawn(...events: readonly LedgerEvent[]): readonly (number | undefined)[] {
    const ledger = open();
    ledger.recordBalances(readings);
    const turns = [...Map.groupBy(events, ({ turnId }) => turnId)].map(([turnId, requests]) => ({
      turnId,
      rootTurnId: undefined,
      startedAtMs: Math.min(...requests.map(({ occurredAtMs }) => occurredAtMs)) - MINUTE_MS,
      contextTokens: undefined,
      idleMs: undefined,
      prompt: undefined,
    }));
    ledger.writer.append([batch(events, { turns })]);
    const span = { fromMs: NOW_MS, untilMs: NOW_MS + DAY_MS };
    const { totals } = ledger.walletStatement('acct-1', 'day', 'UTC', span);
    return [totals?.ours, totals?.oursLowest, totals?.oursHighest].map((amount) => amount && amount / 1e6);
  }
  const at = (minutes: number, change: Partial<LedgerEvent> = {}): LedgerEvent =>
    eventOfCredits(10, {
      account: 'acct-1',
      occurredAtMs: NOW_MS + minutes * MINUTE_MS,
      responseId: `resp-${minutes}`,
      turnId: `turn-${minutes}`,
      ...change,
    });

  it('is exact, of a turn that began when the window was used up', () => assert.deepEqual(drawn(at(10)), [10, 10, 10]));

  it('may be nothing, of a turn that was running already', () =>
    assert.deepEqual(drawn(at(-5, { turnId: 'long' }), at(10, { turnId: 'long' }), at(20)), [20, 10, 20]));

  it('may be nothing, where the meter is not known', () => assert.deepEqual(drawn(at(5 * 60)), [10, 0, 10]));

  it('is as uncertain as the price', () => {
    const doubtful = event({ model: 'gpt-5.5-cyber', usage: tokens(100_000, 0, 0), turnId: 'turn-1' });
    const [counted = 0, lowest = 0, highest = 0] = drawn({
      ...doubtful,
      account: 'acct-1',
      occurredAtMs: NOW_MS + 10 * MINUTE_MS,
    });
    assert.ok(counted > 0);
    assert.deepEqual(
      [lowest / counted, highest / counted].map((part) => part.toFixed(3)),
      ['0.900', '1.100'],
    );
  });

  it('has no bound above, where something has no price', () =>
    assert.deepEqual(drawn(at(10), at(20, { model: 'unheard-of' })), [10, 10, undefined]));
});
