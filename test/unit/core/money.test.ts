import assert from 'node:assert/strict';

import fc from 'fast-check';

import { AssertionError } from '../../../src/base/assert.ts';
import {
  addCredits,
  creditsMicros,
  creditsStep,
  creditsToMicros,
  divideRoundingHalfUp,
  parseCredits,
  subtractCredits,
  sumCredits,
} from '../../../src/core/money.ts';

describe('parseCredits', () => {
  const readable: readonly (readonly [text: string, micros: number])[] = [
    ['999.76', 999_760_000],
    ['0', 0],
    ['0.1', 100_000],
    ['12', 12_000_000],
    ['-3.5', -3_500_000],
    ['-0', 0],
    ['-0.0000001', 0],
    ['  7.25 ', 7_250_000],
    ['0.0000004', 0],
    ['0.0000005', 1],
    ['-0.0000005', -1],
    ['0.9999999', 1_000_000],
    ['1.123456499999', 1_123_456],
    ['999999999.999999', 999_999_999_999_999],
  ];
  for (const [text, micros] of readable) {
    it(`reads “${text}” as ${micros} micro-credits`, () => assert.equal(parseCredits(text), micros));
  }

  for (const text of ['', ' ', 'abc', '1e3', '1,000', '1.', '.5', '+1', '--1', '1.2.3', 'NaN', 'Infinity', '0x10']) {
    it(`takes “${text}” for no number`, () => assert.equal(parseCredits(text), undefined));
  }

  it('takes a number of ten digits for unknown, not for a rounded one', () =>
    assert.equal(parseCredits('1234567890'), undefined));

  it('reads back exactly whatever is written with six decimals', () => {
    const amount = fc.record({ whole: fc.nat(999_999_999), micros: fc.nat(999_999) });
    fc.assert(
      fc.property(amount, ({ whole, micros }) =>
        assert.equal(parseCredits(`${whole}.${String(micros).padStart(6, '0')}`), whole * 1_000_000 + micros),
      ),
    );
  });
});

describe('rounding', () => {
  const halves: readonly (readonly [numerator: bigint, denominator: bigint, rounded: number])[] = [
    [0n, 10n, 0],
    [4n, 10n, 0],
    [5n, 10n, 1],
    [14n, 10n, 1],
    [15n, 10n, 2],
    [25n, 10n, 3],
    [1n, 3n, 0],
    [2n, 3n, 1],
    [9_007_199_254_740_993n * 1_000_000n, 1_000_000n * 2n, 4_503_599_627_370_497],
  ];
  for (const [numerator, denominator, rounded] of halves) {
    it(`${numerator} / ${denominator} is ${rounded}`, () =>
      assert.equal(divideRoundingHalfUp(numerator, denominator), rounded));
  }

  it('refuses negative amounts: nothing costs less than nothing', () => {
    assert.throws(() => divideRoundingHalfUp(-1n, 10n), AssertionError);
  });

  for (const [written, micros] of [
    [50, 50_000_000],
    [0.1, 100_000],
    [0.0000005, 1],
    [0.0000004, 0],
    [12.345678, 12_345_678],
  ] as const) {
    it(`a limit written as ${written} is ${micros} micro-credits`, () =>
      assert.equal(creditsToMicros(written), micros));
  }
});

describe('the step of a decimal', () => {
  const cases: readonly (readonly [text: string, micros: number | undefined])[] = [
    ['1000', 1_000_000],
    ['999.7', 100_000],
    ['999.70', 10_000],
    ['-3.25', 10_000],
    ['0.123456', 1],
    ['0.12345678', 1],
    ['a lot', undefined],
  ];
  for (const [text, micros] of cases) {
    it(`“${text}” is ${micros ?? 'unknown'}`, () => assert.equal(creditsStep(text), micros));
  }

  it('holds the amount that was cut off or rounded to it', () => {
    const amounts = fc.tuple(fc.integer({ min: -1e12, max: 1e12 }), fc.integer({ min: 0, max: 6 }));
    fc.assert(
      fc.property(amounts, ([micros, decimals]) => {
        const text = (micros / 1e6).toFixed(decimals);
        const [told, step] = [parseCredits(text), creditsStep(text)];
        assert.ok(told !== undefined && step !== undefined && Math.abs(told - micros) <= step, text);
      }),
    );
  });
});

describe('micro-credits', () => {
  const unsafe = [0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER + 1, -(2 ** 53)];
  for (const value of unsafe) {
    it(`may not be ${value}`, () => {
      assert.throws(() => creditsMicros(value), AssertionError);
    });
  }

  it('may be negative: balances can be', () => assert.equal(creditsMicros(-1), -1));

  it('a sum that leaves the safe integers is an error, not a wrong sum', () => {
    const largest = creditsMicros(Number.MAX_SAFE_INTEGER);
    assert.throws(() => addCredits(largest, creditsMicros(1)), AssertionError);
  });

  it('a difference that leaves the safe integers is an error, not a wrong difference', () => {
    const lowest = creditsMicros(Number.MIN_SAFE_INTEGER);
    assert.throws(() => subtractCredits(lowest, creditsMicros(1)), AssertionError);
  });

  it('the sum of any amounts is the same in any order', () => {
    const amounts = fc.array(fc.integer({ min: -1e12, max: 1e12 }).map(creditsMicros), { maxLength: 50 });
    fc.assert(fc.property(amounts, (values) => assert.equal(sumCredits(values), sumCredits(values.toReversed()))));
  });

  it('the sum of nothing is zero', () => assert.equal(sumCredits([]), 0));
});
