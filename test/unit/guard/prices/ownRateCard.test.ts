import assert from 'node:assert/strict';

import { saidInEnglish } from '../../../../src/base/phrase.ts';
import type { FileText } from '../../../../src/core/fileText.ts';
import { type CreditsMicros, usdMicros } from '../../../../src/core/money.ts';
import { creditsToUsd } from '../../../../src/core/prices/creditWorth.ts';
import { priceRequest, priceRequestUsd } from '../../../../src/core/prices/pricing.ts';
import type { RateCard } from '../../../../src/core/prices/rateCard.ts';
import { findTierFactor, tierNames } from '../../../../src/core/prices/tierFactors.ts';
import { MOST_TOKENS } from '../../../../src/core/usage/tokenUsage.ts';
import { parseOwnRateCard, rateCardInForce } from '../../../../src/guard/prices/ownRateCard.ts';
import { card, shippedCard, tokens } from '../../make.ts';

const FILE = '/home/me/.codex-guardrails/rate-card.json';
const at = (date: string): number => Date.parse(`${date}T00:00:00Z`);
const NOV_20 = at('2026-11-20');

function withOwn(json: object | string): RateCard {
  const text = typeof json === 'string' ? json : JSON.stringify(json);
  const { card: merged, issue } = rateCardInForce(shippedCard, FILE, { kind: 'text', text });
  assert.equal(issue, undefined);
  return merged;
}

/** What a thousand tokens of input cost, with the grade of the row that says so. */
function price(from: RateCard, model: string, atMs = NOV_20): unknown {
  const cost = priceRequest(from, { model, tier: 'standard', occurredAtMs: atMs, usage: tokens(1000, 0, 0) });
  return cost.kind === 'priced' ? [cost.credits, cost.row.grade] : undefined;
}

const own = { model: 'gpt-5.5', input: 100, cachedInput: 10, output: 600 };

describe('a price of the person’s own', () => {
  it('wins over the shipped one', () => assert.deepEqual(price(withOwn({ rows: [own] }), 'gpt-5.5'), [100_000, 'own']));

  it('wins even where it is cheaper than a promotion that may be over, and leaves no doubt', () => {
    const merged = withOwn({ rows: [{ ...own, model: 'gpt-5.6-sol' }] });
    const request = {
      model: 'gpt-5.6-sol',
      tier: undefined,
      occurredAtMs: at('2026-11-25'),
      usage: tokens(1000, 0, 0),
    };
    const cost = priceRequest(merged, request);
    assert.ok(cost.kind === 'priced');
    assert.deepEqual([cost.lowest, cost.credits, cost.highest, cost.doubts], [100_000, 100_000, 100_000, []]);
  });

  it('wins only while it is in force', () => {
    const merged = withOwn({ rows: [{ ...own, effectiveFrom: '2026-11-01', effectiveTo: '2026-11-20' }] });
    const instants = [at('2026-11-01') - 1, at('2026-11-01'), NOV_20 - 1, NOV_20];
    assert.deepEqual(
      instants.map((atMs) => price(merged, 'gpt-5.5', atMs)),
      [
        [125_000, 'official'],
        [100_000, 'own'],
        [100_000, 'own'],
        [125_000, 'official'],
      ],
    );
  });

  it('gives a price to a model that had none', () => {
    const merged = withOwn({ rows: [{ ...own, model: 'gpt-99', grade: 'calibrated', source: 'rate-card compare' }] });
    assert.deepEqual([price(card, 'gpt-99'), price(merged, 'gpt-99')], [undefined, [100_000, 'calibrated']]);
  });

  it('changes no other model’s', () => {
    const merged = withOwn({ rows: [own] });
    const others = [...card.credits.keys()].filter((model) => model !== 'gpt-5.5');
    assert.deepEqual(
      others.map((model) => price(merged, model)),
      others.map((model) => price(card, model)),
    );
  });

  it('that overlaps with another of their own counts where it is dearer', () =>
    assert.deepEqual(price(withOwn({ rows: [own, { ...own, input: 110 }] }), 'gpt-5.5'), [110_000, 'own']));

  it('of the API gives the derived price in credits, and leaves a published one alone', () => {
    const apiRows = ['gpt-6.2-sol', 'gpt-5.5'].map((model) => ({ model, input: 3, output: 12 }));
    const merged = withOwn({ apiRows });
    const request = { model: 'gpt-5.5', tier: undefined, occurredAtMs: NOV_20, usage: tokens(1000, 0, 0) };
    const usd = priceRequestUsd(merged, request);
    assert.deepEqual(
      [price(merged, 'gpt-6.2-sol'), price(merged, 'gpt-5.5'), usd.kind === 'priced' && usd.usd],
      [[75_000, 'derived'], [125_000, 'official'], 3_000],
    );
  });

  it('names its source in free words', () => {
    const merged = withOwn({ rows: [{ ...own, source: 'my invoice of May' }] });
    const cost = priceRequest(merged, { model: 'gpt-5.5', tier: undefined, occurredAtMs: 0, usage: tokens(1, 0, 0) });
    assert.deepEqual(cost.kind === 'priced' && cost.row.source, { text: 'my invoice of May', seenAt: undefined });
  });
});

