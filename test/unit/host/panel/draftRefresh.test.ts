import assert from 'node:assert/strict';

import { Emitter } from '../../../../src/base/emitter.ts';
import { refreshDraftWithBudgets } from '../../../../src/host/panel/draftRefresh.ts';
import type { GuardState } from '../../../../src/host/hooks/guardState.ts';
import { credits, policy, budget } from '../../make.ts';

const notExpected = (): never => assert.fail('this is not to be looked at');

describe('a run that is being written', () => {
  const state = (spent: number | undefined, limit = 100): GuardState => {
    const rules = policy({ budgets: [budget({ limit: credits(limit) })] });
    const budgets = rules.budgets.map((each) => ({ budget: each, spent: credits(spent ?? 0) }));
    return {
      wallet: { kind: 'loading' },
      usage: spent === undefined ? undefined : { inForce: { policy: rules }, budgets },
    } as never;
  };

  for (const [says, states, expected] of [
    ['is looked at anew when more was spent', [state(1), state(2)], 1],
    ['is looked at anew when a limit was changed', [state(1), state(1, 50)], 1],
    ['is not when nothing of this has changed', [state(1), state(1), state(1)], 0],
    [
      'is not by what is known first, nor by what is not known',
      [state(undefined), state(1), state(undefined), state(1)],
      0,
    ],
  ] as const) {
    it(says, () => {
      const changes = new Emitter<GuardState>(() => undefined);
      let refreshed = 0;
      refreshDraftWithBudgets(
        { onDidChange: changes.event },
        { refreshDraft: () => (refreshed += 1), refresh: notExpected },
      );
      states.forEach((each) => {
        changes.fire(each);
      });
      assert.equal(refreshed, expected);
    });
  }

  it('is looked at anew, with what it can be run with, once there is a Codex again', () => {
    const changes = new Emitter<GuardState>(() => undefined);
    let refreshed = 0;
    refreshDraftWithBudgets(
      { onDidChange: changes.event },
      { refreshDraft: notExpected, refresh: () => (refreshed += 1) },
    );
    const counts = (['loading', 'noCodex', 'noCodex', 'loading', 'signedOut'] as const).map((kind) => {
      changes.fire({ wallet: { kind }, usage: undefined } as never);
      return refreshed;
    });
    assert.deepEqual(counts, [0, 0, 0, 1, 1]);
  });
});
