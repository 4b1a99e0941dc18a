import assert from 'node:assert/strict';

import type { GuardState } from '../../../../src/host/hooks/guardState.ts';
import { coverageView } from '../../../../src/host/panel/panelCoverage.ts';
import { panelState } from '../../../../src/host/panel/panelState.ts';
import { card } from '../../make.ts';
import { dayRow, guardState, TODAY, tools, unreachable, usageModel } from '../views.ts';

function stateOf(change: Partial<GuardState> = {}) {
  return panelState(guardState(change), 'en', tools);
}

const progress = { files: 3960, filesDone: 2418, filesTotal: 3960, bytesRead: 1, added: 0, observed: 0 };

describe('the panel’s state', () => {
  it('crosses to the webview as it is', () => {
    const state = stateOf();
    assert.deepEqual(structuredClone(state), state);
  });

  it('says when the balance was read', () => {
    assert.equal(stateOf().freshness, 'Read from Codex just now');
    assert.equal(stateOf({ wallet: unreachable(50_000) }).freshness, 'Read from Codex 50 s ago');
    assert.equal(stateOf({ wallet: { kind: 'noCodex' } }).freshness, '');
  });

  it('shows how far the history has been read, while it is', () =>
    assert.deepEqual(stateOf({ reading: progress, usage: undefined }).reading, {
      fraction: 2418 / 3960,
      text: 'Reading what Codex has done before: 2,418 of 3,960 files, newest first',
    }));

  it('does not speak of a look around that found nothing new', () =>
    assert.equal(stateOf({ reading: { ...progress, bytesRead: 0 } }).reading, undefined));

  it('says that the ledger is being read, and not that there is nothing', () => {
    const { now, runs, wallet: ofWallet, accuracy, coverage } = stateOf({ usage: undefined });
    const isBeingRead = 'The ledger is being read.';
    assert.deepEqual(
      [now.emptyText, runs.emptyText, ofWallet.emptyText, accuracy.emptyText],
      [isBeingRead, isBeingRead, isBeingRead, isBeingRead],
    );
    assert.deepEqual([runs.totalText, now.today.facts], ['', []]);
    assert.deepEqual(
      coverage.facts.map(({ label }) => label),
      ['Prices checked', 'One credit'],
    );
  });

  it('has a whole bar where there is nothing to read', () =>
    assert.equal(
      stateOf({ reading: { ...progress, filesDone: 0, filesTotal: 0 }, usage: undefined }).reading?.fraction,
      1,
    ));
});

describe('what the figures may lack, in the panel', () => {
  const view = (change: Partial<GuardState> = {}) => coverageView(guardState(change), tools);
  const fact = (label: string, change: Partial<GuardState>) =>
    view(change).facts.find((one) => one.label === label)?.text;
  const days = [dayRow(TODAY, 1, { unpricedRequests: 3, derivedPriceRequests: 2 })];

  it('always tells that other use of the wallet is not in it', () =>
    assert.deepEqual(
      view().notes.map(({ id }) => id),
      ['elsewhere', 'terminal'],
    ));

  it('tells of requests without a price', () => {
    const [note] = view({ usage: usageModel({ days }) }).notes.filter(({ id }) => id === 'unpriced');
    assert.deepEqual([note?.severity, note?.title], ['warning', '3 requests have no price.']);
  });

  it('tells that the prices are due for review, after their day', () => {
    const has = (nowMs: number) => view({ nowMs }).notes.some(({ id }) => id === 'review');
    assert.deepEqual([has(card.reviewAfterMs), has(card.reviewAfterMs + 1)], [false, true]);
  });

  it('counts what was read and what was not', () => {
    const usage = usageModel({ days, coverage: { rollouts: 1234, malformedLines: 5, incompleteThreads: 6 } });
    const state = { usage };
    assert.equal(fact('Rollouts read', state), '1,234');
    assert.equal(fact('Lines that could not be read', state), '5');
    assert.equal(fact('Incomplete threads', state), '6');
    assert.equal(fact('Requests without a price, 30 days', state), '3');
    assert.equal(fact('Requests with a price derived from the API’s, 30 days', state), '2');
    assert.equal(fact('Prices checked', state), tools.format.calendarDate(card.verifiedOn));
  });
});
