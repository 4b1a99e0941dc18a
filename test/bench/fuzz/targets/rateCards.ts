import { mergeRateCards } from '../../../../src/core/prices/mergeRateCards.ts';
import { priceRequest, priceRequestUsd } from '../../../../src/core/prices/pricing.ts';
import type { RateCard } from '../../../../src/core/prices/rateCard.ts';
import { MOST_TOKENS, NO_TOKENS } from '../../../../src/core/usage/tokenUsage.ts';
import { parsedJson } from '../../../../src/codex/rollouts/jsonFields.ts';
import { parseOwnRateCard } from '../../../../src/guard/prices/ownRateCard.ts';
import { parseRateCard } from '../../../support/prices/rateCardFile.ts';
import shipped from '../../../../media/rate-card.json' with { type: 'json' };
import type { FuzzTarget } from '../fuzz.ts';
import { lawfulInstant, mustHold } from '../laws.ts';
import { expecting } from './hooks.ts';

const AT_MS = Date.UTC(2026, 10, 20);
/** As dear as a log may make it. */
const MOST = { ...NO_TOKENS, inputTokens: MOST_TOKENS, outputTokens: MOST_TOKENS };
const MODELS = ['gpt-5.5', 'gpt-9', '__proto__'];
const TIERS = [undefined, 'standard', 'fast', 'toString'];

const OWN = {
  version: 1,
  creditsPerUsd: 25,
  money: { currency: 'EUR', creditsPerUnit: 23.5 },
  sources: { mine: { text: 'an invoice', seenAt: '2026-11-01' } },
  rows: [
    { model: 'gpt-5.5', input: 125, cachedInput: 12.5, output: 750, effectiveFrom: '2026-01-01', source: 'mine' },
    { model: 'gpt-9', input: 10_000, cachedInput: null, output: 10_000, effectiveTo: '2027-01-01' },
  ],
  apiRows: [{ model: 'gpt-9', input: 5, cachedInput: 0.5, cacheWrite: 6.25, output: 30 }],
  tiers: [{ tier: 'fast', aliases: ['priority'], models: ['gpt-5.*'], creditsFactor: 2.5, apiFactor: 2 }],
};

/** A person's own prices. */
export function ownRateCardTarget(): FuzzTarget {
  const shippedCard = parseRateCard(shipped);
  return {
    name: 'own rate card',
    corpus: [OWN, { rows: OWN.rows }, { tiers: OWN.tiers }].map((card) => JSON.stringify(card, null, 1)),
    read: (input) => {
      const parsed = parseOwnRateCard(input);
      if (parsed.kind === 'valid') {
        lawfulCard(mergeRateCards(shippedCard, parsed.card));
      }
      return parsed.kind === 'valid';
    },
  };
}

/** The card that comes with the program, a few rows of it. */
export function shippedRateCardTarget(): FuzzTarget {
  const few = { ...shipped, rows: shipped.rows.slice(0, 2), apiRows: shipped.apiRows.slice(0, 2), tiers: shipped.tiers.slice(0, 2) }; // prettier-ignore
  return {
    name: 'shipped rate card',
    corpus: [JSON.stringify(few)],
    read: (input) => {
      const card = expecting('rateCard.invalid', () => parseRateCard(parsedJson(input)));
      if (card !== undefined) {
        lawfulInstant(card.reviewAfterMs);
        lawfulCard(mergeRateCards(card, undefined));
      }
      return card !== undefined;
    },
  };
}

/** Whatever a log claims to have used, a price is a whole amount that is not below nothing. */
function lawfulCard(card: RateCard): void {
  for (const model of [...MODELS, ...card.credits.keys()]) {
    for (const tier of TIERS) {
      const request = { model, tier, occurredAtMs: AT_MS, usage: MOST };
      const cost = priceRequest(card, request);
      const dollars = priceRequestUsd(card, request);
      const figures = cost.kind === 'priced' ? [cost.credits, cost.lowest, cost.highest] : [];
      const all = dollars.kind === 'priced' ? [...figures, dollars.usd] : figures;
      mustHold(
        all.every((figure) => Number.isSafeInteger(figure) && figure >= 0),
        `a price of ${all.join()}`,
      );
    }
  }
}
