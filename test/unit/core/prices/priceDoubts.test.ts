import assert from 'node:assert/strict';

import { type PriceDoubt, PRICE_DOUBTS } from '../../../../src/core/prices/priceDoubts.ts';
import { priceRequest } from '../../../../src/core/prices/pricing.ts';
import type { TokenUsage } from '../../../../src/core/usage/tokenUsage.ts';
import { card, tokens } from '../../make.ts';

const at = (date: string): number => Date.parse(`${date}T00:00:00Z`);
const DAY = '2026-11-20';

interface Case {
  readonly says: string;
  readonly model: string;
  readonly tier?: string;
  readonly on?: string;
  readonly usage: TokenUsage;
  readonly range: readonly [lowest: number, credits: number, highest: number];
  readonly doubts: readonly PriceDoubt[];
}

/** Worked out by hand, in micro-credits. */
const cases: readonly Case[] = [
  {
    says: 'a published price',
    model: 'gpt-5.5',
    usage: tokens(1000, 0, 0),
    range: [125_000, 125_000, 125_000],
    doubts: [],
  },
  {
    says: 'a price from one third party: a tenth either way',
    model: 'gpt-rosalind-research',
    usage: tokens(1000, 0, 0),
    range: [112_500, 125_000, 137_500],
    doubts: ['quoted'],
  },
  {
    says: 'a derived price: a fifth either way',
    model: 'gpt-6.1-terra',
    usage: tokens(1000, 0, 0),
    range: [20_000, 25_000, 30_000],
    doubts: ['derived'],
  },
  // 600 × 50 + 400 × 2.5 = 31,000, less a fifth
  {
    says: 'an unknown price of cached input: from a twentieth of input’s',
    model: 'gpt-6.2-sol',
    usage: tokens(1000, 400, 0),
    range: [24_800, 50_000, 60_000],
    doubts: ['derived', 'cachedAsInput'],
  },
  {
    says: 'an unknown price of cached input, where nothing was cached',
    model: 'gpt-6.2-sol',
    usage: tokens(1000, 0, 0),
    range: [40_000, 50_000, 60_000],
    doubts: ['derived'],
  },
  {
    says: 'a promotion that may be over: the list price, and the promotion’s below it',
    model: 'gpt-5.6-sol',
    on: '2026-11-22',
    usage: tokens(1000, 400, 10),
    range: [69_000, 87_500, 87_500],
    doubts: ['promotionOverlaps', 'assumed'],
  },
  {
    says: 'the last day of a promotion that may be over',
    model: 'gpt-5.6-sol',
    on: '2026-11-30',
    usage: tokens(1000, 0, 0),
    range: [100_000, 125_000, 125_000],
    doubts: ['promotionOverlaps', 'assumed'],
  },
  {
    says: 'a promotion that is over',
    model: 'gpt-5.6-sol',
    on: '2026-12-01',
    usage: tokens(1000, 0, 0),
    range: [125_000, 125_000, 125_000],
    doubts: ['assumed'],
  },
  {
    says: 'a promotion that is not over',
    model: 'gpt-5.6-sol',
    on: '2026-11-21',
    usage: tokens(1000, 0, 0),
    range: [100_000, 100_000, 100_000],
    doubts: [],
  },
  {
    says: 'a default tier that may be the fast one: up to twice',
    model: 'gpt-6-sol',
    usage: tokens(1000, 0, 0),
    range: [50_000, 50_000, 100_000],
    doubts: ['tierUnknown'],
  },
  {
    says: 'a tier that is known for other models: up to its factor there',
    model: 'gpt-5.5',
    tier: 'ultrafast',
    usage: tokens(1000, 0, 0),
    range: [125_000, 125_000, 750_000],
    doubts: ['tierUnknown'],
  },
  {
    says: 'a tier that is known where an API key pays: from its factor there',
    model: 'gpt-5.5',
    tier: 'flex',
    usage: tokens(1000, 0, 0),
    range: [62_500, 125_000, 125_000],
    doubts: ['tierUnknown'],
  },
  {
    says: 'a tier nobody knows: from the cheapest to the dearest there is',
    model: 'gpt-5.5',
    tier: 'warp',
    usage: tokens(1000, 0, 0),
    range: [62_500, 125_000, 750_000],
    doubts: ['tierUnknown'],
  },
  // 272,001 × 200, twice that, less and more a fifth
  {
    says: 'a long context that may be exempt: charged, and without it below',
    model: 'gpt-6.2-astra',
    usage: tokens(272_001, 0, 0),
    range: [43_520_160, 108_800_400, 130_560_480],
    doubts: ['longContextUnknown', 'derived'],
  },
  {
    says: 'a context that is just not long',
    model: 'gpt-6.2-astra',
    usage: tokens(272_000, 0, 0),
    range: [43_520_000, 54_400_000, 65_280_000],
    doubts: ['derived'],
  },
  {
    says: 'a long context of a model that is exempt',
    model: 'gpt-6-astra',
    usage: tokens(272_001, 0, 0),
    range: [68_000_250, 68_000_250, 68_000_250],
    doubts: [],
  },
  {
    says: 'nothing used',
    model: 'gpt-6.2-sol',
    usage: tokens(0, 0, 0),
    range: [0, 0, 0],
    doubts: ['derived'],
  },
];

