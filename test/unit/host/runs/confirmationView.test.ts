import assert from 'node:assert/strict';

import { inEnglish } from '../../../../src/base/translate.ts';
import type { Finding } from '../../../../src/core/decisions/finding.ts';
import type { RunEstimate } from '../../../../src/core/estimate/estimateRun.ts';
import type { WalletState } from '../../../../src/core/wallet/wallet.ts';
import type { Preflight } from '../../../../src/guard/runs/preflight.ts';
import { type ConfirmationView, confirmationView, refusalText } from '../../../../src/host/runs/confirmationView.ts';
import { HOUR_MS, NOW_MS, budget, credits, judgeRequest, paidWallet, unpricedEstimate, wallet } from '../../make.ts';
import { budgetStatus, estimated, format, preflight, unreachable } from '../views.ts';

const MANAGED = '/etc/codex-guardrails/policy.json';

function viewOf(wanted: Preflight, state: WalletState = wallet()): ConfirmationView {
  return confirmationView(wanted, state, inEnglish, format, NOW_MS);
}

function paragraphs(wanted: Preflight, state?: WalletState): string[] {
  return viewOf(wanted, state).detail.split('\n\n');
}

function finding(effect: Finding['effect'], reason: Finding['reason'], change: Partial<Finding> = {}): Finding {
  return { ruleId: 'rule', file: undefined, effect, reason, ...change };
}

const asks = finding('confirm', { kind: 'aboveConfirm', p90: credits(30) }, { limit: credits(20) });
const spent = finding(
  'deny',
  { kind: 'budgetSpent', budget: budget() },
  { limit: credits(100), resetsAtMs: NOW_MS + HOUR_MS },
);
const denied = finding('deny', { kind: 'modelDenied', model: 'gpt-5.5' });

describe('the question before a run', () => {
  it('says what the run will cost', () =>
    assert.equal(viewOf(preflight()).message, 'This run will likely cost 10–30 credits (median 14).'));

  it('names the cap on the button', () =>
    assert.equal(viewOf(preflight({ cap: credits(50) })).runLabel, 'Run, at most 50'));

  it('names a cap with decimals as it is', () =>
    assert.equal(viewOf(preflight({ cap: credits(17.5) })).runLabel, 'Run, at most 17.50'));

  it('says that there is none', () => assert.equal(viewOf(preflight()).runLabel, 'Run without cap'));

  it('offers another cap', () => assert.equal(viewOf(preflight()).changeCapLabel, 'Change cap…'));

  it('tells why it asks, what is left, and what happens at the cap, in this order', () => {
    const wanted = preflight({ findings: [asks], cap: credits(50) }, { budgets: [budgetStatus(11.78)] });
    assert.deepEqual(paragraphs(wanted), [
      'Your policy asks above 20.',
      'The daily budget has 88.22 left. The balance is 1,000.00 credits. The run draws on the included allowance.',
      'At 50 credits it is held and asks again; the response in flight may pass that.',
    ]);
  });

  it('says that it is stopped at its cap where the policy wants that', () => {
    const { subject } = preflight();
    const wanted = preflight({ cap: credits(50) }, { request: judgeRequest(subject, { onCap: 'stop' }) });
    assert.match(viewOf(wanted).detail, /At 50 credits it is stopped; the response in flight may pass that\./);
  });

  it('tells all findings and all budgets, without what is reserved', () => {
    const wanted = preflight(
      { findings: [asks, finding('warn', { kind: 'unknownEffort' })] },
      { budgets: [budgetStatus(60, 15.38), budgetStatus(10, 0, { period: 'week', id: 'w' })] },
    );
    const [why, left] = paragraphs(wanted);
    assert.equal(why, 'Your policy asks above 20. The reasoning effort is not known.');
    assert.match(left ?? '', /^The daily budget has 24\.62 left\. The weekly budget has 90\.00 left\./);
  });

  it('gives the reasons of the estimate', () => {
    const reasons = [
      { code: 'base', factor: 1, count: 7330 },
      { code: 'newThread', factor: 3.82, count: undefined },
    ] as const;
    const wanted = preflight({}, { estimate: { ...estimated(10, 14, 30), reasons } });
    assert.equal(paragraphs(wanted).at(-1), 'Starting point: 7,330 runs of other people. Starts a new thread, ×3.8.');
  });

  it('says that a price is derived', () => {
    const derived: RunEstimate = { ...estimated(10, 14, 30), priceGrade: 'derived' };
    assert.equal(
      paragraphs(preflight({}, { estimate: derived })).at(-1),
      'Its price is derived from the API’s list price.',
    );
  });
});

describe('the question before a run whose model has no price', () => {
  const wanted = preflight({ cap: credits(50) }, { estimate: unpricedEstimate });

  it('says that the cost is not known', () =>
    assert.equal(viewOf(wanted).message, 'What this run will cost is not known: gpt-99 has no price.'));

  it('promises no cap, since none can hold', () => {
    assert.equal(viewOf(wanted).runLabel, 'Run without cap');
    assert.deepEqual(paragraphs(wanted).slice(1), ['It has no cap.', 'Without a price, no cap can hold.']);
  });
});

describe('what the run draws on, in the question', () => {
  const cases: readonly (readonly [says: string, state: WalletState, text: string])[] = [
    ['included', wallet(), 'The balance is 1,000.00 credits. The run draws on the included allowance.'],
    ['purchased', paidWallet, 'The balance is 1,000.00 credits. The run draws on purchased credits.'],
    ['unlimited', wallet({ unlimited: true }), 'The run draws on the included allowance.'],
    ['unknown balance', wallet({ balance: undefined }), 'The run draws on the included allowance.'],
    ['not reached, last figure', unreachable(HOUR_MS), 'The balance is 1,000.00 credits.'],
    ['signed out, never seen', { kind: 'signedOut', last: undefined }, 'It has no cap.'],
    ['API key', { kind: 'apiKey' }, 'It has no cap.'],
  ];
  for (const [says, state, text] of cases) {
    it(`${says}: ${text}`, () => assert.equal(paragraphs(preflight(), state)[0], text));
  }

  it('is not said twice where the policy says it', () => {
    const paid = finding('confirm', { kind: 'paidCredits' });
    assert.equal(
      paragraphs(preflight({ effect: 'confirm', findings: [paid] }), paidWallet)[1],
      'The balance is 1,000.00 credits.',
    );
  });
});

describe('a refusal', () => {
  const refusal = (findings: readonly Finding[]): string =>
    refusalText(preflight({ effect: 'deny', findings }), MANAGED, inEnglish, format, NOW_MS);

  it('says that nothing was started, why, and when that ends', () =>
    assert.equal(refusal([spent]), 'Not started: The daily budget of 100 credits is spent. It resets at 13:00.'));

  it('gives every reason that refuses, and no other', () =>
    assert.equal(
      refusal([spent, denied, asks]),
      'Not started: The daily budget of 100 credits is spent. It resets at 13:00. ' +
        'The policy does not allow the model gpt-5.5.',
    ));

  it('says where an administrator wills it, and nowhere else', () => {
    const byManaged = 'A managed rule says so, which cannot be changed here.';
    assert.ok(refusal([{ ...spent, file: MANAGED }]).endsWith(byManaged));
    assert.doesNotMatch(refusal([spent, { ...asks, file: MANAGED }]), /managed/);
  });
});
