import type { OfferedModel } from '../../codex/account/account.ts';
import type { RunSetting } from '../../core/estimate/comparison.ts';
import { listed } from '../../core/joinTexts.ts';
import { microsToCredits } from '../../core/money.ts';
import type { RateCard } from '../../core/prices/rateCard.ts';
import type { Preflight } from '../../guard/runs/preflight.ts';
import type { ComposerDraft, OfferView } from '../../panel/composerProtocol.ts';
import { chosenModel, settledDraft } from './composerChoices.ts';
import type { ViewTools } from '../viewTools.ts';

/** What a draft is compared with: each model with the effort that was chosen, or its own; the chosen one with each effort. */
export function offerSettings(
  draft: ComposerDraft,
  models: readonly OfferedModel[],
  card: RateCard,
  nowMs: number,
): readonly RunSetting[] {
  const drafts = models.flatMap((offered) => {
    const isChosen = offered === chosenModel(draft, models);
    const efforts = isChosen ? offered.efforts.map(({ effort }) => effort) : [draft.effort];
    return efforts.map((effort) => settledDraft({ ...draft, model: offered.model, effort }, models, card, nowMs));
  });
  return drafts.map(({ model, effort, tier }) => ({ model, effort: effort === '' ? undefined : effort, tier }));
}

/** A setting beside the others. */
export function offerView(
  { model, effort = '', tier }: RunSetting,
  preflight: Preflight,
  draft: ComposerDraft,
  { t, format }: ViewTools,
): OfferView {
  const { estimate } = preflight;
  const credits = estimate.kind === 'priced' ? estimate.credits : undefined;
  return {
    key: [model, effort, tier].join(' '),
    model,
    effort,
    tier,
    effortText: listed([effort, tier === 'standard' ? '' : tier], t),
    range: credits && {
      low: microsToCredits(credits.p10),
      median: microsToCredits(credits.p50),
      high: microsToCredits(credits.p90),
    },
    likelyText: credits === undefined ? t('unknown') : format.range(credits.p10, credits.p90),
    medianText: credits === undefined ? '–' : format.approximately(credits.p50),
    tags: tagsOf(preflight, t),
    isChosen: model === draft.model && effort === draft.effort && tier === draft.tier,
  };
}

function tagsOf({ estimate, decision }: Preflight, t: ViewTools['t']): OfferView['tags'] {
  if (decision.effect === 'deny') {
    return [{ text: t('not allowed'), asks: true }];
  }
  if (estimate.kind === 'unpriced') {
    return [{ text: t('no price'), asks: false }];
  }
  return [
    ...(decision.effect === 'confirm' ? [{ text: t('asks'), asks: true }] : []),
    ...(estimate.priceGrade === 'derived' ? [{ text: t('derived price'), asks: false }] : []),
  ];
}
