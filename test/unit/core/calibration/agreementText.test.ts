import assert from 'node:assert/strict';

import { inEnglish } from '../../../../src/base/translate.ts';
import { agreements } from '../../../../src/core/prices/calibration/agreement.ts';
import { proposalText, verdictText } from '../../../../src/core/prices/calibration/agreementText.ts';
import type { SolvedRates } from '../../../../src/core/prices/calibration/solveRates.ts';
import { Format } from '../../../../src/core/format.ts';
import { compared } from './figures.ts';

const LIST: SolvedRates = { input: 125, cachedInput: 12.5, output: 750 };
const format = new Format(inEnglish, 'en-US');

function texts(
  ourRates: SolvedRates | undefined,
  theirRates: SolvedRates,
  tier = 'standard',
  isMixed = true,
): string[] {
  const threads = [1, 2, 3, 4, 5].map((day) => {
    const mixture = isMixed ? { input: 20_000 * day * day, cached: 9_000 * day, output: 4_000 * (6 - day) } : {};
    return compared({ ...mixture, day, ourRates, theirRates, tier });
  });
  return agreements(threads).flatMap((agreement) => [
    verdictText(agreement, inEnglish, format),
    agreement.proposal === undefined ? '' : proposalText(agreement, agreement.proposal, inEnglish, format),
  ]);
}

describe('calibration, in words', () => {
  for (const [says, actual, expected] of [
    ['agreement', texts(LIST, LIST), ['agrees', '']],
    [
      'other rates',
      texts(LIST, { input: 100, cachedInput: 10, output: 600 }),
      [
        '−20.0 %',
        'gpt-5.5: your account charges 100 for input, 10 cached, 600 for output per million tokens, in 5 threads with 20 requests since 2026-11-21.',
      ],
    ],
    [
      'a multiple',
      texts(LIST, { input: 250, cachedInput: 25, output: 1500 }, 'standard', false),
      ['+100.0 %', 'gpt-5.5: your account charges 2 times our price, in 5 threads with 20 requests since 2026-11-21.'],
    ],
    [
      'another factor of a tier',
      texts(LIST, { input: 156.25, cachedInput: 15.625, output: 937.5 }, 'fast'),
      [
        '+25.0 %',
        'gpt-5.5, fast: your account charges 1.25 times our price, in 5 threads with 20 requests since 2026-11-21.',
      ],
    ],
    [
      'a model without a price',
      texts(undefined, LIST),
      [
        'no price',
        'gpt-5.5: your account charges 125 for input, 12.5 cached, 750 for output per million tokens, in 5 threads with 20 requests since 2026-11-21.',
      ],
    ],
  ] as const) {
    it(says, () => {
      assert.deepEqual(actual, expected);
    });
  }

  for (const [percent, text] of [
    [0, '0.0 %'],
    [0.04, '0.0 %'],
    [-0.04, '0.0 %'],
    [0.06, '+0.1 %'],
    [-5, '−5.0 %'],
  ] as const) {
    it(`a difference of ${percent}: ${text}`, () => {
      assert.equal(format.difference(percent), text);
    });
  }
});
