import { GuardError } from '../../base/errors.ts';
import { phrase } from '../../base/phrase.ts';
import type { Evidence } from '../../core/prices/calibration/agreement.ts';
import type {
  CalibratedFactor,
  CalibratedPrice,
  CalibratedRates,
} from '../../core/prices/calibration/calibratedPrice.ts';
import type { FileText } from '../../core/fileText.ts';
import { isoDate } from '../../core/calendar.ts';
import { checkJson } from '../json/checkedJson.ts';
import { addToList, removeMember, setProperty } from '../policy/editJson.ts';
import { OWN_RATE_CARD_KEYS, type OwnRateCardJson, ownRateCardSchema } from './rateCardSchema.ts';

/** A rate card of one's own that says nothing yet. */
const EMPTY_CARD = '{\n  "version": 1\n}\n';

/**
 * Writes an accepted price into the text of a person's own rate card, which may not be there yet; comments and all else
 * stay as they are. The price replaces those accepted for the same from the same day on, and ends the one before.
 * Throws `rateCard.invalid` for one that cannot be used, and `rateCard.ownPrice` where a price that the person wrote
 * by hand begins later: it is theirs to change.
 */
export function acceptPrice(content: FileText, price: CalibratedPrice): string {
  if (content.kind === 'unreadable') {
    throw new GuardError('rateCard.invalid', phrase('your rate card cannot be read: {0}', content.reason));
  }
  const before = content.kind === 'text' ? content.text : EMPTY_CARD;
  const checked = checkJson(before, ownRateCardSchema, OWN_RATE_CARD_KEYS);
  if (checked.kind === 'invalid') {
    const { line, text: what } = checked.issue;
    throw new GuardError('rateCard.invalid', phrase('your rate card cannot be used: line {0}: {1}', line, what), {
      remedy: phrase('Mend it first; “codex-guardrails rate-card validate” says when it is right.'),
    });
  }
  return price.kind === 'rates'
    ? addToList(withRowsEnded(before, checked.data.rows, price), 'rows', rowOf(price))
    : addToList(withoutFactors(before, checked.data.tiers, price), 'tiers', rowOf(price));
}

/** Rows that begin earlier end where the new one begins; the last ones first, so that no index moves. */
function withRowsEnded(text: string, rows: OwnRateCardJson['rows'], { model, effectiveFrom }: CalibratedRates): string {
  return [...rows.entries()].reverse().reduce((changed, [index, row]) => {
    if (row.model !== model || (row.effectiveTo !== null && row.effectiveTo <= effectiveFrom)) {
      return changed;
    }
    if (row.effectiveFrom === null || row.effectiveFrom < effectiveFrom) {
      return setProperty(changed, ['rows', index], 'effectiveTo', effectiveFrom);
    }
    refuseOwn(row.grade, model, row.effectiveFrom);
    return removeMember(changed, ['rows', index]);
  }, text);
}

function withoutFactors(text: string, tiers: OwnRateCardJson['tiers'], price: CalibratedFactor): string {
  const { model, tier, effectiveFrom } = price;
  return [...tiers.entries()].reverse().reduce((changed, [index, row]) => {
    const isSame = row.tier === tier && row.models !== 'all' && row.models.length === 1 && row.models[0] === model;
    if (!isSame || row.effectiveFrom === null || row.effectiveFrom < effectiveFrom) {
      return changed;
    }
    refuseOwn(row.grade, `${model}, ${tier}`, row.effectiveFrom);
    return removeMember(changed, ['tiers', index]);
  }, text);
}

function refuseOwn(grade: 'own' | 'calibrated', what: string, from: string): void {
  if (grade === 'own') {
    const said = phrase('your rate card has a price of your own for {0} from {1} on', what, from);
    throw new GuardError('rateCard.ownPrice', said, {
      remedy: phrase('Change or remove it in rate-card.json, then accept the proposal again.'),
    });
  }
}

function rowOf(price: CalibratedPrice): object {
  const { model, effectiveFrom, verifiedAt } = price;
  const origin = { grade: 'calibrated', source: sourceOf(price.evidence) };
  if (price.kind === 'factor') {
    const { tier, creditsFactor } = price;
    return { tier, models: [model], effectiveFrom, creditsFactor, ...origin };
  }
  const { input, cachedInput, output } = price;
  return { model, effectiveFrom, verifiedAt, input, cachedInput, output, ...origin };
}

function sourceOf({ threads, requests, fromMs, untilMs }: Evidence): string {
  const span = `${isoDate(fromMs)} to ${isoDate(untilMs)}`;
  return `fits what the account says of ${threads} threads with ${requests} requests, ${span}`;
}
