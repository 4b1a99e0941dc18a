import assert from 'node:assert/strict';

import fc from 'fast-check';

import { NO_FACTS, type WalletSnapshot } from '../../../../src/core/wallet/wallet.ts';
import { joinedAccounts, mergeObservations } from '../../../../src/core/wallet/walletMerge.ts';
import { NOW_MS, credits, limitWindow, snapshot } from '../../make.ts';

const said = (change: Partial<WalletSnapshot>, source: WalletSnapshot['source'] = 'rollout'): WalletSnapshot => ({
  ...NO_FACTS,
  observedAtMs: NOW_MS + 1000,
  source,
  account: { id: undefined, email: undefined },
  ...change,
});
const reserve = (percent: number) => limitWindow(percent, { limitId: 'gpt-reserve' });
const individualLimit = { limit: credits(500), used: credits(1), resetsAtMs: undefined };

describe('what is known of a wallet', () => {
  it('is nothing where nothing was seen', () => assert.equal(mergeObservations([]), undefined));

  it('is what the app-server answered', () => assert.deepEqual(mergeObservations([snapshot()]), snapshot()));

  it('is all that its last answer says, and nothing that it leaves out', () => {
    const answer = said({ planType: 'pro', balance: credits(5) }, 'appServer');
    assert.deepEqual(mergeObservations([snapshot({ spendControlReached: true }), answer]), {
      ...answer,
      account: snapshot().account,
    });
  });

  const known = snapshot({
    windows: [limitWindow(10), reserve(20)],
    individualLimit,
    spendControlReached: false,
    reachedType: 'memberCredits',
    resetCredits: 2,
  });
  const newer = { observedAtMs: NOW_MS + 1000, source: 'rollout' } as const;
  type Case = readonly [says: string, next: Partial<WalletSnapshot>, change: Partial<WalletSnapshot>];
  const cases: readonly Case[] = [
    [
      'a newer balance, with its step',
      { balance: credits(7.5), balanceStep: credits(0.1) },
      { balance: credits(7.5), balanceStep: credits(0.1), ...newer },
    ],
    [
      'newer windows of one limit, and the others’ as they were',
      { windows: [limitWindow(30)] },
      { windows: [limitWindow(30), reserve(20)] },
    ],
    [
      'newer windows of another limit, in their place',
      { windows: [reserve(30)] },
      { windows: [limitWindow(10), reserve(30)] },
    ],
    [
      'windows of a limit that was not told before',
      { windows: [limitWindow(1, { limitId: 'new' })] },
      { windows: [limitWindow(10), reserve(20), limitWindow(1, { limitId: 'new' })] },
    ],
    ['a newer plan', { planType: 'pro' }, { planType: 'pro' }],
    ['a limit that was reached since', { reachedType: 'window' }, { reachedType: 'window' }],
    ['all as it was, where nothing is said', {}, {}],
    ['no younger, where only windows are told', { windows: [limitWindow(10), reserve(20)] }, {}],
    ['as young as what says whether there are credits', { hasCredits: true }, newer],
    [
      'no balance, where it is said later that there are no credits',
      { hasCredits: false },
      { hasCredits: false, balance: undefined, balanceStep: undefined, ...newer },
    ],
    [
      'a balance of zero that is told as such',
      { hasCredits: false, balance: credits(0), balanceStep: credits(1) },
      { hasCredits: false, balance: credits(0), balanceStep: credits(1), ...newer },
    ],
    [
      'nothing of what only answers tell of',
      {
        individualLimit: { ...individualLimit, used: credits(9) },
        spendControlReached: true,
        ordinaryUsageAllowed: false,
        resetCredits: 9,
      },
      {},
    ],
  ];
  for (const [says, next, change] of cases) {
    it(`is ${says}`, () => assert.deepEqual(mergeObservations([known, said(next)]), { ...known, ...change }));
  }

  it('may be known from rollouts alone, without what only answers tell of', () => {
    const seen = said({ balance: credits(3), hasCredits: true, spendControlReached: true, individualLimit });
    assert.deepEqual(mergeObservations([seen]), {
      ...seen,
      spendControlReached: undefined,
      individualLimit: undefined,
    });
  });

  it('is as old as the newest sight where nobody tells of credits', () => {
    const sights = [
      said({ windows: [limitWindow(1)] }),
      said({ windows: [limitWindow(2)], observedAtMs: NOW_MS + 2000 }),
    ];
    assert.equal(mergeObservations(sights)?.observedAtMs, NOW_MS + 2000);
  });

  it('keeps the address of the account that only answers tell', () =>
    assert.deepEqual(
      mergeObservations([snapshot(), said({ account: { id: 'acct-1', email: undefined } })])?.account,
      snapshot().account,
    ));

  const observation = fc
    .record({
      source: fc.constantFrom('appServer' as const, 'update' as const, 'rollout' as const),
      balance: fc.option(fc.integer({ min: 0, max: 9 }).map(credits), { nil: undefined }),
      hasCredits: fc.option(fc.boolean(), { nil: undefined }),
      planType: fc.option(fc.constantFrom('pro', 'plus'), { nil: undefined }),
      windows: fc.subarray([limitWindow(10), limitWindow(20), reserve(30), reserve(40)]),
      spendControlReached: fc.option(fc.boolean(), { nil: undefined }),
    })
    .map(({ source, ...facts }) => said(facts, source));
  const observations = fc
    .array(observation, { maxLength: 8 })
    .map((seen) => seen.map((each, index) => ({ ...each, observedAtMs: NOW_MS + index })));

  it('can be told from the last answer on', () => {
    fc.assert(
      fc.property(observations, (seen) => {
        const last = seen.findLastIndex(({ source }) => source === 'appServer');
        assert.deepEqual(mergeObservations(seen), mergeObservations(seen.slice(Math.max(0, last))));
      }),
    );
  });

  it('can be joined bit by bit', () => {
    fc.assert(
      fc.property(observations, fc.nat(8), (seen, cut) => {
        const first = mergeObservations(seen.slice(0, cut));
        // What is known stands for an answer: it is all there is.
        const begun = first === undefined ? [] : [{ ...first, source: 'appServer' as const }];
        const joined = mergeObservations([...begun, ...seen.slice(cut)]);
        const whole = mergeObservations(seen);
        assert.deepEqual({ ...joined, source: undefined }, { ...whole, source: undefined });
      }),
    );
  });

  it('is never anything that nobody said', () => {
    fc.assert(
      fc.property(observations, (seen) => {
        const { balance, planType, windows = [] } = mergeObservations(seen) ?? {};
        assert.ok(balance === undefined || seen.some((each) => each.balance === balance));
        assert.ok(planType === undefined || seen.some((each) => each.planType === planType));
        assert.ok(windows.every((window) => seen.some((each) => each.windows.includes(window))));
      }),
    );
  });
});

describe('the accounts that count for one', () => {
  const cases: readonly (readonly [account: string, everSeen: readonly string[], joined: readonly string[]])[] = [
    ['a', ['a'], ['a', '']],
    ['', ['a'], ['a', '']],
    ['a', ['a', 'b'], ['a']],
    ['', ['a', 'b'], ['']],
    ['', [], ['']],
    ['c', ['a'], ['c']],
  ];
  for (const [account, everSeen, joined] of cases) {
    it(`are “${joined.join('”, “')}” for “${account}” where ${everSeen.join(' and ') || 'none'} was seen`, () =>
      assert.deepEqual(joinedAccounts(account, everSeen), joined));
  }
});
