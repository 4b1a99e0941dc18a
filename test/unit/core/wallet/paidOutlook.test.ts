import assert from 'node:assert/strict';

import fc from 'fast-check';

import type { RunEstimate } from '../../../../src/core/estimate/estimateRun.ts';
import { type AllowanceUse, mayDrawPaid, paidOutlook } from '../../../../src/core/wallet/paidOutlook.ts';
import type { RateLimitWindow, WalletSnapshot, WalletState } from '../../../../src/core/wallet/wallet.ts';
import { HOUR_MS, NOW_MS, credits, estimate, limitWindow, paidWallet, unpricedEstimate, wallet } from '../../make.ts';

/** So much was spent here before the wallet was read, so much since, and so much is held. */
function use(before: number, since = 0, reserved = 0): AllowanceUse {
  return {
    spentIn: ({ untilMs }) => credits(untilMs <= READ_AT_MS ? before : since),
    reserved: credits(reserved),
  };
}

const READ_AT_MS = NOW_MS - 60_000;
const included = (usedPercent: number, change: Partial<RateLimitWindow> = {}, snapshot: Partial<WalletSnapshot> = {}) =>
  wallet({ observedAtMs: READ_AT_MS, windows: [limitWindow(usedPercent, change)], ...snapshot });

describe('whether a run of 10 (p50) to 30 (p90) credits may outlast the allowance', () => {
  const cases: readonly (readonly [
    says: string,
    wallet: WalletState,
    use: AllowanceUse,
    outlook: string,
    run?: RunEstimate,
  ])[] = [
    ['half used by 100 credits here', included(50), use(100), 'included'],
    // At 51 per cent, which 50 may be, 49 are left, worth 100 ÷ 51 each.
    ['half used by 30 credits here', included(50), use(30), 'mayCross 28.823529'],
    ['of which some were spent since it was read', included(50), use(100, 70), 'mayCross 26.078431'],
    ['of which some are held for other runs', included(50), use(100, 0, 70), 'mayCross 26.078431'],
    ['of which all are held', included(50), use(100, 0, 200), 'mayCross 0'],
    ['a quarter used by a little here', included(25), use(2), 'mayCross 5.692307'],
    ['less than a quarter used: too little to tell by', included(24), use(2), 'included'],
    ['80 % used, not by this machine', included(80), use(0), 'included'],
    ['90 % used, not by this machine: near its end', included(90), use(0), 'mayCross unknown'],
    ['90 % used, by much more than the run needs', included(90), use(2000), 'included'],
    ['99 % used, of which one more may be', included(99), use(2000), 'mayCross 0'],
    ['99 % used, reset by now', included(99, { resetsAtMs: NOW_MS }), use(2000), 'included'],
    ['90 % used, when it ends is not told', included(90, { resetsAtMs: undefined }), use(100), 'mayCross unknown'],
    ['89 % used, how long it is is not told', included(89, { windowMinutes: undefined }), use(10), 'included'],
    [
      'of another limit',
      included(99, { limitId: 'spark' }, { hasCredits: false, balance: credits(0) }),
      use(1),
      'unknown',
    ],
    ['near its end, but there are no credits to draw', included(95, {}, { hasCredits: false }), use(0), 'included'],
    [
      'near its end, and whether there are credits is not told',
      included(95, {}, { hasCredits: undefined, balance: undefined }),
      use(0),
      'mayCross unknown',
    ],
    ['near its end, a run without a price', included(90), use(2000), 'mayCross unknown', unpricedEstimate],
    ['half used, a run without a price', included(50), use(1), 'included', unpricedEstimate],
    ['used up', paidWallet, use(100), 'credits'],
    ['not known', { kind: 'loading' }, use(100), 'unknown'],
    ['none, with an API key', { kind: 'apiKey' }, use(100), 'api'],
  ];
  for (const [says, state, spent, expected, run] of cases) {
    it(`${says}: ${expected}`, () => {
      const outlook = paidOutlook(state, run ?? estimate(10, 30), spent, false, NOW_MS);
      const left =
        outlook.kind === 'mayCross' ? ` ${outlook.left === undefined || run ? 'unknown' : outlook.left / 1e6}` : '';
      assert.equal(outlook.kind + left, expected);
    });
  }

  it('is asked of the window with least left', () => {
    const windows = [limitWindow(60), limitWindow(92, { windowMinutes: 10_080 })];
    const outlook = paidOutlook(
      wallet({ observedAtMs: READ_AT_MS, windows }),
      estimate(10, 30),
      use(40),
      false,
      NOW_MS,
    );
    assert.equal(outlook.kind === 'mayCross' && outlook.window.usedPercent, 92);
  });

  it('counts with credits that automatic top-up would buy', () => {
    const none = included(95, {}, { hasCredits: false });
    assert.equal(paidOutlook(none, estimate(10, 30), use(0), true, NOW_MS).kind, 'mayCross');
  });

  it('counts what was spent in the window from its beginning to its reading', () => {
    const spans: unknown[] = [];
    const spentIn: AllowanceUse['spentIn'] = (span) => {
      spans.push(span);
      return credits(1);
    };
    paidOutlook(included(50), estimate(10, 30), { spentIn, reserved: credits(0) }, false, NOW_MS);
    const fromMs = NOW_MS + HOUR_MS - 5 * HOUR_MS;
    assert.deepEqual(spans, [
      { fromMs, untilMs: READ_AT_MS },
      { fromMs: READ_AT_MS, untilMs: NOW_MS },
    ]);
  });

  it('is never answered “no” where it would be “yes” for a smaller run, or with more used', () => {
    const amount = fc.nat(200);
    fc.assert(
      fc.property(amount, amount, fc.nat(99), fc.nat(99), amount, (p90, more, percent, morePercent, spent) => {
        const at = (size: number, used: number): boolean =>
          mayDrawPaid(paidOutlook(included(Math.min(99, used)), estimate(0, size), use(spent), false, NOW_MS));
        assert.ok(!at(p90, percent) || at(p90 + more, percent));
        const telling = 25;
        assert.ok(percent < telling || !at(p90, percent) || at(p90, percent + morePercent));
      }),
    );
  });
});
