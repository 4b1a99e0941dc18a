import type { CreditPrice, CreditsMicrosPerMTok } from '../money.ts';
import { isBeyondDoubt } from './priceDoubts.ts';
import type {
  ApiRow,
  DatedRow,
  LongContextRule,
  PricePeriod,
  PriceTable,
  RateCard,
  RateRow,
  TierFactor,
} from './rateCard.ts';
import { inOrderOfSpeaking } from './tierFactors.ts';
import type { TokenRates } from './tokenPrice.ts';

/** What stands in a person's own card; each part adds to the shipped one or speaks before it. */
export interface OwnRateCard {
  /** Tells one content from another. */
  readonly id: string;
  readonly rows: readonly RateRow[];
  readonly apiRows: readonly ApiRow[];
  readonly tierFactors: readonly TierFactor[];
  readonly creditsPerUsd: number | undefined;
  readonly money: CreditPrice | undefined;
}

/** What stands in the card that comes with the program. */
export interface ShippedRateCard {
  readonly id: string;
  readonly verifiedOn: string;
  readonly reviewAfterMs: number;
  readonly creditsPerUsd: number;
  readonly rows: readonly RateRow[];
  readonly apiRows: readonly ApiRow[];
  readonly tierFactors: readonly TierFactor[];
  readonly modelsWithUnknownDefaultTier: ReadonlySet<string>;
  readonly longContext: LongContextRule;
  readonly apiLongContext: LongContextRule;
}

/**
 * Makes one rate card of the shipped one and the person's own, if any. At each instant a model's price in credits is
 * told by the person's own rows, else by the shipped ones, else it is derived from the API's. Rows of one kind that
 * overlap are in force together.
 */
export function mergeRateCards(shipped: ShippedRateCard, own: OwnRateCard | undefined): RateCard {
  const { rows, apiRows, tierFactors, ...rest } = shipped;
  const creditsPerUsd = own?.creditsPerUsd ?? shipped.creditsPerUsd;
  const apiLayers = [own?.apiRows ?? [], apiRows];
  return {
    ...rest,
    id: own === undefined ? shipped.id : `${shipped.id}+${own.id}`,
    creditsPerUsd,
    money: own?.money ?? { currency: 'USD', creditsPerUnit: creditsPerUsd },
    credits: priceTable([own?.rows ?? [], rows, ...apiLayers.map((layer) => layer.map(derivedRow))]),
    api: priceTable(apiLayers),
    tierFactors: [...inOrderOfSpeaking(own?.tierFactors ?? []), ...inOrderOfSpeaking(tierFactors)],
  };
}

/** Wherever both are published, a price in credits is so many times the API's in dollars. */
const DERIVED_CREDITS_PER_USD = 25;

/** The price in credits of a model for which only the API's is known. */
function derivedRow({ model, effectiveFromMs, effectiveToMs, verifiedOn, reviewAfterMs, ...row }: ApiRow): RateRow {
  const { text, seenAt } = row.source;
  const inCredits = (rate: number) => (rate * DERIVED_CREDITS_PER_USD) as CreditsMicrosPerMTok;
  return {
    model,
    effectiveFromMs,
    effectiveToMs,
    input: inCredits(row.input),
    cachedInput: row.cachedInput === undefined ? undefined : inCredits(row.cachedInput),
    output: inCredits(row.output),
    grade: 'derived',
    source: { text: `${text}, in USD × ${DERIVED_CREDITS_PER_USD}`, seenAt },
    verifiedOn,
    reviewAfterMs,
  };
}

/** Of several layers of rows, the first one that has any for a model at an instant speaks alone. */
function priceTable<Row extends DatedRow & TokenRates>(layers: readonly (readonly Row[])[]): PriceTable<Row> {
  const models = new Set(layers.flat().map(({ model }) => model));
  return new Map(
    [...models].map((model) => [model, periodsOf(layers.map((layer) => layer.filter((row) => row.model === model)))]),
  );
}

function periodsOf<Row extends DatedRow & TokenRates>(layers: readonly (readonly Row[])[]): PricePeriod<Row>[] {
  const instants = new Set(layers.flat().flatMap((row) => [startMs(row), endMs(row)]));
  const bounds = [...instants].sort((a, b) => (a < b ? -1 : 1));
  return bounds.flatMap((fromMs, index) => {
    const untilMs = bounds[index + 1];
    const inForce = layers
      .map((layer) => layer.filter((row) => startMs(row) <= fromMs && fromMs < endMs(row)))
      .find((ofLayer) => ofLayer.length > 0);
    return inForce === undefined || untilMs === undefined ? [] : [periodOf(fromMs, untilMs, inForce)];
  });
}

function periodOf<Row extends DatedRow & TokenRates>(
  fromMs: number,
  untilMs: number,
  inForce: readonly Row[],
): PricePeriod<Row> {
  const rows = inForce.toSorted((a, b) => b.input - a.input);
  const certain = rows.length === 1 ? rows.find(isBeyondDoubt) : undefined;
  return { fromMs, untilMs, rows, certain };
}

function startMs({ effectiveFromMs }: DatedRow): number {
  return effectiveFromMs ?? Number.NEGATIVE_INFINITY;
}

function endMs({ effectiveToMs }: DatedRow): number {
  return effectiveToMs ?? Number.POSITIVE_INFINITY;
}
