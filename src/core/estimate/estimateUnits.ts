import { effectsByTopic } from './base.ts';
import type { Priors } from './priorShape.ts';
import { PRIORS } from './priors.ts';
import { type QuantileValues, unitsAt } from './quantiles.ts';
import type { FeatureTopic, RunFeatures } from './runFeatures.ts';
import type { Expectation, RunLearner, SharedEffects } from './runLearner.ts';

/** From the least to the most that some runs took. */
interface SpentRange {
  readonly unit: 'units' | 'creditsMicros';
  readonly low: number;
  readonly high: number;
}

/** Why the range is where it is. The factors of all reasons together are the middle over the base. */
export interface EstimateReason {
  readonly code:
    | 'base'
    | 'newThread'
    | 'longThread'
    | 'idle'
    | 'prompt'
    | 'task'
    | 'effort'
    | 'model'
    | 'yourRuns'
    | 'workspaceRuns'
    | 'threadRuns'
    | 'similarRuns'
    | 'kindRuns'
    | 'rest';
  readonly factor: number;
  /** What the reason rests on: tokens of context, or how many runs. */
  readonly count: number | undefined;
  /** What those runs took. */
  readonly took?: SpentRange;
}

export interface UnitsEstimate {
  readonly units: QuantileValues;
  readonly basis: 'prior' | 'history';
  readonly runsConsidered: number;
  /** The base, then the strongest first. */
  readonly reasons: readonly EstimateReason[];
}

/** The range that a run's size will lie in, in units, after what was learnt of its person; and why. */
export function estimateUnits(features: RunFeatures, learner: RunLearner, priors: Priors = PRIORS): UnitsEstimate {
  const expectation = learner.expect(features);
  return {
    units: unitsAt(expectation.quantiles),
    basis: learner.runs === 0 ? 'prior' : 'history',
    runsConsidered: learner.runs,
    reasons: reasonsOf(features, expectation, learner, priors),
  };
}

/** Weaker reasons are told as one: no one would read them. */
const WEAKEST_LN_FACTOR = Math.log(1.05);

function reasonsOf(
  features: RunFeatures,
  expectation: Expectation,
  learner: RunLearner,
  priors: Priors,
): EstimateReason[] {
  const all = [
    ...Array.from(effectsByTopic(features, priors), ([topic, lnFactor]) => topicReason(topic, lnFactor, features)),
    ...sharedReasons(learner.explain(expectation), learner.runs),
  ];
  const isStrong = ({ code, factor }: EstimateReason): boolean =>
    code !== 'rest' && Math.abs(Math.log(factor)) >= WEAKEST_LN_FACTOR;
  const strong = all.filter(isStrong).sort((a, b) => Math.abs(Math.log(b.factor)) - Math.abs(Math.log(a.factor)));
  const weak = all.filter((reason) => !isStrong(reason)).reduce((product, { factor }) => product * factor, 1);
  return [
    { code: 'base', factor: 1, count: priors.runs },
    ...strong,
    ...(weak === 1 ? [] : [{ code: 'rest' as const, factor: weak, count: undefined }]),
  ];
}

function topicReason(topic: FeatureTopic, lnFactor: number, { contextTokens }: RunFeatures): EstimateReason {
  const factor = Math.exp(lnFactor);
  if (topic !== 'thread') {
    return { code: topic, factor, count: undefined };
  }
  return contextTokens === 0
    ? { code: 'newThread', factor, count: undefined }
    : { code: 'longThread', factor, count: contextTokens };
}

function sharedReasons({ lnFactors, inWorkspace, inThread, similarUnits }: SharedEffects, runs: number) {
  const counted: readonly EstimateReason[] = [
    { code: 'yourRuns', factor: Math.exp(lnFactors.person), count: runs },
    { code: 'workspaceRuns', factor: Math.exp(lnFactors.workspace), count: inWorkspace },
    { code: 'threadRuns', factor: Math.exp(lnFactors.thread), count: inThread },
    {
      code: 'similarRuns',
      factor: Math.exp(lnFactors.similarPrompt),
      count: similarUnits.length,
      took: { unit: 'units', low: Math.min(...similarUnits), high: Math.max(...similarUnits) },
    },
    { code: 'kindRuns', factor: Math.exp(lnFactors.sameKind), count: undefined },
  ];
  return runs === 0 ? [] : counted.map((reason) => (reason.count === 0 ? withoutCount(reason) : reason));
}

/** Runs that are only somewhat alike count, too, but are not to be counted up. */
function withoutCount({ factor }: EstimateReason): EstimateReason {
  return { code: 'rest', factor, count: undefined };
}