describe('the dearest card that may be written', () => {
  const dearest = { model: 'm', input: 10_000, output: 10_000 };
  const dearestApi = { model: 'n', input: 400, output: 400 };
  const merged = withOwn({ rows: [dearest], apiRows: [dearestApi], tiers: [{ tier: 'fast', creditsFactor: 20 }] });
  for (const model of ['m', 'n']) {
    it(`counts the largest request of ${model} exactly`, () => {
      const usage = tokens(MOST_TOKENS, 0, MOST_TOKENS);
      const cost = priceRequest(merged, { model, tier: 'fast', occurredAtMs: NOV_20, usage });
      // 10^10 tokens each way at 10^4 credits a million, × 2 and × 1.5, × 20
      assert.equal(cost.kind === 'priced' && cost.credits, 7e15);
    });
  }
});

describe('a tier of the person’s own', () => {
  const factor = (from: RateCard, meter: 'credits' | 'allowance', model: string, tier: string): unknown => {
    const found = findTierFactor(from, meter, model, tier, NOV_20);
    return found.isKnown ? found.factorMilli : undefined;
  };

  it('speaks before a newer one of ours, for the meter and the models that it names', () => {
    const merged = withOwn({ tiers: [{ tier: 'fast', models: ['gpt-5.*'], creditsFactor: 3 }] });
    assert.deepEqual(
      [
        factor(merged, 'credits', 'gpt-5.5', 'fast'),
        factor(merged, 'allowance', 'gpt-5.5', 'fast'),
        factor(merged, 'credits', 'gpt-6.1-sol', 'fast'),
      ],
      [3000, 2500, 2000],
    );
  });

  it('makes a tier known that was not', () => {
    const merged = withOwn({ tiers: [{ tier: 'warp', aliases: ['hyper'], creditsFactor: 9.5 }] });
    assert.deepEqual(
      [factor(card, 'credits', 'x', 'hyper'), factor(merged, 'credits', 'x', 'hyper')],
      [undefined, 9500],
    );
  });
});

describe('what a person calls a tier in their own card', () => {
  it('is no name of it in policies, which an administrator may have written', () => {
    const tiers = ['fast', 'ultrafast'].map((alias) => ({ tier: 'standard', aliases: [alias], creditsFactor: 1 }));
    assert.deepEqual(
      ['fast', 'priority', 'ultrafast'].map((tier) => [...new Set(tierNames(withOwn({ tiers }), tier))]),
      [['fast', 'priority'], ['fast', 'priority'], ['ultrafast']],
    );
  });
});

describe('tiers on one date', () => {
  it('speak for the model that they name, before those for all', () => {
    const merged = withOwn({
      tiers: [
        { tier: 'fast', creditsFactor: 3, effectiveFrom: '2026-11-01' },
        { tier: 'fast', models: ['gpt-5.5'], creditsFactor: 4, effectiveFrom: '2026-11-01' },
        { tier: 'fast', models: ['gpt-5.4'], creditsFactor: 5 },
      ],
    });
    assert.deepEqual(
      ['gpt-5.5', 'gpt-5.4', 'gpt-6.1-sol'].map(
        (model) => findTierFactor(merged, 'credits', model, 'fast', NOV_20).factorMilli,
      ),
      [4000, 3000, 3000],
    );
  });
});

describe('the person’s own price of a credit', () => {
  it('is told in their currency, and leaves dollars alone', () => {
    const { money, creditsPerUsd } = withOwn({ money: { currency: 'EUR', creditsPerUnit: 27 } });
    assert.deepEqual([money, creditsPerUsd], [{ currency: 'EUR', creditsPerUnit: 27 }, 25]);
  });

  it('may be the dearest that can be written: the most that can be counted in credits can be in dollars', () => {
    const used = Number.MAX_SAFE_INTEGER as CreditsMicros;
    assert.equal(usdMicros(creditsToUsd(withOwn({ creditsPerUsd: 1 }), used)), used);
  });

  it('in dollars is what is shown, where no currency is named', () =>
    assert.deepEqual(withOwn({ creditsPerUsd: 20 }).money, { currency: 'USD', creditsPerUnit: 20 }));
});

describe('a rate card’s name', () => {
  it('tells that a file of the person’s own counts, and which content it has', () => {
    const ids = ['{}', '{"rows":[]}', '{}'].map((text) => withOwn(text).id);
    assert.match(ids[0] ?? '', /^2026-11-22\+own-[0-9a-f]{8}$/);
    assert.deepEqual([ids[0] === ids[1], ids[0] === ids[2]], [false, true]);
  });

  it('is the shipped one’s where there is no file', () => {
    const { card: merged, issue } = rateCardInForce(shippedCard, FILE, { kind: 'absent' });
    assert.deepEqual([merged, issue], [card, undefined]);
  });
});

