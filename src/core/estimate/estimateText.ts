import type { Translate } from '../../base/translate.ts';
import type { EstimateReason } from './estimateUnits.ts';
import type { RunEstimate } from './estimateRun.ts';
import type { Format } from '../format.ts';
import { creditsMicros } from '../money.ts';

/** What is less than this share off changes no figure that a person reads. */
const NEGLIGIBLE = 0.05;

/** The reasons for a range, each in words; a rest that comes to nothing is left out. */
export function reasonTexts(reasons: readonly EstimateReason[], t: Translate, format: Format): string[] {
  return reasons
    .filter(({ code, factor }) => code !== 'rest' || Math.abs(factor - 1) >= NEGLIGIBLE)
    .map((reason) => reasonText(reason, t, format));
}

/** A reason for the range, in words. */
export function reasonText(reason: EstimateReason, t: Translate, format: Format): string {
  const by = format.factor(reason.factor);
  const count = format.count(reason.count ?? 0);
  switch (reason.code) {
    case 'base':
      return t('Starting point: {0} runs of other people.', count);
    case 'newThread':
      return t('Starts a new thread, {0}.', by);
    case 'longThread':
      return reason.factor > 1
        ? t('Long thread: {0} tokens of context, {1}.', format.tokens(reason.count ?? 0), by)
        : t('Short thread: {0} tokens of context, {1}.', format.tokens(reason.count ?? 0), by);
    case 'idle':
      return reason.factor > 1
        ? t('The thread was idle, so its cache is cold, {0}.', by)
        : t('The thread was just in use, so its cache is warm, {0}.', by);
    case 'prompt':
      return t('Length and form of the prompt, {0}.', by);
    case 'task':
      return t('What the prompt asks for, {0}.', by);
    case 'effort':
      return t('Its reasoning effort, {0}.', by);
    case 'model':
      return t('Its model, {0}.', by);
    case 'yourRuns':
      return t('Your runs, {0} of them: {1}.', count, habitText(reason.factor, t, format));
    case 'workspaceRuns':
      return t('Your runs in this workspace, {0} of them: {1}.', count, habitText(reason.factor, t, format));
    case 'threadRuns':
      return t('Runs in this thread, {0} of them: {1}.', count, habitText(reason.factor, t, format));
    case 'similarRuns':
      return similarText(reason, count, t, format);
    case 'kindRuns':
      return t('Your runs of this kind, by length and context: {0}.', habitText(reason.factor, t, format));
    case 'rest':
      return t('All else together, {0}.', by);
  }
}

/** From twice as much on, times are read more easily than percent. */
const TWICE = 2;

function habitText(factor: number, t: Translate, format: Format): string {
  if (factor >= TWICE) {
    return t('dearer, {0}', format.factor(factor));
  }
  const percent = format.percent(Math.round(Math.abs(factor - 1) * 100));
  return factor > 1 ? t('{0} dearer', percent) : t('{0} cheaper', percent);
}

function similarText({ factor, took }: EstimateReason, count: string, t: Translate, format: Format): string {
  const by = format.factor(factor);
  if (took?.unit !== 'creditsMicros') {
    return t('Similar prompts before, {0} of them, {1}.', count, by);
  }
  const range = format.range(creditsMicros(took.low), creditsMicros(took.high));
  return t('Similar prompts before, {0} of them: {1} credits, {2}.', count, range, by);
}

/** The estimate in one sentence: its range, or that there is no price. */
export function estimateText(estimate: RunEstimate, t: Translate, format: Format): string {
  if (estimate.kind === 'unpriced') {
    return estimate.model === undefined
      ? t('What this run will cost is not known.')
      : t('What this run will cost is not known: {0} has no price.', estimate.model);
  }
  const { p10, p50, p90 } = estimate.credits;
  return t('This run will likely cost {0} credits (median {1}).', format.range(p10, p90), format.approximately(p50));
}
