import type { Translate } from '../../base/translate.ts';
import type { Format } from '../../core/format.ts';
import { type HookState, hooksAtWork } from '../../core/hooks/hookStatus.ts';
import { failureText, failureTitle, hooksStep, hooksTitle } from '../../core/hooks/hookText.ts';
import { sentences } from '../../core/joinTexts.ts';
import { isRefused } from '../../core/wallet/bindingLimit.ts';
import { bindingText } from '../../core/wallet/walletText.ts';
import { budgetAlert } from '../alerts/budgetAlert.ts';
import type { GuardState } from '../hooks/guardState.ts';
import { isStale } from '../wallet/staleBalance.ts';
import { type StatusBarView, itemOf } from './statusBarItem.ts';

/** Error where no run can start; warning where runs are not guarded that should be, or where a limit is near. */
export function limitView(state: GuardState, t: Translate, format: Format): StatusBarView | undefined {
  const { wallet, usage, nowMs } = state;
  const alert = budgetAlert(usage, t, format, nowMs);
  const alertSpoken = sentences(alert?.sentence, alert?.resets);
  if (alert?.kind === 'spent') {
    return itemOf(`$(circle-slash) ${alert.short}`, alertSpoken, { severity: 'error' });
  }
  if (wallet.kind === 'known' && !isStale(wallet.snapshot, nowMs) && isRefused(wallet.snapshot, nowMs)) {
    const { title, text } = bindingText(wallet.snapshot, t, format, nowMs);
    return itemOf(`$(circle-slash) ${title}`, sentences(title, text), { severity: 'error' });
  }
  const near =
    alert === undefined ? undefined : itemOf(`$(warning) ${alert.short}`, alertSpoken, { severity: 'warning' });
  return guardView(state, t, format) ?? near;
}

/** Hooks that were installed and that nothing answers, or of which Codex passes over some or all without a word. */
function guardView({ hooks, hookFailure, nowMs }: GuardState, t: Translate, format: Format): StatusBarView | undefined {
  if (hookFailure !== undefined) {
    const spoken = sentences(failureTitle(t), failureText(hookFailure, t, format, nowMs));
    return itemOf(t('$(unlock) Guard not working'), spoken, { severity: 'warning' });
  }
  const lame = hooks.find(({ state }) => state !== 'active');
  if (lame === undefined) {
    return undefined;
  }
  const why = whyLameText(lame.state, t);
  const text =
    hooksAtWork(hooks) === 'none' ? t('$(unlock) Guard off: {0}', why) : t('$(unlock) Guard in part: {0}', why);
  const spoken = sentences(hooksTitle(hooks, t), hooksStep(hooks, t), t('Press Enter to install hooks.'));
  return itemOf(text, spoken, { severity: 'warning', action: 'guardAllRuns' });
}

function whyLameText(state: HookState, t: Translate): string {
  switch (state) {
    case 'needs-review':
      return t('hooks need review');
    case 'disabled':
      return t('hooks are switched off');
    case 'modified':
      return t('hooks were changed');
    case 'managed-only':
      return t('only managed hooks run');
    default:
      return t('hooks are missing');
  }
}
