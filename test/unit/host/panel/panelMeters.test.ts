import assert from 'node:assert/strict';

import type { GuardState } from '../../../../src/host/hooks/guardState.ts';
import { nowView } from '../../../../src/host/panel/panelNow.ts';
import type { NowView } from '../../../../src/panel/nowProtocol.ts';
import { HOUR_MS, NOW_MS, credits, limitWindow, override, wallet } from '../../make.ts';
import { budgetStatus, guardState, tools, unreachable, usageModel } from '../views.ts';

function viewOf(change: Partial<GuardState> = {}): NowView {
  return nowView(guardState(change), tools);
}

describe('the included windows in the panel', () => {
  const reserve = limitWindow(40, { limitId: 'gpt-reserve', name: 'Luna Reserve' });
  const { windowsTitle, windows } = viewOf({
    wallet: wallet({
      windows: [
        limitWindow(100),
        limitWindow(63, { windowMinutes: 10_080, resetsAtMs: NOW_MS + 50 * HOUR_MS }),
        reserve,
      ],
    }),
  });

  it('are those of the plan', () => assert.equal(windowsTitle, 'Included in Business'));

  it('say how much is used and when they reset, also aloud', () =>
    assert.deepEqual(windows[1], {
      id: 'codex/10080',
      label: 'Weekly window',
      tag: undefined,
      usedFraction: 0.63,
      reservedFraction: 0,
      hasUnknown: false,
      likelyEnd: undefined,
      note: '',
      text: '63 %',
      shortText: '63 %',
      detail: 'resets Sun 14:00',
      description: 'Weekly window: 63 % used, resets Sun 14:00.',
    }));

  it('mark the one that binds', () =>
    assert.deepEqual(
      windows.map(({ tag }) => tag),
      ['binds', undefined, undefined],
    ));

  it('have ids of their own', () => assert.equal(new Set(windows.map(({ id }) => id)).size, 3));

  it('are not known without a balance', () => {
    const view = viewOf({ wallet: unreachable(undefined) });
    assert.deepEqual([view.windowsTitle, view.windows], ['Included', []]);
  });

  it('say that Codex gave no time', () => {
    const [window] = viewOf({ wallet: wallet({ windows: [limitWindow(10, { resetsAtMs: undefined })] }) }).windows;
    assert.equal(window?.detail, 'Codex did not say when it resets');
  });
});

describe('a window that has begun anew since it was read', () => {
  const [window] = viewOf({
    wallet: wallet({ windows: [limitWindow(100, { resetsAtMs: NOW_MS - HOUR_MS })] }),
  }).windows;

  it('has no figure that is still known', () =>
    assert.deepEqual(
      [window?.usedFraction, window?.text, window?.detail, window?.tag],
      [undefined, 'unknown', 'began anew 11:00', undefined],
    ));
});

describe('what a workspace lets a member draw', () => {
  const meterOf = (used: number, resetsAtMs?: number) =>
    viewOf({ wallet: wallet({ individualLimit: { limit: credits(500), used: credits(used), resetsAtMs } }) })
      .workspace[0];

  it('is a meter of its own', () =>
    assert.deepEqual(meterOf(125.5, NOW_MS + 200 * HOUR_MS), {
      id: 'ownLimit',
      label: 'Your own limit',
      tag: undefined,
      usedFraction: 0.251,
      reservedFraction: 0,
      hasUnknown: false,
      likelyEnd: undefined,
      note: '',
      text: '374.50 left',
      shortText: '374 left',
      detail: 'of 500 · resets Nov 28, 20:00',
      description: 'Your own limit: 374.50 left of 500 · resets Nov 28, 20:00.',
    }));

  it('is not known once it has begun anew', () => {
    const meter = meterOf(500, NOW_MS - HOUR_MS);
    assert.deepEqual(
      [meter?.usedFraction, meter?.text, meter?.detail],
      [undefined, 'unknown', 'of 500 · began anew 11:00'],
    );
  });

  it('is not there where there is none', () => assert.deepEqual(viewOf().workspace, []));
});

describe('the budgets in the panel', () => {
  const meterOf = (...status: Parameters<typeof budgetStatus>) =>
    viewOf({ usage: usageModel({ budgets: [budgetStatus(...status)] }) }).budgets[0];

  it('say what is left without what is reserved, of how much, until when', () =>
    assert.deepEqual(meterOf(60, 15.38), {
      id: '/home/me/policy.json:daily',
      label: 'Day, all Codex',
      tag: undefined,
      usedFraction: 0.6,
      reservedFraction: 0.1538,
      hasUnknown: false,
      likelyEnd: undefined,
      note: '',
      text: '24.62 left',
      shortText: '24 left',
      detail: 'of 100 · resets 13:00',
      description: 'Day, all Codex: 24.62 left of 100 · resets 13:00.',
    }));

  it('are never drawn past their end', () => {
    const meter = meterOf(130, 20);
    assert.deepEqual([meter?.usedFraction, meter?.reservedFraction, meter?.text], [1, 0, '50.00 over']);
  });

  it('tell what an override adds, and until when', () => {
    const overrides = [override({ credits: credits(20) })];
    const [meter] = viewOf({ usage: usageModel({ budgets: [{ ...budgetStatus(108), overrides }] }) }).budgets;
    assert.deepEqual(
      [meter?.text, meter?.detail, meter?.note, meter?.usedFraction],
      ['12.00 left', 'of 100 · resets 13:00', 'raised by 20 until 00:00', 0.9],
    );
  });

  it('tell where they will likely end, as words and as a band', () => {
    const forecasts = [{ low: credits(80.2), high: credits(120.4) }, undefined];
    const budgets = [budgetStatus(30), budgetStatus(30)];
    const [meter, unknown] = viewOf({ usage: usageModel({ budgets, forecasts }) }).budgets;
    assert.deepEqual(
      [meter?.note, meter?.likelyEnd, meter?.description],
      [
        'likely 80–120 by then',
        { low: 0.802, high: 1 },
        'Day, all Codex: 70.00 left of 100 · resets 13:00, likely 80–120 by then.',
      ],
    );
    assert.deepEqual([unknown?.note, unknown?.likelyEnd], ['', undefined]);
  });

  it('are told apart where two files have one of the same name', () => {
    const [user, workspace] = [budgetStatus(30), budgetStatus(40)];
    const budgets = [user, { ...workspace, budget: { ...workspace.budget, file: '/work/.codex-guardrails.json' } }];
    const ids = viewOf({ usage: usageModel({ budgets }) }).budgets.map(({ id }) => id);
    assert.equal(new Set(ids).size, 2);
  });

  it('can be budgets of nothing', () => {
    const meter = meterOf(0, 0, { limit: credits(0) });
    assert.deepEqual([meter?.usedFraction, meter?.text], [0, '0.00 left']);
  });

  it('write a workspace’s path as people do', () =>
    assert.equal(meterOf(1, 0, { scope: { kind: 'workspace', path: '/home/me/src/api' } })?.label, 'Day, ~/src/api'));

  it('count what has no price', () => {
    const status = { ...budgetStatus(1), unpricedRequests: 4 };
    const [meter] = viewOf({ usage: usageModel({ budgets: [status] }) }).budgets;
    assert.match(meter?.note ?? '', /4 requests without a price$/);
    assert.equal(meter?.hasUnknown, true);
  });
});