describe('the range that a price lies in, for', () => {
  for (const { says, model, tier, on = DAY, usage, range, doubts } of cases) {
    it(`${says}: ${model}${tier === undefined ? '' : ` ${tier}`} on ${on}`, () => {
      const cost = priceRequest(card, { model, tier, occurredAtMs: at(on), usage });
      assert.ok(cost.kind === 'priced');
      const { lowest, credits, highest } = cost;
      assert.deepEqual([[lowest, credits, highest], cost.doubts], [range, doubts]);
    });
  }

  it('of two prices in force, whichever is dearer for the request counts', () => {
    const rows = (card.credits.get('gpt-5.6-sol') ?? []).flatMap((period) => period.rows);
    const [list, promotion] = [rows.at(-1), rows.find(({ input }) => input === 100_000_000)];
    assert.ok(list !== undefined && promotion !== undefined);
    // Cheaper input with dearer output: neither row is the dearer one for all requests.
    const mixed = { ...promotion, output: (list.output * 2) as typeof list.output };
    const period = { fromMs: -Infinity, untilMs: Infinity, rows: [list, mixed], certain: undefined };
    const mixedCard = { ...card, credits: new Map([['m', [period]]]) };
    const price = (usage: TokenUsage): unknown => {
      const cost = priceRequest(mixedCard, { model: 'm', tier: undefined, occurredAtMs: 0, usage });
      return cost.kind === 'priced' && [cost.credits, cost.row.input];
    };
    assert.deepEqual(
      [price(tokens(1000, 0, 0)), price(tokens(0, 0, 1000))],
      [
        [125_000, 125_000_000],
        [1_500_000, 100_000_000],
      ],
    );
  });

  it('names every doubt but those of dollars', () => {
    const named = new Set(cases.flatMap(({ doubts }) => doubts));
    assert.deepEqual(
      PRICE_DOUBTS.filter((doubt) => !named.has(doubt)),
      ['cacheWriteAsInput'],
    );
  });

  it('makes no new list of doubts for each request', () => {
    const doubtsOf = (model: string) => {
      const cost = priceRequest(card, { model, tier: undefined, occurredAtMs: at(DAY), usage: tokens(1, 0, 0) });
      return cost.kind === 'priced' ? cost.doubts : undefined;
    };
    assert.ok(doubtsOf('gpt-5.5') === doubtsOf('gpt-6-astra') && doubtsOf('gpt-6-sol') === doubtsOf('gpt-6-luna'));
  });
});
