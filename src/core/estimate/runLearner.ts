import { AdaptiveTails } from './adaptiveTails.ts';
import { baseOf, standardizedFeatures } from './base.ts';
import { ErrorScale } from './errorScale.ts';
import { type ComparedRun, type Kinship, comparedRun } from './likeness.ts';
import type { Priors } from './priorShape.ts';
import type { QuantileValues } from './quantiles.ts';
import type { PastRun, RunFeatures } from './runFeatures.ts';
import { type Recollection, RunMemory } from './runMemory.ts';

/** What is to be expected of a run, in ln units. */
export interface Expectation {
  readonly quantiles: QuantileValues;
  /** What to learn with, when the run is done. */
  readonly compared: ComparedRun;
  readonly recollection: Recollection;
  readonly base: number;
  /** One standard deviation. */
  readonly deviation: number;
}

/**
 * Goes through a person's runs in order of time: says what is to be expected of each, then learns from it. The middle
 * is what other people's runs with its features take, corrected by what the person's own took that are like it
 * (`runMemory.ts`); the ends are so far away as the person's runs have strayed.
 */
export class RunLearner {
  readonly #priors: Priors;
  readonly #memory = new RunMemory(1);
  readonly #scale: ErrorScale;
  readonly #tails: AdaptiveTails;
  /** What remembered runs took. */
  readonly #units = new WeakMap<ComparedRun, number>();
  #runs = 0;

  constructor(priors: Priors) {
    this.#priors = priors;
    this.#scale = new ErrorScale(priors.errorVariance);
    this.#tails = new AdaptiveTails(priors.tails);
  }

  /** How many runs it has learnt from. */
  get runs(): number {
    return this.#runs;
  }

  expect(run: RunFeatures): Expectation {
    const standardized = standardizedFeatures(run, this.#priors);
    const compared = comparedRun(run, (feature) => standardized.get(feature) ?? 0);
    const recollection = this.#memory.recall(compared);
    const base = baseOf(standardized, this.#priors);
    const centre = base + (recollection.means[0] ?? 0);
    const deviation = this.#scale.deviation * expectedSpread(recollection);
    const { p05, p10, p90, p95 } = this.#tails.current();
    const at = (tail: number): number => centre + deviation * tail;
    const quantiles = { p05: at(p05), p10: at(p10), p50: centre, p90: at(p90), p95: at(p95) };
    return { quantiles, compared, recollection, base, deviation };
  }

  /** Learns what a run took, of which `expectation` was had just before. */
  learn({ units }: Pick<PastRun, 'units'>, { quantiles, compared, recollection, base, deviation }: Expectation): void {
    const size = Math.log(units);
    const error = size - quantiles.p50;
    this.#tails.learn(error / deviation);
    this.#scale.learn(error / expectedSpread(recollection));
    this.#memory.learn(compared, [size - base], recollection);
    this.#units.set(compared, units);
    this.#runs += 1;
  }

  /** By how much what a run shares with others moves its middle away from the base, and with how many. */
  explain({ compared }: Expectation): SharedEffects {
    const { inWorkspace, inThread, similar } = this.#memory.relatives(compared);
    return {
      lnFactors: this.#memory.explain(compared),
      inWorkspace: inWorkspace.length,
      inThread: inThread.length,
      similarUnits: similar.map((run) => this.#units.get(run)).filter((units) => units !== undefined),
    };
  }
}

/** What the person's own runs tell of another. */
export interface SharedEffects {
  readonly lnFactors: Readonly<Record<Kinship, number>>;
  readonly inWorkspace: number;
  readonly inThread: number;
  /** What the runs with similar prompts took. */
  readonly similarUnits: readonly number[];
}

/** Errors grow with what the memory does not know, but not in proportion: measured. */
export function expectedSpread({ deviation }: Pick<Recollection, 'deviation'>): number {
  return Math.sqrt(deviation);
}