describe('a rate card that cannot be used', () => {
  const row = '{"model":"gpt-5.5","input":1,"output":1';
  const creditsPerUsd =
    'expected how many credits one US dollar buys, from 1 to 1000000; where you know what a credit costs in dollars, write 1 divided by that';
  const mistakes: readonly (readonly [text: string, issue: string])[] = [
    ['{\n"row":[]}', 'line 2: “row” is not known; expected “rows”'],
    [`{"rows":[\n${row},\n"cachedinput":1}]}`, 'line 3: “cachedinput” is not known; expected “cachedInput”'],
    [`{"rows":[${row},\n"creditsFactor":1}]}`, 'line 2: “creditsFactor” is not known here; expected it in “tiers”'],
    ['{"money":{\n"rate":1}}', 'line 2: “rate” is not known; expected a key of the rate card, version 1'],
    [
      '{"money":{"currency":"euro",\n"creditsPerUnit":27}}',
      'line 1: “money.currency”: expected a code of ISO 4217 such as “EUR”',
    ],
    ['{"money":{"currency":"EUR"}}', 'line 1: “money.creditsPerUnit”: expected number, received undefined'],
    ['{"creditsPerUsd":\n0}', `line 2: “creditsPerUsd”: ${creditsPerUsd}`],
    ['{"creditsPerUsd":0.000001}', `line 1: “creditsPerUsd”: ${creditsPerUsd}`],
    ['{"creditsPerUsd":0.04}', `line 1: “creditsPerUsd”: ${creditsPerUsd}`],
    ['{"creditsPerUsd":1000001}', `line 1: “creditsPerUsd”: ${creditsPerUsd}`],
    ['{"creditsPerUsd":"25"}', 'line 1: “creditsPerUsd”: expected number, received string'],
    [
      `{"rows":[\n${row},"effectiveFrom":"May"}]}`,
      'line 2: “rows.0.effectiveFrom”: expected a date such as “2026-11-22”',
    ],
    [
      `{"rows":[\n${row},"effectiveFrom":"2026-05-01",\n"effectiveTo":"2026-05-01"}]}`,
      'line 3: “rows.0.effectiveTo”: expected a date after “effectiveFrom”',
    ],
    [`{"rows":[${row},\n"cachedInput":2}]}`, 'line 2: “rows.0.cachedInput”: expected no more than “input”'],
    [
      `{"rows":[${row},\n"grade":"official"}]}`,
      'line 2: “rows.0.grade”: Invalid option: expected one of "own"|"calibrated"',
    ],
    ['{"rows":[{"model":"x","input":-1,"output":1}]}', 'line 1: “rows.0.input”: Too small: expected number to be >=0'],
    [
      '{"rows":[{"model":"x","input":1,"output":10001}]}',
      'line 1: “rows.0.output”: Too big: expected number to be <=10000',
    ],
    ['{"rows":[{"model":"x","input":"1","output":1}]}', 'line 1: “rows.0.input”: expected number, received string'],
    [
      '{"tiers":[{"tier":"fast",\n"models":"gpt-5.5"}]}',
      'line 2: “tiers.0.models”: expected "all" or a list of models',
    ],
    [
      '{"tiers":[{"tier":"fast","creditsFactor":99}]}',
      'line 1: “tiers.0.creditsFactor”: Too big: expected number to be <=20',
    ],
    ['{"version":2}', 'line 1: “version”: expected 1'],
    ['{"rows":[],\n"rows":[]}', 'line 2: “rows” stands twice; expected each key once'],
    ['{"rows":[', 'line 1: not valid JSON: close bracket expected'],
    ['', 'line 1: not valid JSON: value expected'],
  ];
  for (const [text, words] of mistakes) {
    it(`is named with its line, its key and what was expected: ${words}`, () => {
      const parsed = parseOwnRateCard(text);
      assert.equal(
        parsed.kind === 'valid' ? 'valid' : `line ${parsed.issue.line}: ${saidInEnglish(parsed.issue.text)}`,
        words,
      );
    });
  }

  const half = JSON.stringify({ rows: [own], creditsPerUsd: 1, money: { currency: 'EUR', creditsPerUnit: 'x' } });
  const unusable: readonly (readonly [says: string, content: FileText])[] = [
    ['is wrong in one place', { kind: 'text', text: half }],
    ['cannot be read', { kind: 'unreadable', reason: 'EACCES: permission denied' }],
  ];
  for (const [says, content] of unusable) {
    it(`counts for nothing at all where it ${says}, and that is told`, () => {
      const { card: merged, issue } = rateCardInForce(shippedCard, FILE, content);
      assert.deepEqual([merged, issue?.file, issue?.line], [card, FILE, 1]);
    });
  }

  it('may have comments and trailing commas', () =>
    assert.deepEqual(price(withOwn(`{"rows":[${row},},], // mine\n}`), 'gpt-5.5'), [1_000, 'own']));
});
