import assert from 'node:assert/strict';

import { inEnglish } from '../../../../src/base/translate.ts';
import { Format } from '../../../../src/core/format.ts';
import { thresholdText } from '../../../../src/core/budgets/thresholdText.ts';
import { NOW_MS } from '../../make.ts';
import { status } from '../decisionInput.ts';

const format = new Format(inEnglish, 'en-US', 'UTC');
const textOf = (...spent: Parameters<typeof status>): string =>
  thresholdText({ status: status(...spent), percent: 80 }, inEnglish, format, NOW_MS);

describe('an alert of a budget in words', () => {
  it('says how much is spent and left, and when it resets', () =>
    assert.equal(
      textOf(85),
      'The daily budget has passed 80 %: 85.00 of 100 credits are spent, 15.00 left. It resets at 12:00.',
    ));

  it('leaves out of what is left what is held', () => assert.match(textOf(85, 10), /85\.00 .* 5\.00 left\./));

  it('says by how much it is overspent', () => assert.match(textOf(107), /107\.00 .* 7\.00 over\./));
});
