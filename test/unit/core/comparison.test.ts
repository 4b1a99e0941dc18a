import assert from 'node:assert/strict';

import {
  type ComparedEstimate,
  type RunSetting,
  cheapestFirst,
  pricedModels,
  settingsOf,
} from '../../../src/core/estimate/comparison.ts';
import type { RunEstimate } from '../../../src/core/estimate/estimateRun.ts';
import { NOW_MS, card, estimate, unpricedEstimate } from '../make.ts';

function compared(model: string, of: RunEstimate): ComparedEstimate {
  return { setting: { model, effort: undefined, tier: 'standard' }, estimate: of };
}

const texts = (settings: readonly RunSetting[]): readonly string[] =>
  settings.map(({ model, effort, tier }) => [model, effort, tier].join(' '));

describe('the settings that are compared', () => {
  it('are each effort on each tier that costs something else', () => {
    const settings = settingsOf([{ model: 'gpt-5.5', efforts: ['low', 'high'] }], card, NOW_MS);
    assert.deepEqual(texts(settings), [
      'gpt-5.5 low standard',
      'gpt-5.5 low fast',
      'gpt-5.5 high standard',
      'gpt-5.5 high fast',
    ]);
  });

  it('are a model’s own effort where it has no other', () =>
    assert.deepEqual(texts(settingsOf([{ model: 'gpt-5.5', efforts: [] }], card, NOW_MS)), [
      'gpt-5.5  standard',
      'gpt-5.5  fast',
    ]));

  it('are those of models with a price, where nobody says what is on offer', () => {
    const models = pricedModels(card, 'high', NOW_MS);
    assert.deepEqual(
      models.find(({ model }) => model === 'gpt-5.5'),
      { model: 'gpt-5.5', efforts: ['high'] },
    );
    assert.ok(models.every(({ model }) => !model.startsWith('gpt-image') && model !== 'codex-auto-review'));
  });
});

describe('a comparison', () => {
  it('has the cheapest first, and what has no price last', () => {
    const rows = [
      compared('none', unpricedEstimate),
      compared('dear', estimate(9, 20)),
      compared('other', unpricedEstimate),
      compared('cheap', estimate(1, 90)),
    ];
    assert.deepEqual(
      cheapestFirst(rows).map(({ setting }) => setting.model),
      ['cheap', 'dear', 'none', 'other'],
    );
  });
});
