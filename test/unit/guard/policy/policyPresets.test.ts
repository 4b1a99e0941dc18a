import assert from 'node:assert/strict';

import { saidInEnglish } from '../../../../src/base/phrase.ts';
import { inEnglish } from '../../../../src/base/translate.ts';
import { decide } from '../../../../src/core/decisions/decide.ts';
import { Format } from '../../../../src/core/format.ts';
import { mergePolicies } from '../../../../src/core/policy/mergePolicies.ts';
import type { Policy } from '../../../../src/core/policy/policy.ts';
import { parsePolicy } from '../../../../src/guard/policy/parsePolicy.ts';
import { PRESETS, type PresetId, presetText, presetWords } from '../../../../src/guard/policy/policyPresets.ts';
import { input } from '../../core/decisionInput.ts';
import { estimate, paidWallet, unpricedEstimate } from '../../make.ts';

function policyOf(preset: PresetId): Policy {
  const source = { file: '/policy.json', level: 'user', homeFolder: '/home/me', workspace: undefined } as const;
  const parsed = parsePolicy(presetText(preset), source);
  if (parsed.kind === 'invalid') {
    assert.fail(saidInEnglish(parsed.issue.text));
  }
  return mergePolicies([parsed.policy]);
}

describe('the policies to begin with', () => {
  const format = new Format(inEnglish, 'en-US', 'UTC');

  for (const preset of PRESETS) {
    it(`${preset} is valid, and its words name each of its figures`, () => {
      const { budgets, runCap } = policyOf(preset);
      const figures = [...budgets.map(({ value }) => value.limit), runCap?.value].filter((one) => one !== undefined);
      const { says } = presetWords(preset, inEnglish);
      assert.deepEqual(
        figures.filter((figure) => !says.includes(format.limit(figure))),
        [],
      );
    });
  }

  const doubtful = { wallet: paidWallet, estimate: unpricedEstimate };
  for (const [preset, small, big, unknown] of [
    ['careful', 'allow', 'confirm', 'confirm'],
    ['balanced', 'allow', 'confirm', 'confirm'],
    ['audit-only', 'allow', 'allow', 'warn'],
  ] as const) {
    it(`${preset}: a small run is ${small}, a big one ${big}, an unpriced one that draws purchased credits ${unknown}`, () => {
      const effect = (change: Parameters<typeof input>[0]) => decide(policyOf(preset), input(change)).effect;
      assert.deepEqual(
        [effect({ estimate: estimate(2, 6) }), effect({ estimate: estimate(20, 90) }), effect(doubtful)],
        [small, big, unknown],
      );
    });
  }
});
