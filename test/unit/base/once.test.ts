import assert from 'node:assert/strict';

import { loadedOnce } from '../../../src/base/once.ts';

describe('what is loaded when it is first needed', () => {
  it('is loaded once, also for those who ask meanwhile', async () => {
    let loads = 0;
    const load = loadedOnce(() => Promise.resolve((loads += 1)));
    assert.deepEqual([...(await Promise.all([load(), load()])), await load()], [1, 1, 1]);
  });

  it('is tried again where it could not be loaded, and all who waited for it hear of that', async () => {
    let loads = 0;
    const load = loadedOnce(async () => {
      loads += 1;
      await Promise.resolve();
      assert.ok(loads > 1, 'no disk');
      return loads;
    });
    const waiting = [load(), load()];
    assert.deepEqual(
      (await Promise.allSettled(waiting)).map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    assert.equal(await load(), 2);
  });
});
