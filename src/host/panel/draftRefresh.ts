import type { Disposable } from '../../base/disposable.ts';
import type { Composer } from './composer.ts';
import type { StateStore } from '../stateStore.ts';

/**
 * Looks anew at a run that is being written when budgets or rules are others than before, whoever changed them, and at
 * the whole composer when there is a Codex again.
 */
export function refreshDraftWithBudgets(
  store: Pick<StateStore, 'onDidChange'>,
  composer: Pick<Composer, 'refreshDraft' | 'refresh'>,
): Disposable {
  let before: string | undefined;
  let hadCodex = true;
  return store.onDidChange(({ usage, wallet }) => {
    const hasCodex = wallet.kind !== 'noCodex';
    if (hasCodex && !hadCodex) {
      composer.refresh();
    }
    hadCodex = hasCodex;
    const now = usage && JSON.stringify([usage.inForce.policy, usage.budgets]);
    if (now !== undefined && now !== before) {
      const isFirst = before === undefined;
      before = now;
      if (!isFirst) {
        composer.refreshDraft();
      }
    }
  });
}
