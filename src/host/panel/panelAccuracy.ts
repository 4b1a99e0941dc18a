import type { AccuracyPoint, InsideShare } from '../../core/estimate/accuracy.ts';
import { sentences } from '../../core/joinTexts.ts';
import type { AccuracyView, ComparedRunView, ShareView } from '../../panel/accuracyProtocol.ts';
import type { GuardState } from '../hooks/guardState.ts';
import type { ViewTools } from '../viewTools.ts';

/** With fewer runs, a share says more about chance than about the estimate. */
const LEAST_RUNS = 20;
const STATED_80 = 0.8;
const STATED_90 = 0.9;
/** The ends of the axis. */
const HALF_PERCENT = 50;
const ALL_PERCENT = 100;
/** Longer ago, it was another way of working. */
const SHOWN_MONTHS = 6;

/** How far this person can trust what is said before a run. */
export function accuracyView({ accuracy }: Pick<GuardState, 'accuracy'>, tools: ViewTools): AccuracyView {
  const { t, format } = tools;
  const share = (key: string, label: string, stated: number, inside: InsideShare): ShareView =>
    shareView({ key, label, stated, inside }, tools);
  const ofRange = t('8 in 10 range');
  return {
    title: t('How often the cost fell inside the stated range'),
    labels: {
      range: t('Range'),
      half: format.count(HALF_PERCENT),
      all: format.percent(ALL_PERCENT),
      inside: t('Inside'),
      sure: t('95 % sure'),
      runs: t('Runs'),
    },
    shares:
      accuracy === undefined
        ? []
        : [
            share('80', ofRange, STATED_80, accuracy.inside80),
            share('90', t('9 in 10 range'), STATED_90, accuracy.inside90),
          ],
    modelsTitle: t('8 in 10 range, by model'),
    models: (accuracy?.byModel ?? []).map(({ model, inside80 }) =>
      share(model ?? '', model ?? t('unknown'), STATED_80, inside80),
    ),
    monthsTitle: t('8 in 10 range, by month'),
    months: (accuracy?.months ?? [])
      .slice(-SHOWN_MONTHS)
      .map(({ month, inside80 }) => share(month, format.month(month), STATED_80, inside80)),
    legend: {
      stated: t('stated'),
      measured: t('measured'),
      true: t('where the true share lies'),
      tooFew: t('fewer than {0} runs', LEAST_RUNS),
      inside: t('inside the range'),
      outside: t('outside'),
    },
    summary: summaryOf(accuracy, tools),
    scatterTitle: t('Estimate against actual'),
    estimateAxis: t('estimated median, credits'),
    actualAxis: t('actual, credits'),
    runs: (accuracy?.points ?? []).map(comparedRun),
    emptyText:
      accuracy === undefined
        ? t('The ledger is being read.')
        : t('No run is over yet that an estimate could be held against.'),
  };
}

interface Share {
  readonly key: string;
  readonly label: string;
  readonly stated: number;
  readonly inside: InsideShare;
}

function shareView({ key, label, stated, inside: { inside, runs, low, high } }: Share, tools: ViewTools): ShareView {
  const { t, format } = tools;
  const isEnough = runs >= LEAST_RUNS;
  const text = isEnough ? format.percent((100 * inside) / runs) : t('too few');
  const sureText = isEnough ? t('{0}–{1} %', Math.round(100 * low), Math.round(100 * high)) : '';
  const runsText = format.count(runs);
  return {
    key,
    label,
    stated,
    measured: isEnough ? inside / runs : undefined,
    low,
    high,
    text,
    sureText,
    runsText,
    description: isEnough
      ? t('{0}: {1} inside, of {2} runs; stated are {3}.', label, text, runsText, format.percent(100 * stated))
      : t('{0}: too few runs to say, {1}.', label, runsText),
  };
}

function summaryOf(accuracy: GuardState['accuracy'], { t, format }: ViewTools): string {
  if (accuracy === undefined || accuracy.inside80.runs === 0) {
    return '';
  }
  const { above, below, halfWithinFactor, inside80 } = accuracy;
  const ofRuns = (count: number): string => format.percent((100 * count) / inside80.runs);
  return sentences(
    verdict(inside80, t),
    t(
      'Of {0} runs {1} cost more than the range and {2} less.',
      format.count(inside80.runs),
      ofRuns(above),
      ofRuns(below),
    ),
    halfWithinFactor === undefined
      ? undefined
      : t('Half of them were off the median by {0} or less.', format.factor(halfWithinFactor)),
  );
}

function verdict({ runs, low, high }: InsideShare, t: ViewTools['t']): string {
  if (runs < LEAST_RUNS) {
    return t('It is too early to say whether ranges hold.');
  }
  if (high < STATED_80) {
    return t('Ranges are too narrow for your runs.');
  }
  return low > STATED_80 ? t('Ranges are wider than your runs need.') : t('Ranges hold.');
}

function comparedRun({ runId, low, median, high, actual }: AccuracyPoint): ComparedRunView {
  const position = actual > high ? 'above' : actual < low ? 'below' : 'inside';
  return { key: runId, estimate: median, actual, position };
}
