import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';

import { boundHookFailures } from '../../../src/ingest/hookFailures.ts';
import { temporaryFolder } from '../temporary.ts';

describe('the list of hooks that nothing answered', () => {
  const folder = temporaryFolder();

  const boundAt = (size: number): readonly string[] => {
    mkdirSync(folder('spool'), { recursive: true });
    writeFileSync(folder('spool', 'failures'), 'x'.repeat(size));
    boundHookFailures(folder('spool'));
    return readdirSync(folder('spool'));
  };

  it('does not grow for ever', () => {
    assert.deepEqual(boundAt(256 * 1024), ['failures']);
    for (let times = 0; times < 2; times += 1) {
      assert.deepEqual(boundAt(256 * 1024 + 1), ['failures.before']);
    }
  });

  it('need not be there', () => {
    boundHookFailures(folder('elsewhere'));
  });
});
