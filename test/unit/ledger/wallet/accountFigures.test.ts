import assert from 'node:assert/strict';

import type { AccountFigure } from '../../../../src/core/prices/calibration/figures.ts';
import { DAY_MS, NOW_MS, card, credits, event, tokens } from '../../make.ts';
import { ownFigures } from '../../../../src/core/prices/calibration/ownFigures.ts';
import { batch, ledgerFixture } from '../openLedger.ts';

/** What an account says of a thread of one request of 10,000 fresh tokens: by our card 1.25 credits. */
function figure(change: Partial<AccountFigure> = {}): AccountFigure {
  return {
    threadId: 'thread-1',
    model: 'gpt-5.5',
    tier: 'standard',
    credits: credits(1.25),
    inputTokens: 10_000,
    cachedInputTokens: 0,
    outputTokens: 0,
    readAtMs: NOW_MS + 1,
    ...change,
  };
}

describe('the account’s own figures in the ledger', () => {
  const { open } = ledgerFixture();

  it('stand against ours, by model and tier', () => {
    const ledger = open();
    ledger.writer.append([
      batch([event(), event({ responseId: 'resp-2', tier: 'priority' })]),
      batch([event({ threadId: 'thread-2' })]),
    ]);
    ledger.recordAccountFigures('thread-1', [figure(), figure({ tier: 'fast', credits: credits(2.5) })]);
    ledger.recordAccountFigures('thread-2', [figure({ threadId: 'thread-2', credits: credits(1) })]);
    assert.deepEqual(
      ledger
        .priceAgreements(0)
        .map(({ model, tier, threads, ours, account, verdict }) => [model, tier, threads, ours, account, verdict]),
      [
        ['gpt-5.5', 'fast', 1, credits(2.5), credits(2.5), 'agrees'],
        ['gpt-5.5', 'standard', 2, credits(2.5), credits(2.25), 'differs'],
      ],
    );
  });

  it('are replaced when a thread is asked about again', () => {
    const ledger = open();
    ledger.writer.append([batch([event()])]);
    ledger.recordAccountFigures('thread-1', [figure({ credits: credits(9) }), figure({ model: 'gone' })]);
    ledger.recordAccountFigures('thread-1', [figure()]);
    const [agreement, ...others] = ledger.priceAgreements(0);
    assert.deepEqual([agreement?.account, others], [credits(1.25), []]);
    assert.deepEqual(ledger.priceAgreements(NOW_MS + 2), []);
  });

  it('threads are asked about that were used since, the newest first', () => {
    const ledger = open();
    const at = (threadId: string, day: number) => batch([event({ threadId, occurredAtMs: NOW_MS + day * DAY_MS })]);
    ledger.writer.append([at('old', -9), at('asked', 0), at('used again', 1), at('new', 2)]);
    ledger.recordAccountFigures('asked', [figure({ threadId: 'asked' })]);
    ledger.recordAccountFigures('used again', [figure({ threadId: 'used again' })]);
    assert.deepEqual(ledger.threadsToAsk(NOW_MS - DAY_MS, 9), ['new', 'used again']);
    assert.deepEqual(ledger.threadsToAsk(NOW_MS - DAY_MS, 1), ['new']);
  });
});

describe('our figure of a thread', () => {
  it('has no price as soon as one request has none', () => {
    const figures = ownFigures([event({ model: 'unheard-of' })], card);
    assert.deepEqual([figures[0]?.credits, figures[0]?.requests], [undefined, 1]);
  });

  it('counts the requests that are priced as long ones', () => {
    const long = event({ usage: tokens(300_000, 0, 0), occurredAtMs: NOW_MS + 5 });
    const [figure] = ownFigures([event(), long], card);
    assert.deepEqual([figure?.longRequests, figure?.startedAtMs, figure?.endedAtMs], [1, NOW_MS, NOW_MS + 5]);
  });
});
