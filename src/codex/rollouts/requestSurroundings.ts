import type { ThreadSettingsLine } from './rolloutLine.ts';
import type { DecodedSurroundings, RolloutState } from './rolloutState.ts';

/** What the requests of a thread run in, and how its lines change that. */

/** Changes what the next request runs in, if it is a change. */
export function ranIn(state: RolloutState, change: Partial<DecodedSurroundings>): RolloutState {
  const { surroundings } = state;
  const isSame = (Object.keys(change) as (keyof DecodedSurroundings)[]).every(
    (key) => change[key] === surroundings[key],
  );
  return isSame ? state : { ...state, surroundings: { ...surroundings, ...change } };
}

/** The model that was asked for, whichever answers. */
export function askedModel({ model, requestedModel }: DecodedSurroundings): string | undefined {
  return requestedModel ?? model;
}

/** Another model than the one asked for answers, to the end of the turn. */
export function rerouted(state: RolloutState, model: string): RolloutState {
  const asked = askedModel(state.surroundings);
  return ranIn(state, { model, requestedModel: asked === model ? undefined : asked });
}

/** A turn begins, with the settings that were changed for it and the model that was asked for. */
export function nextTurnRanIn(state: RolloutState): RolloutState {
  return ranIn(state, { ...state.nextSettings, model: askedModel(state.surroundings), requestedModel: undefined });
}

/**
 * Settings govern the turn that is about to begin. A turn repeats its own at its beginning; those that come later in it
 * were changed for the next one. Model and effort are the turn's context's to tell, once it has come: before it, Codex
 * may still compact with the model before.
 */
export function decodeSettings(state: RolloutState, { model, effort, tier }: ThreadSettingsLine): RolloutState {
  const { turn } = state;
  if (turn === undefined || turn.hasEnded) {
    return ranIn(state, { effort, tier, model: state.surroundings.model ?? model });
  }
  return turn.hasPrompt || turn.hasRecords ? { ...state, nextSettings: { effort, tier } } : ranIn(state, { tier });
}
