import type { Translate } from '../base/translate.ts';
import type { EstimateReason } from './estimate/estimateUnits.ts';
import type { RunEstimate } from './estimate/estimateRun.ts';
import type { Format } from './format.ts';

/** A reason for the range, in words. */
export function reasonText({ code, factor, count }: EstimateReason, t: Translate, format: Format): string {
  const by = format.factor(factor);
  const runs = format.count(count ?? 0);
  switch (code) {
    case 'base':
      return t('Starting point: {0} runs of other people.', runs);
    case 'newThread':
      return t('Starts a new thread, {0}.', by);
    case 'longThread':
      return t('Carries {0} tokens of context, {1}.', format.tokens(count ?? 0), by);
    case 'idle':
      return t('The thread was idle, so its cache is cold, {0}.', by);
    case 'effort':
      return t('Its reasoning effort, {0}.', by);
    case 'yourRuns':
      return count === 1 ? t('Your earlier run, {0}.', by) : t('Your {0} earlier runs, {1}.', runs, by);
    case 'workspaceRuns':
      return count === 1
        ? t('The one in this workspace, {0}.', by)
        : t('Those in this workspace, {0} of them, {1}.', runs, by);
    case 'threadRuns':
      return count === 1
        ? t('The one in this thread, {0}.', by)
        : t('Those in this thread, {0} of them, {1}.', runs, by);
  }
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
