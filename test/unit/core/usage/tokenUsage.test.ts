import assert from 'node:assert/strict';

import fc from 'fast-check';

import { EFFORTS, effortRank } from '../../../../src/core/effort.ts';
import { addTokens, clampParts, isNoUsage, subtractTokens } from '../../../../src/core/usage/tokenUsage.ts';
import { tokens } from '../../make.ts';

const anyTokens = fc
  .record({
    inputTokens: fc.nat(1e9),
    cachedInputTokens: fc.nat(1e9),
    cacheWriteInputTokens: fc.nat(1e9),
    outputTokens: fc.nat(1e9),
    reasoningOutputTokens: fc.nat(1e9),
  })
  .map((parts) => ({ ...parts }));

describe('tokens', () => {
  it('taken away again leave what was there', () => {
    fc.assert(fc.property(anyTokens, anyTokens, (a, b) => assert.deepEqual(subtractTokens(addTokens(a, b), b), a)));
  });

  it('never go below zero', () => assert.deepEqual(subtractTokens(tokens(1, 1, 1), tokens(2, 2, 2)), tokens(0, 0, 0)));

  it('keep their parts inside their wholes, whatever a log claims', () => {
    fc.assert(
      fc.property(anyTokens, (claimed) => {
        const kept = clampParts(claimed);
        assert.ok(
          kept.cachedInputTokens + kept.cacheWriteInputTokens <= kept.inputTokens &&
            kept.reasoningOutputTokens <= kept.outputTokens,
        );
      }),
    );
  });

  it('that fit are left as they are', () => {
    const usage = { ...tokens(10, 4, 3), cacheWriteInputTokens: 6, reasoningOutputTokens: 3 };
    assert.deepEqual(clampParts(usage), usage);
  });

  it('are none only without input and output', () =>
    assert.deepEqual([tokens(0, 0, 0), tokens(1, 0, 0), tokens(0, 0, 1)].map(isNoUsage), [true, false, false]));
});

describe('reasoning efforts', () => {
  it('rank from none to ultra', () => {
    const ranks = EFFORTS.map(effortRank);
    assert.deepEqual(ranks, [0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('of unknown name have no rank', () => assert.equal(effortRank('galactic'), undefined));
});
