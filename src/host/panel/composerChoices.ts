import type { OfferedModel } from '../../codex/account/account.ts';
import type { OfferedThread } from '../../codex/appServer/threadList.ts';
import { settingsOf } from '../../core/estimate/comparison.ts';
import type { RateCard } from '../../core/prices/rateCard.ts';
import type { ChoiceView, ComposerDraft } from '../../panel/composerProtocol.ts';
import type { CodexOffer } from '../runs/codexOffer.ts';
import type { ViewTools } from '../viewTools.ts';

/** What a run may be started with. */
export interface ComposerChoices {
  readonly threads: readonly ChoiceView[];
  readonly models: readonly ChoiceView[];
  readonly efforts: readonly ChoiceView[];
  readonly tiers: readonly ChoiceView[];
}

const STANDARD_TIER = 'standard';

/** The draft with a model, effort and tier that are on offer: what was chosen where it is, else the default. */
export function settledDraft(
  draft: ComposerDraft,
  models: readonly OfferedModel[],
  card: RateCard,
  nowMs: number,
): ComposerDraft {
  const model = chosenModel(draft, models);
  if (model === undefined) {
    return draft;
  }
  const efforts = model.efforts.map(({ effort }) => effort);
  const tiers = tiersOf(model, card, nowMs);
  return {
    ...draft,
    model: model.model,
    effort: efforts.includes(draft.effort) ? draft.effort : (model.defaultEffort ?? efforts[0] ?? ''),
    tier: tiers.includes(draft.tier) ? draft.tier : (model.defaultTier ?? STANDARD_TIER),
  };
}

/** What can be chosen beside a draft that is settled. */
export function choicesFor(
  draft: ComposerDraft,
  { models, threads }: CodexOffer,
  { card, t, format }: Pick<ViewTools, 'card' | 't' | 'format'>,
  nowMs: number,
): ComposerChoices {
  const model = chosenModel(draft, models);
  const isOffered = draft.thread === '' || threads.some(({ threadId }) => threadId === draft.thread);
  const threadLabel = ({ title, updatedAtMs }: OfferedThread): string =>
    `${title === '' ? t('Thread without a title') : title} · ${format.instant(updatedAtMs, nowMs)}`;
  return {
    threads: [
      { value: '', label: t('New thread') },
      ...threads.map((thread) => ({ value: thread.threadId, label: threadLabel(thread) })),
      // Chosen before the others were read, or no longer there: it is for Codex to say so.
      ...(isOffered ? [] : [{ value: draft.thread, label: draft.thread }]),
    ],
    models: models.map(({ model: value, displayName: label }) => ({ value, label })),
    efforts: (model?.efforts ?? []).map(({ effort }) => ({ value: effort, label: effort })),
    tiers: (model === undefined ? [] : tiersOf(model, card, nowMs)).map((tier) => ({ value: tier, label: tier })),
  };
}

export function chosenModel({ model }: ComposerDraft, models: readonly OfferedModel[]): OfferedModel | undefined {
  return models.find((offered) => offered.model === model) ?? models.find(({ isDefault }) => isDefault) ?? models[0];
}

/** The standard one, the model's own, and those that are charged otherwise. */
function tiersOf({ model, defaultTier }: OfferedModel, card: RateCard, nowMs: number): readonly string[] {
  const priced = settingsOf([{ model, efforts: [] }], card, nowMs).map(({ tier }) => tier);
  return [...new Set([...priced, ...(defaultTier === undefined ? [] : [defaultTier])])];
}
