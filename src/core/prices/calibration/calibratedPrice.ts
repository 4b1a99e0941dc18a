import { isoDate } from '../../calendar.ts';
import { MICROS_PER_UNIT } from '../../money.ts';
import { type RateCard, findRate } from '../rateCard.ts';
import { findTierFactor } from '../tierFactors.ts';
import { STANDARD_FACTOR_MILLI } from '../tokenPrice.ts';
import type { Agreement, Evidence, Proposal } from './agreement.ts';
import type { SolvedRates } from './solveRates.ts';

/** A proposed price as a person's own rate card writes it down. It holds from the day of the first thread it rests on. */
export type CalibratedPrice = CalibratedRates | CalibratedFactor;

interface Origin {
  readonly model: string;
  /** Days in UTC: `2026-11-22`. */
  readonly effectiveFrom: string;
  readonly verifiedAt: string;
  readonly evidence: Evidence;
}

export interface CalibratedRates extends Origin, SolvedRates {
  readonly kind: 'rates';
}

export interface CalibratedFactor extends Origin {
  readonly kind: 'factor';
  readonly tier: string;
  readonly creditsFactor: number;
}

/** A price that could be taken over, and what speaks for it. */
export interface ProposedPrice {
  readonly agreement: Agreement;
  readonly proposal: Proposal;
  readonly price: CalibratedPrice;
}

/** What is proposed, as far as it comes to a price. */
export function proposedPrices(card: RateCard, agreements: readonly Agreement[]): ProposedPrice[] {
  return agreements.flatMap((agreement) => {
    const { proposal } = agreement;
    const price = proposal === undefined ? undefined : calibratedPrice(card, agreement, proposal);
    return proposal === undefined || price === undefined ? [] : [{ agreement, proposal, price }];
  });
}

/** What a proposal comes to with the prices of a card; undefined where these have nothing that it could be times of. */
function calibratedPrice(card: RateCard, { model, tier }: Agreement, proposal: Proposal): CalibratedPrice | undefined {
  const { evidence } = proposal;
  const origin = {
    model,
    effectiveFrom: isoDate(evidence.fromMs),
    verifiedAt: isoDate(evidence.untilMs),
    evidence,
  };
  switch (proposal.kind) {
    case 'rates':
      return { kind: 'rates', ...origin, ...proposal.rates };
    case 'timesRates': {
      const rates = ratesTimes(card, model, evidence.untilMs, proposal.timesRates);
      return rates === undefined ? undefined : { kind: 'rates', ...origin, ...rates };
    }
    case 'tierFactor': {
      const { factorMilli } = findTierFactor(card, 'credits', model, tier, evidence.untilMs);
      const creditsFactor = Math.round(factorMilli * proposal.timesFactor) / STANDARD_FACTOR_MILLI;
      return { kind: 'factor', ...origin, tier, creditsFactor };
    }
  }
}

/** Credits per million tokens, to a millionth; cached input costs as much as fresh where it has no price of its own. */
function ratesTimes(card: RateCard, model: string, atMs: number, times: number): SolvedRates | undefined {
  const row = findRate(card, model, atMs);
  if (row === undefined) {
    return undefined;
  }
  const { input, cachedInput = input, output } = row;
  const scaled = (rate: number): number => Math.round(rate * times) / MICROS_PER_UNIT;
  return { input: scaled(input), cachedInput: scaled(cachedInput), output: scaled(output) };
}
