import assert from 'node:assert/strict';

import { inEnglish } from '../../../../src/base/translate.ts';
import { runName, textOfRun } from '../../../../src/host/runs/runName.ts';

describe('the name of a run', () => {
  const cases: readonly (readonly [says: string, prompt: string | undefined, name: string])[] = [
    ['is how its prompt begins', ' Sort the\timports\nin all files', '“Sort the imports”'],
    ['leaves room for what is said of it', 'x'.repeat(70), `“${'x'.repeat(60)}…”`],
    ['is the window’s where there is no prompt', undefined, 'Run in this window'],
    ['is the window’s where the prompt has no words', ' \n', 'Run in this window'],
  ];
  for (const [says, prompt, name] of cases) {
    it(says, () => assert.equal(runName(prompt, inEnglish), name));
  }

  it('stands before what is said of it', () =>
    assert.equal(textOfRun('“Sort”', 'Held at 40 credits.'), '“Sort” · Held at 40 credits.'));
});
