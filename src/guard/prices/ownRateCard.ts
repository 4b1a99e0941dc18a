import { FNV_OFFSET, hashOf } from '../../base/fnv.ts';
import type { FileText } from '../../core/fileText.ts';
import { type OwnRateCard, type ShippedRateCard, mergeRateCards } from '../../core/prices/mergeRateCards.ts';
import type { RateCard } from '../../core/prices/rateCard.ts';
import { type FileIssue, type TextIssue, checkJson } from '../json/checkedJson.ts';
import { rateCardRows } from './rateCardRows.ts';
import { OWN_RATE_CARD_KEYS, ownRateCardSchema } from './rateCardSchema.ts';

type ParsedOwnRateCard =
  { readonly kind: 'valid'; readonly card: OwnRateCard } | { readonly kind: 'invalid'; readonly issue: TextIssue };

/**
 * Reads the text of a person's own rate card. Comments and trailing commas are let pass; anything else that is not
 * known is an error. It never throws: a bad file is a value like any other.
 */
export function parseOwnRateCard(text: string): ParsedOwnRateCard {
  const checked = checkJson(text, ownRateCardSchema, OWN_RATE_CARD_KEYS);
  if (checked.kind === 'invalid') {
    return checked;
  }
  const { creditsPerUsd, money } = checked.data;
  const hash = (hashOf(text, FNV_OFFSET) >>> 0).toString(16).padStart(8, '0');
  return { kind: 'valid', card: { id: `own-${hash}`, creditsPerUsd, money, ...rateCardRows(checked.data) } };
}

/** The prices that count, and what keeps the person's own from being among them. */
export interface RateCardInForce {
  readonly card: RateCard;
  readonly issue: FileIssue | undefined;
}

/** Joins the shipped card with what stands in the person's file. Of a file that cannot be used, nothing counts. */
export function rateCardInForce(shipped: ShippedRateCard, file: string, content: FileText): RateCardInForce {
  switch (content.kind) {
    case 'absent':
      return { card: mergeRateCards(shipped, undefined), issue: undefined };
    case 'unreadable':
      return { card: mergeRateCards(shipped, undefined), issue: { file, line: 1, text: content.reason } };
    case 'text': {
      const parsed = parseOwnRateCard(content.text);
      return parsed.kind === 'valid'
        ? { card: mergeRateCards(shipped, parsed.card), issue: undefined }
        : { card: mergeRateCards(shipped, undefined), issue: { file, ...parsed.issue } };
    }
  }
}
