import assert from 'node:assert/strict';

import { GuardError, saidBy } from '../../../src/base/errors.ts';
import { type Said, inWords, keptSaid, phrase, saidInEnglish } from '../../../src/base/phrase.ts';
import { saidToKeep } from '../../../src/base/saidToKeep.ts';
import type { Translate } from '../../../src/base/translate.ts';

/** A language that says all backwards. */
const backwards: Translate = (message, ...values) => [message, ...values].reverse().join(' ');

describe('a phrase', () => {
  const said = phrase('“{0}”: {1}', 'run.capCredits', phrase('expected {0}', 1));

  it('is put into words with all that stands in it', () => {
    assert.equal(saidInEnglish(said), '“run.capCredits”: expected 1');
    assert.equal(inWords(said, backwards), '1 expected {0} run.capCredits “{0}”: {1}');
  });

  it('is what an expected failure says, whose message is English', () => {
    const error = new GuardError('ledger.damaged', said, { remedy: phrase('Wait.') });
    assert.deepEqual([error.message, error.remedy, saidBy(error)], ['“run.capCredits”: expected 1', 'Wait.', said]);
  });

  for (const [what, kept] of [
    ['itself', said],
    ['a text', 'EACCES: permission denied'],
    ['a text that looks like one', '{"message":"x"}'],
    ['a text that is JSON', '7'],
    ['nothing', ''],
  ] as const satisfies readonly (readonly [string, Said])[]) {
    it(`is kept and read again: ${what}`, () => assert.deepEqual(keptSaid(saidToKeep(kept, 100)), kept));
  }

  it('is kept with values that are cut', () =>
    assert.equal(saidInEnglish(keptSaid(saidToKeep(phrase('it said {0}', 'x'.repeat(50)), 5))), 'it said xxxxx'));
});
