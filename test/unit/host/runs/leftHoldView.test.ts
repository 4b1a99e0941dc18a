import assert from 'node:assert/strict';

import { inEnglish } from '../../../../src/base/translate.ts';
import { endedRunText, leftHoldLabel, leftHoldText } from '../../../../src/host/runs/leftHoldView.ts';
import { notices } from '../../../../src/host/panel/panelNotices.ts';
import { NOW_MS, credits } from '../../make.ts';
import { format, guardState, leftHold, tools, usageModel } from '../views.ts';

const left = leftHold();

describe('a run that was held when its window closed', () => {
  for (const [says, hold, text] of [
    ['at its cap', left, 'A run in api was held at 40 credits when its window closed.'],
    ['without one', { ...left, cap: undefined }, 'A run in api was held after 40.38 credits when its window closed.'],
  ] as const) {
    it(`${says} says so, and what going on costs`, () => {
      const told = leftHoldText(hold, inEnglish, format);
      assert.equal(told, `${text} It can go on with all that it knew; what it costs from now on counts as a new run.`);
    });
  }

  it('can be picked from several', () => {
    assert.equal(leftHoldLabel(left, inEnglish, format, NOW_MS), 'api: held 11:00 after 40.38 credits');
  });

  it('stands in the panel with the way to go on', () => {
    const [notice] = notices(guardState({ usage: usageModel({ leftHolds: [left] }) }), tools);
    assert.deepEqual(
      [notice?.id, notice?.actions.map(({ message }) => message)],
      ['leftHolds', [{ kind: 'continueRun' }]],
    );
  });
});

describe('a run that ended without a window', () => {
  for (const [says, spent, text] of [
    ['after what it spent', credits(3.5), 'A run in api ended after 3.50 credits, while no window was open for it.'],
    ['where that is not known', undefined, 'A run in api ended while no window was open for it.'],
  ] as const) {
    it(`is told of, ${says}`, () =>
      assert.equal(endedRunText(left.workspace, spent, inEnglish, format), `${text} What it has changed stays.`));
  }
});
