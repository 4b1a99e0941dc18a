import assert from 'node:assert/strict';

import fc from 'fast-check';

import { matchesPattern } from '../../../src/core/policy/policy.ts';

describe('a pattern of models', () => {
  for (const [pattern, name, fits] of [
    ['gpt-5.5', 'gpt-5.5', true],
    ['gpt-5.5', 'gpt-5x5', false],
    ['gpt-5.*', 'gpt-5.', true],
    ['*-mini', 'gpt-5.4-mini', true],
    ['a*a', 'a', false],
    ['*x*', 'axb', true],
    ['a**b', 'ab', true],
    ['*', '', true],
    ['*', 'gpt\n5', true],
    ['*a*b', 'ba', false],
  ] as const) {
    it(`“${pattern}” ${fits ? 'fits' : 'does not fit'} ${JSON.stringify(name)}`, () =>
      assert.equal(matchesPattern(name, pattern), fits));
  }

  it('fits what a regular expression of it fits', () => {
    const word = (letters: readonly string[]) =>
      fc.array(fc.constantFrom(...letters), { maxLength: 8 }).map((chosen) => chosen.join(''));
    fc.assert(
      fc.property(word(['a', 'b']), word(['a', 'b', '*']), (name, pattern) =>
        assert.equal(matchesPattern(name, pattern), new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name)),
      ),
      { numRuns: 2_000 },
    );
  });

  it('of many stars, from somebody else’s folder, is told at once', () =>
    assert.equal(matchesPattern('a'.repeat(4_000), `${'*a'.repeat(40)}*b`), false));
});
