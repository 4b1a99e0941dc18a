import assert from 'node:assert/strict';

import { inEnglish } from '../../../../src/base/translate.ts';
import { GuardError } from '../../../../src/base/errors.ts';
import type { BudgetStatus } from '../../../../src/core/budgets/budgetStatus.ts';
import { decide } from '../../../../src/core/decisions/decide.ts';
import type { RunEstimate } from '../../../../src/core/estimate/estimateRun.ts';
import type { PolicyFile } from '../../../../src/core/policy/policy.ts';
import { refusedText } from '../../../../src/guard/hooks/hookText.ts';
import {
  type OverrideWish,
  newOverride,
  overrideCommands,
  overrideOffer,
} from '../../../../src/guard/policy/overrides.ts';
import { input, status } from '../../core/decisionInput.ts';
import { NOW_MS, credits, estimate, policy, unpricedEstimate } from '../../make.ts';
import { format, preflight } from '../../host/views.ts';

function offered(budgets: readonly BudgetStatus[], rules: Partial<PolicyFile> = {}, likely = estimate(10, 30)) {
  const decision = decide(policy(rules), input({ budgets, estimate: likely, outlook: { kind: 'included' } }));
  return overrideOffer(preflight(decision, { budgets, estimate: likely }));
}

/** A budget whose same an administrator limits to so much. */
function managed(spent: number, managedLimit: number, file = '/policy.json'): BudgetStatus {
  const { budget, ...rest } = status(spent);
  return { ...rest, budget: { ...budget, file, managedLimit: credits(managedLimit) } };
}

describe('what is offered for a refused run', () => {
  const ids = (...budgets: readonly BudgetStatus[]) => offered(budgets)?.budgets.map(({ budget }) => budget.value.id);

  it('is to raise the budget that is spent, by what the run needs', () =>
    assert.deepEqual(
      [ids(status(100)), offered([status(100)], {}, estimate(2.5, 7.25))?.suggested],
      [['daily'], credits(8)],
    ));

  it('is to raise all that are spent', () =>
    assert.deepEqual(ids(status(100), status(5, 0, { id: 'roomy' }), status(120, 0, { id: 'weekly' })), [
      'daily',
      'weekly',
    ]));

  it('is said as commands, one a budget', () =>
    assert.deepEqual(overrideCommands(offered([status(100), status(120, 0, { id: 'weekly' })]) ?? assert.fail()), [
      'codex-guardrails override add --budget daily --credits 30',
      'codex-guardrails override add --budget weekly --credits 30',
    ]));

  it('is told with a prompt that Codex is not to send', () => {
    const budgets = [status(100)];
    const decision = decide(policy(), input({ budgets, outlook: { kind: 'included' } }));
    const refused = preflight(decision, { budgets, estimate: estimate(10, 30) });
    const text = refusedText(refused, { kind: 'denied' }, inEnglish, format, NOW_MS);
    assert.match(text, /call “codex-guardrails override add --budget daily --credits 30” in a terminal/);
  });

  it('has no amount for a run without a price', () => {
    const unpriced: RunEstimate = unpricedEstimate;
    assert.match(overrideCommands(offered([status(100)], {}, unpriced) ?? assert.fail())[0] ?? '', / N$/);
    assert.equal(offered([status(100)], {}, unpriced)?.suggested, undefined);
    assert.ok(offered([status(100)], {}, unpriced));
  });

  for (const [says, budgets, rules] of [
    ['the run is not refused', [status(95)], {}],
    ['something else refuses it', [], { modelsDeny: ['*'] }],
    ['something else refuses it, too', [status(100)], { modelsDeny: ['*'] }],
    ['the budget is the administrator’s', [managed(100, 100, '/etc/policy.json')], {}],
    ['one of two budgets is', [status(100), managed(100, 100, '/etc/policy.json')], {}],
    ['the administrator’s limit to the same is used up, too', [managed(150, 150)], {}],
  ] as const) {
    it(`is nothing where ${says}`, () => assert.equal(offered(budgets, rules), undefined));
  }

  it('is to raise one’s own up to the administrator’s limit', () => assert.ok(offered([managed(100, 150)])));
});

describe('a new override', () => {
  const wish: OverrideWish = { kind: 'today', more: credits(10), reason: 'release day', givenBy: 'person' };
  const made = (of: BudgetStatus, change: Partial<OverrideWish> = {}, timezone = 'Europe/Berlin') =>
    newOverride(of, { ...wish, ...change }, 'id-1', timezone, NOW_MS);

  it('holds until the end of the day in the policy’s time zone', () => {
    assert.equal(made(status(100)).expiresAtMs, Date.UTC(2026, 10, 20, 23));
    assert.equal(made(status(100), {}, 'UTC').expiresAtMs, Date.UTC(2026, 10, 21));
  });

  it('makes up for what was spent beyond the limit', () => assert.equal(made(status(107)).credits, credits(17)));

  it('adds to what is left', () => assert.equal(made(status(90)).credits, credits(10)));

  it('says which budget of which file', () => {
    const { budgetId, file, reason, givenBy, kind } = made(status(100));
    assert.deepEqual(
      [budgetId, file, reason, givenBy, kind],
      ['daily', '/policy.json', 'release day', 'person', 'today'],
    );
  });

  it('for a day needs a reason, for one run it does not', () => {
    assert.throws(
      () => made(status(100), { reason: undefined }),
      (error) => GuardError.is(error, 'input.invalid'),
    );
    assert.equal(made(status(100), { kind: 'once', reason: undefined }).reason, undefined);
  });

  it('is refused for the administrator’s budget', () =>
    assert.throws(
      () => made(managed(100, 100)),
      (error) => GuardError.is(error, 'policy.refused'),
    ));
});
