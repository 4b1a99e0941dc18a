import assert from 'node:assert/strict';

import fc from 'fast-check';

import { creditsMicros } from '../../../src/core/money.ts';
import { readCredits, writeCredits } from '../../../src/core/writtenCredits.ts';

describe('credits that a person writes', () => {
  for (const [text, micros] of [
    ['50', 50_000_000],
    [' 12.5 ', 12_500_000],
    ['12,5', 12_500_000],
    ['0.125', 125_000],
    ['0,125', 125_000],
    ['1200', 1_200_000_000],
    ['1200.125', 1_200_125_000],
    ['12.3450', 12_345_000],
  ] as const) {
    it(`“${text}” are ${micros} micro-credits`, () => assert.equal(readCredits(text), micros));
  }

  for (const text of ['1,200', '1.200', '12.345', '999,000', '1.200,50', '1,200.50', '1 200', '0', '-5', '', 'fifty']) {
    it(`“${text}” are not guessed at`, () => assert.equal(readCredits(text), undefined));
  }

  it('are read back as they were written to begin with', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999_000_000 }), (micros) => {
        assert.equal(readCredits(writeCredits(creditsMicros(micros))), micros);
      }),
    ));
});
