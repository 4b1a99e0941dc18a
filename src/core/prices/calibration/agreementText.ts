import { plural, type Translate } from '../../../base/translate.ts';
import { isoDate } from '../../calendar.ts';
import type { Format } from '../../format.ts';
import type { Agreement, Proposal } from './agreement.ts';
import type { CalibratedPrice } from './calibratedPrice.ts';

/** How our figures for a model stand against the account's, in a few words. */
export function verdictText({ verdict, ours, account }: Agreement, t: Translate, format: Format): string {
  switch (verdict) {
    case 'agrees':
      return t('agrees');
    case 'noPrice':
      return t('no price');
    case 'nothingToCompare':
      return t('nothing to compare');
    case 'differs':
      return ours === undefined || ours === 0 ? t('differs') : format.difference((account / ours - 1) * 100);
  }
}

/** A proposed price and what it rests on, as a sentence. */
export function proposalText(agreement: Agreement, proposal: Proposal, t: Translate, format: Format): string {
  const { threads, requests, fromMs } = proposal.evidence;
  const [asked, from] = [format.requests(requests), isoDate(fromMs)];
  const since = plural(
    threads,
    t('1 thread with {0} since {1}', asked, from),
    t('{0} threads with {1} since {2}', threads, asked, from),
  );
  switch (proposal.kind) {
    case 'rates': {
      const { input, cachedInput, output } = proposal.rates;
      return t(
        '{0}: your account charges {1} for input, {2} cached, {3} for output per million tokens, in {4}.',
        agreement.model,
        input,
        cachedInput,
        output,
        since,
      );
    }
    case 'timesRates':
      return t(
        '{0}: your account charges {1} times our price, in {2}.',
        agreement.model,
        times(proposal.timesRates),
        since,
      );
    case 'tierFactor':
      return t(
        '{0}, {1}: your account charges {2} times our price, in {3}.',
        agreement.model,
        agreement.tier,
        times(proposal.timesFactor),
        since,
      );
  }
}

/** An accepted price, in words. */
export function priceText(price: CalibratedPrice, t: Translate): string {
  const { effectiveFrom } = price;
  if (price.kind === 'factor') {
    return t('{0} times the standard price in tier {1}, from {2} on', price.creditsFactor, price.tier, effectiveFrom);
  }
  const { input, cachedInput, output } = price;
  const rates = t('{0} credits for input, {1} cached, {2} for output per million tokens', input, cachedInput, output);
  return t('{0}, from {1} on', rates, effectiveFrom);
}

function times(share: number): number {
  return Number(share.toPrecision(4));
}
