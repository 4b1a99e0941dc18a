import assert from 'node:assert/strict';

import { inEnglish } from '../../../src/base/translate.ts';
import { HOOK_EVENTS, type HookState, type HookStatus } from '../../../src/core/hooks/hookStatus.ts';
import type { GuardState } from '../../../src/host/hooks/guardState.ts';
import type { StatusBarChoice } from '../../../src/host/statusBar/statusBarChoice.ts';
import type { StatusBarView } from '../../../src/host/statusBar/statusBarItem.ts';
import { statusBarView } from '../../../src/host/statusBar/statusBarView.ts';
import { card } from '../make.ts';
import { format, guardState } from './views.ts';

export function viewOf(change: Partial<GuardState> = {}, choice: StatusBarChoice = 'balanceAndToday'): StatusBarView {
  return statusBarView(guardState(change), choice, card, inEnglish, format);
}

type Case = readonly [
  says: string,
  state: Partial<GuardState>,
  view: Partial<StatusBarView> & Pick<StatusBarView, 'text' | 'accessibleName'>,
];

/** A test for each case: all of the view is compared, what is left out by what it mostly is. */
export function checkViews(cases: readonly Case[], choice?: StatusBarChoice): void {
  for (const [says, state, expected] of cases) {
    const { text, accessibleName, ...rest } = expected;
    const whole = { severity: 'none', isDim: false, action: 'openPanel', ...rest, text };
    it(`${says}: ${text}`, () =>
      assert.deepEqual(viewOf(state, choice), { ...whole, accessibleName: `Codex Guardrails: ${accessibleName}` }));
  }
}

/** Our four hooks, the first of them in another state. */
export function hooks(first: HookState, others: HookState = 'active'): { readonly hooks: readonly HookStatus[] } {
  return {
    hooks: HOOK_EVENTS.map((event, index) => ({
      home: '/home/me/.codex',
      event,
      state: index === 0 ? first : others,
      sourcePath: '/home/me/.codex/hooks.json',
    })),
  };
}
