import assert from 'node:assert/strict';

import { type WalletSnapshot, type WalletState, lastSnapshot } from '../../../../src/core/wallet/wallet.ts';
import { bindingLimit } from '../../../../src/core/wallet/bindingLimit.ts';
import { meterOf, nextRunMeter } from '../../../../src/core/wallet/nextRunMeter.ts';
import { HOUR_MS, NOW_MS, credits, limitWindow, snapshot, wallet } from '../../make.ts';

const empty = { balance: credits(0), hasCredits: false } as const;
const full = [limitWindow(100)];
const LATER_MS = NOW_MS + 5 * HOUR_MS;
const individual = (used: number, resetsAtMs = LATER_MS) => ({ limit: credits(500), used: credits(used), resetsAtMs });

describe('the limit that binds', () => {
  const cases: readonly (readonly [says: string, seen: Partial<WalletSnapshot>, kind: string, untilMs?: number])[] = [
    ['none, with allowance left', {}, 'none'],
    ['none at 99.9 %', { windows: [limitWindow(99.9)] }, 'none'],
    ['a window that is used up, until it resets', { windows: full }, 'included-window', NOW_MS + HOUR_MS],
    ['a window that is overdrawn', { windows: [limitWindow(104)] }, 'included-window', NOW_MS + HOUR_MS],
    ['not a window whose reset has come', { windows: [limitWindow(100, { resetsAtMs: NOW_MS })] }, 'none'],
    [
      'a window that does not say when it resets',
      { windows: [limitWindow(100, { resetsAtMs: undefined })] },
      'included-window',
    ],
    [
      'of two used-up windows, the one that comes back last',
      { windows: [...full, limitWindow(100, { resetsAtMs: LATER_MS })] },
      'included-window',
      LATER_MS,
    ],
    [
      'a used-up window that never says when, before one that does',
      { windows: [...full, limitWindow(100, { resetsAtMs: undefined })] },
      'included-window',
    ],
    [
      'not a bucket that ordinary runs do not draw on',
      { windows: [limitWindow(10), limitWindow(100, { limitId: 'gpt-reserve' })] },
      'none',
    ],
    ['empty credits, once the window is used up', { windows: full, ...empty }, 'credits-empty', NOW_MS + HOUR_MS],
    ['not empty credits while the allowance lasts', empty, 'none'],
    [
      'not empty credits that are unlimited',
      { windows: full, ...empty, unlimited: true },
      'included-window',
      NOW_MS + HOUR_MS,
    ],
    ['empty credits, where nothing is included', { windows: [], ...empty }, 'credits-empty'],
    [
      'a balance below zero, where nothing is included',
      { windows: [], balance: credits(-1), hasCredits: undefined },
      'credits-empty',
    ],
    ['none, where nothing is included and credits are left', { windows: [] }, 'none'],
    [
      'none, where nothing is included and credits are unlimited',
      { windows: [], balance: undefined, unlimited: true },
      'none',
    ],
    [
      'unknown, where nothing is told',
      { windows: [], balance: undefined, hasCredits: undefined, unlimited: undefined },
      'unknown',
    ],
    ['unknown, where use is not allowed and no limit says why', { ordinaryUsageAllowed: false }, 'unknown'],
    ['the person’s limit in the workspace', { individualLimit: individual(500) }, 'individual-limit', LATER_MS],
    ['not the person’s limit while some of it is left', { individualLimit: individual(499.999999) }, 'none'],
    [
      'the person’s limit, though it is not told when it resets',
      { individualLimit: { ...individual(500), resetsAtMs: undefined } },
      'individual-limit',
    ],
    ['not the person’s limit once it has reset', { individualLimit: individual(500, NOW_MS) }, 'none'],
    [
      'the person’s limit before a used-up window',
      { individualLimit: individual(600), windows: full },
      'individual-limit',
      LATER_MS,
    ],
    [
      'the workspace’s spending limit before all others',
      { spendControlReached: true, individualLimit: individual(500), windows: full },
      'spend-control',
      LATER_MS,
    ],
    ['not a limit of the workspace’s owner', { reachedType: 'ownerLimit' }, 'none'],
    ['the workspace’s empty pool', { reachedType: 'memberCredits', windows: full }, 'workspace-pool'],
  ];
  for (const [says, seen, kind, untilMs] of cases) {
    it(`is ${says}`, () => {
      const binding = bindingLimit(snapshot(seen), NOW_MS);
      assert.deepEqual([binding.kind, binding.untilMs], [kind, untilMs]);
    });
  }

  it('names the bucket of a used-up window', () =>
    assert.equal(bindingLimit(snapshot({ windows: full }), NOW_MS).limitId, 'codex'));
});

describe('the meter a run draws on', () => {
  const cases: readonly (readonly [says: string, state: WalletState, meter: string])[] = [
    ['the allowance while it lasts', wallet(), 'included'],
    ['credits once a window is used up', wallet({ windows: full }), 'credits'],
    [
      'the allowance again once the window has reset',
      wallet({ windows: [limitWindow(100, { resetsAtMs: NOW_MS })] }),
      'included',
    ],
    ['credits where the allowance may not be used', wallet({ ordinaryUsageAllowed: false }), 'credits'],
    [
      'the allowance where Codex does not say whether it may be used',
      wallet({ ordinaryUsageAllowed: undefined }),
      'included',
    ],
    ['credits where nothing is included', wallet({ windows: [] }), 'credits'],
    ['credits where they are unlimited', wallet({ windows: [], hasCredits: undefined, unlimited: true }), 'credits'],
    ['unknown where nothing is told', wallet({ windows: [], hasCredits: undefined }), 'unknown'],
    [
      'unknown where only another bucket is told',
      wallet({ windows: [limitWindow(5, { limitId: 'x' })], hasCredits: false }),
      'unknown',
    ],
    ['money with an API key', { kind: 'apiKey' }, 'api'],
    ['unknown while loading', { kind: 'loading' }, 'unknown'],
    ['unknown without Codex', { kind: 'noCodex' }, 'unknown'],
    ['unknown when signed out, whatever was last seen', { kind: 'signedOut', last: snapshot() }, 'unknown'],
    ['unknown when Codex cannot be reached', { kind: 'unreachable', reason: 'offline', last: snapshot() }, 'unknown'],
  ];
  for (const [says, state, meter] of cases) {
    it(`is ${says}`, () => assert.equal(meterOf(state, NOW_MS), meter));
  }

  it('is told with the window that is used up for longest', () => {
    const window = limitWindow(100, { windowMinutes: 10_080, resetsAtMs: LATER_MS });
    assert.deepEqual(nextRunMeter(wallet({ windows: [...full, window] }), NOW_MS), {
      meter: 'credits',
      reason: { kind: 'windowUsedUp', window },
    });
  });
});

describe('the last snapshot', () => {
  const seen = snapshot();
  const cases: readonly (readonly [state: WalletState, last: WalletSnapshot | undefined])[] = [
    [{ kind: 'known', snapshot: seen }, seen],
    [{ kind: 'signedOut', last: seen }, seen],
    [{ kind: 'unreachable', reason: 'offline', last: seen }, seen],
    [{ kind: 'signedOut', last: undefined }, undefined],
    [{ kind: 'loading' }, undefined],
    [{ kind: 'noCodex' }, undefined],
    [{ kind: 'apiKey' }, undefined],
  ];
  for (const [state, last] of cases) {
    it(`is ${last === undefined ? 'none' : 'kept'} when ${state.kind}`, () => assert.equal(lastSnapshot(state), last));
  }
});
