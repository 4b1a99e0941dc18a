import { type ExplainedPrice, explainPrice } from '../../core/prices/explainPrice.ts';
import { explanationText } from '../../core/prices/explanationText.ts';
import { MICROS_PER_UNIT } from '../../core/money.ts';
import { doubtText } from '../../core/prices/priceWords.ts';
import { type PricedRequest, priceRequestUsd } from '../../core/prices/pricing.ts';
import { creditsToMoney, creditsToUsd } from '../../core/prices/creditWorth.ts';
import type { TokenUsage } from '../../core/usage/tokenUsage.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { printJson } from '../output.ts';
import { instantAt } from './rateCard.ts';
import { apiRowFields, factorOf, rateRowFields } from './rateCardFields.ts';

interface ExplainOptions {
  readonly model: string;
  readonly tokens: TokenUsage;
  readonly tier?: string;
  readonly at?: string;
  readonly json?: boolean;
}

/** How the price of a request comes about, step by step. */
export function rateCardExplain(context: CliContext, options: ExplainOptions): ExitCode {
  const { card, terminal, t, format } = context;
  const { model, tier, tokens: usage } = options;
  const request: PricedRequest = { model, tier, usage, occurredAtMs: instantAt(options.at) };
  const explanation = explainPrice(card, request);
  const steps = [...explanationText(explanation, card, tier, t, format), apiText(request, context)];
  if (options.json === true) {
    printJson(terminal, {
      model,
      tier: tier ?? null,
      atMs: request.occurredAtMs,
      ...usage,
      ...(explanation.kind === 'priced'
        ? pricedFields(explanation, context)
        : { unpriced: true, closeModels: explanation.closeModels }),
      api: apiFields(request, context),
      steps,
    });
  } else {
    terminal.out(steps.map((line) => `${line}\n`).join(''));
  }
  return EXIT.done;
}

function pricedFields(explained: ExplainedPrice, { card, t }: CliContext) {
  const { cost, terms, longContext, tier, allowanceTier, otherPrices } = explained;
  return {
    unpriced: false,
    creditsMicros: cost.credits,
    lowestCreditsMicros: cost.lowest,
    highestCreditsMicros: cost.highest,
    usdMicros: creditsToUsd(card, cost.credits),
    money: creditsToMoney(card.money, cost.credits),
    row: rateRowFields(cost.row),
    terms: terms.map(({ kind, tokens, rate, factorMilli }) => ({
      kind,
      tokens,
      creditsMicrosPerMillion: rate,
      factor: factorOf(factorMilli),
    })),
    longContext,
    creditsFactor: tier.isKnown ? factorOf(tier.factorMilli) : null,
    allowanceFactor: allowanceTier.isKnown ? factorOf(allowanceTier.factorMilli) : null,
    doubts: cost.doubts.map((code) => ({ code, text: doubtText(code, t) })),
    otherPrices: otherPrices.map(({ row, credits }) => ({ creditsMicros: credits, row: rateRowFields(row) })),
  };
}

/** What the request costs where an API key pays. */
function apiText(request: PricedRequest, { card, t, format }: CliContext): string {
  const cost = priceRequestUsd(card, request);
  if (cost.kind === 'unpriced') {
    return 'With an API key: no price is known.';
  }
  const price = `With an API key: ${format.exact(cost.usd / MICROS_PER_UNIT)} USD at list price.`;
  return [price, ...cost.doubts.map((doubt) => doubtText(doubt, t))].join(' ');
}

function apiFields(request: PricedRequest, { card, t }: CliContext) {
  const cost = priceRequestUsd(card, request);
  return cost.kind === 'unpriced'
    ? null
    : {
        usdMicros: cost.usd,
        row: apiRowFields(cost.row),
        doubts: cost.doubts.map((code) => ({ code, text: doubtText(code, t) })),
      };
}
