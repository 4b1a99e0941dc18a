import type { Translate } from '../../base/translate.ts';
import { foreseenText } from '../../core/estimate/outlookText.ts';
import type { Format } from '../../core/format.ts';
import { sentences } from '../../core/joinTexts.ts';
import { NO_CREDITS, sumCredits } from '../../core/money.ts';
import type { RunMeter } from '../../guard/runs/runMeter.ts';
import type { GuardState } from '../hooks/guardState.ts';
import { type StatusBarView, itemOf } from './statusBarItem.ts';

/** That Codex asks. */
export function questionView({ openQuestions }: GuardState, t: Translate): StatusBarView | undefined {
  return openQuestions === 0
    ? undefined
    : itemOf(t('$(bell-dot) Codex asks you'), t('Codex waits for your answer. Press Enter to answer.'), {
        severity: 'warning',
        action: 'answer',
      });
}

/** Runs that are held: first those that ask, then those that wait for a reset. */
export function heldRunView(
  { activeRuns, nowMs }: GuardState,
  t: Translate,
  format: Format,
): StatusBarView | undefined {
  const held = activeRuns.filter(({ hold }) => hold !== undefined);
  const asking = held.filter(({ hold }) => hold?.waitsUntilMs === undefined);
  return asking.length > 0 ? askingRunsView(asking, t, format) : waitingRunsView(held, nowMs, t, format);
}

function askingRunsView(runs: readonly RunMeter[], t: Translate, format: Format): StatusBarView {
  const [run] = runs;
  const spent = format.credits(run?.spent ?? NO_CREDITS);
  const [text, spoken] =
    runs.length > 1
      ? [
          t('$(debug-pause) {0} runs are held', runs.length),
          t('{0} runs are held and ask you. Press Enter to answer.', runs.length),
        ]
      : [
          t('$(debug-pause) Held at {0}', spent),
          t('one run is held after {0} credits and asks you. Press Enter to answer.', spent),
        ];
  return itemOf(text, spoken, { severity: 'warning', action: 'answer' });
}

function waitingRunsView(
  runs: readonly RunMeter[],
  nowMs: number,
  t: Translate,
  format: Format,
): StatusBarView | undefined {
  const [run] = runs;
  if (run?.hold?.waitsUntilMs === undefined) {
    return undefined;
  }
  if (runs.length > 1) {
    return itemOf(
      t('$(debug-pause) {0} runs are held', runs.length),
      t('{0} runs are held, and go on by themselves.', runs.length),
    );
  }
  const [spent, until] = [format.credits(run.spent), format.instant(run.hold.waitsUntilMs, nowMs)];
  return itemOf(
    t('$(debug-pause) {0} · until {1}', spent, until),
    t('one run is held after {0} credits. It goes on at {1}.', spent, until),
  );
}

/** What goes on: what it has spent, and where it will likely end. */
export function runView({ activeRuns }: GuardState, t: Translate, format: Format): StatusBarView | undefined {
  const [run] = activeRuns;
  if (run === undefined) {
    return undefined;
  }
  if (activeRuns.length > 1) {
    return severalRunsView(activeRuns, t, format);
  }
  const spent = format.credits(run.spent);
  if (run.unpricedRequests > 0) {
    return itemOf(t('$(sync~spin) no price'), t('one run is going on. Its model has no price.'));
  }
  const ends = run.range === undefined ? [] : [t('ends {0}', format.range(run.range.p10, run.range.p90))];
  const [text, spoken] =
    run.cap === undefined
      ? [t('$(sync~spin) {0}', spent), t('one run is going on, {0} credits so far, no cap.', spent)]
      : [
          t('$(sync~spin) {0}/{1}', spent, format.limit(run.cap)),
          t('one run is going on, {0} of {1} credits.', spent, format.limit(run.cap)),
        ];
  return itemOf([text, ...ends].join(' · '), sentences(spoken, foreseenText(run, t, format)));
}

/** What has no price is not in the figure, and where nothing has one there is no figure. */
function severalRunsView(runs: GuardState['activeRuns'], t: Translate, format: Format): StatusBarView {
  const total = sumCredits(runs.map(({ spent }) => spent));
  const spent = format.credits(total);
  if (runs.every(({ unpricedRequests }) => unpricedRequests === 0)) {
    return itemOf(
      t('$(sync~spin) {0} runs · {1}', runs.length, spent),
      t('{0} runs are going on, {1} credits so far.', runs.length, spent),
    );
  }
  return total === 0
    ? itemOf(
        t('$(sync~spin) {0} runs · no price', runs.length),
        t('{0} runs are going on. Their models have no price.', runs.length),
      )
    : itemOf(
        t('$(sync~spin) {0} runs · {1}+', runs.length, spent),
        t('{0} runs are going on, {1} credits so far, and more without a price.', runs.length, spent),
      );
}
