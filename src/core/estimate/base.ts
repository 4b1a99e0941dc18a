import type { Priors } from './priorShape.ts';
import { type FeatureTopic, type RunFeatures, eachFeature } from './runFeatures.ts';

/** A run's features on the scale of other people's runs: 0 is their average, and stands for what is not known. */
export function standardizedFeatures(
  run: RunFeatures,
  { features }: Pick<Priors, 'features'>,
): ReadonlyMap<string, number> {
  const known = new Map<string, number>();
  eachFeature(run, (name, value) => {
    const prior = features.get(name);
    known.set(name, prior === undefined ? 0 : (value - prior.mean) / prior.deviation);
  });
  return known;
}

/** What a run is expected to take by its features alone, in ln units. */
export function baseOf(standardized: ReadonlyMap<string, number>, { intercept, features }: Priors): number {
  let base = intercept;
  for (const [name, value] of standardized) {
    base += value * (features.get(name)?.weight ?? 0);
  }
  return base;
}

/** By how much each topic moves the base away from the average run, in ln units. */
export function effectsByTopic(run: RunFeatures, { features }: Priors): ReadonlyMap<FeatureTopic, number> {
  const effects = new Map<FeatureTopic, number>();
  eachFeature(run, (name, value, topic) => {
    const prior = features.get(name);
    if (prior !== undefined) {
      const effect = (prior.weight * (value - prior.mean)) / prior.deviation;
      effects.set(topic, (effects.get(topic) ?? 0) + effect);
    }
  });
  return effects;
}
