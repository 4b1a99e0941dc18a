import type { BudgetForecast } from '../../core/budgets/budgetForecast.ts';
import { limitOf, raisedBy, remainingOf, type BudgetStatus } from '../../core/budgets/budgetStatus.ts';
import { budgetLabel, remainingInShort, remainingText } from '../../core/budgets/budgetText.ts';
import { listed } from '../../core/joinTexts.ts';
import { subtractCredits } from '../../core/money.ts';
import { type IndividualLimit, type RateLimitWindow, type WalletSnapshot, hasReset } from '../../core/wallet/wallet.ts';
import { bindingLimit } from '../../core/wallet/bindingLimit.ts';
import { windowName } from '../../core/wallet/windowText.ts';
import type { MeterView } from '../../panel/nowProtocol.ts';
import { shortPath } from '../shortPath.ts';
import type { ViewTools } from '../viewTools.ts';

/** An included window: how much of it is used. */
export function windowMeter(
  window: RateLimitWindow,
  snapshot: WalletSnapshot,
  nowMs: number,
  { t, format }: ViewTools,
): MeterView {
  const binding = bindingLimit(snapshot, nowMs);
  const binds =
    binding.kind === 'included-window' && binding.limitId === window.limitId && binding.untilMs === window.resetsAtMs;
  const label = windowName(window, t);
  const isOver = hasReset(window, nowMs);
  const text = isOver ? t('unknown') : format.percent(window.usedPercent);
  const detail =
    window.resetsAtMs === undefined
      ? t('Codex did not say when it resets')
      : isOver
        ? t('began anew {0}', format.instant(window.resetsAtMs, nowMs))
        : t('resets {0}', format.instant(window.resetsAtMs, nowMs));
  return {
    ...PLAIN_METER,
    id: `${window.limitId}/${window.windowMinutes ?? 0}`,
    label,
    tag: binds ? t('binds') : undefined,
    usedFraction: isOver ? undefined : clampFraction(window.usedPercent / 100),
    text,
    shortText: text,
    detail,
    description: t('{0}: {1} used, {2}.', label, text, detail),
  };
}

/** What a workspace lets this person draw of its credits. */
export function ownLimitMeter(ownLimit: IndividualLimit, nowMs: number, tools: ViewTools): MeterView {
  const { limit, used, resetsAtMs } = ownLimit;
  const { t, format } = tools;
  const label = t('Your own limit');
  const isOver = hasReset(ownLimit, nowMs);
  const left = subtractCredits(limit, used);
  const text = isOver ? t('unknown') : remainingText(left, t, format);
  const when = resetsAtMs === undefined ? undefined : format.instant(resetsAtMs, nowMs);
  const resets = when === undefined ? '' : ` · ${isOver ? t('began anew {0}', when) : t('resets {0}', when)}`;
  const detail = t('of {0}', format.limit(limit)) + resets;
  return {
    ...PLAIN_METER,
    id: 'ownLimit',
    label,
    usedFraction: isOver ? undefined : clampFraction(used / Math.max(1, limit)),
    text,
    shortText: isOver ? text : remainingInShort(left, t, format),
    detail,
    description: t('{0}: {1} {2}.', label, text, detail),
  };
}

/** A meter of which no more is known than what is used. */
const PLAIN_METER = { tag: undefined, reservedFraction: 0, hasUnknown: false, likelyEnd: undefined, note: '' } as const;

/** A budget: how much of it is left, and where it will likely end. */
export function budgetMeter(
  status: BudgetStatus,
  forecast: BudgetForecast | undefined,
  nowMs: number,
  tools: ViewTools,
): MeterView {
  const { t, format, homeFolder } = tools;
  const { value } = status.budget;
  const limit = Math.max(1, limitOf(status));
  const scope =
    value.scope.kind === 'workspace' ? { ...value.scope, path: shortPath(value.scope.path, homeFolder) } : value.scope;
  const label = budgetLabel({ ...value, scope }, t);
  const left = remainingOf(status);
  const text = remainingText(left, t, format);
  const resets =
    status.resetsAtMs === undefined ? '' : ` · ${t('resets {0}', format.instant(status.resetsAtMs, nowMs))}`;
  const detail = t('of {0}', format.limit(value.limit)) + resets;
  const note = budgetNote(status, forecast, nowMs, tools);
  return {
    // Two files may have a budget of one id, for different folders.
    id: `${status.budget.file}:${value.id}`,
    label,
    tag: undefined,
    usedFraction: clampFraction(status.spent / limit),
    reservedFraction: Math.max(0, Math.min(1 - clampFraction(status.spent / limit), status.reserved / limit)),
    hasUnknown: status.unpricedRequests > 0,
    likelyEnd:
      forecast === undefined
        ? undefined
        : { low: clampFraction(forecast.low / limit), high: clampFraction(forecast.high / limit) },
    text,
    shortText: remainingInShort(left, t, format),
    detail,
    note,
    description: t('{0}: {1} {2}.', label, text, listed([detail, note], t)),
  };
}

/** What overrides add to a budget, where it will likely end, and what is not in it. */
function budgetNote(
  status: BudgetStatus,
  forecast: BudgetForecast | undefined,
  nowMs: number,
  { t, format }: ViewTools,
): string {
  const raised = raisedBy(status);
  const untilMs = Math.min(...status.overrides.map(({ expiresAtMs }) => expiresAtMs));
  const more = raised === 0 ? [] : [t('raised by {0} until {1}', format.limit(raised), format.instant(untilMs, nowMs))];
  const likely = forecast === undefined ? [] : [t('likely {0} by then', format.range(forecast.low, forecast.high))];
  const unpriced =
    status.unpricedRequests === 0 ? [] : [t('{0} without a price', format.requests(status.unpricedRequests))];
  return [...more, ...likely, ...unpriced].join(' · ');
}

function clampFraction(value: number): number {
  return Math.max(0, Math.min(1, value));
}
