import assert from 'node:assert/strict';

import { Emitter } from '../../../../src/base/emitter.ts';
import { refreshDraftWithBudgets } from '../../../../src/host/panel/draftRefresh.ts';
import type { GuardState } from '../../../../src/host/hooks/guardState.ts';
import { credits, policy, budget } from '../../make.ts';

describe('a run that is being written', () => {
  const state = (spent: number | undefined, limit = 100): GuardState => {
    const rules = policy({ budgets: [budget({ limit: credits(limit) })] });
    const budgets = rules.budgets.map((each) => ({ budget: each, spent: credits(spent ?? 0) }));
    return { usage: spent === undefined ? undefined : { inForce: { policy: rules }, budgets } } as never;
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
      refreshDraftWithBudgets({ onDidChange: changes.event }, { refreshDraft: () => (refreshed += 1) });
      states.forEach((each) => {
        changes.fire(each);
      });
      assert.equal(refreshed, expected);
    });
  }
});
