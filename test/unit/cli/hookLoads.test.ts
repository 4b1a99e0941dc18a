import assert from 'node:assert/strict';

import { bundleOf, loadedBy } from '../loadedModules.ts';

/** Each takes longer to load than most answers take. */
const HEAVY =
  /node_modules\/(zod|jsonc-parser|commander)\/|^node:(crypto|child_process|worker_threads|zlib|net|fs\/promises|readline)$/;
/** What makes a ledger, what is only shown of one, and what is said where a run may not simply go on. */
const SELDOM =
  /ledger\/(migrations|ledger|guardLedger|statusLedger|wallet\/walletHistory|usage\/runHistory)\.ts$|hooks\/(answerPrompt|holdRequest|hookText)\.ts$|core\/format\.ts$/;

describe('what a hook loads before it knows what is asked', () => {
  it('is none of what few answers need', async () => {
    const reached = await loadedBy('cli/hookMain.ts');
    assert.ok(reached.size > 100, 'all imports are followed');
    assert.deepEqual(
      [...reached]
        .filter(([file]) => HEAVY.test(file) || SELDOM.test(file))
        .map(([file, from]) => `${from} loads ${file}`),
      [],
    );
  });

  it('is no more of the library of schemas than is used', async () => {
    const { outputs } = await bundleOf('cli/hookMain.ts');
    const bundled = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
    const unused = /zod\/v4\/(classic|locales\/(?!en\.|index\.)|core\/json-schema-)/;
    assert.deepEqual(
      bundled.filter(([file, { bytesInOutput }]) => unused.test(file) && bytesInOutput > 0).map(([file]) => file),
      [],
    );
  });
});
