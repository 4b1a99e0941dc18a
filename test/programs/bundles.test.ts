import assert from 'node:assert/strict';

import { AT_START, AT_START_LIMIT_KB, BUNDLE_LIMITS_KB, bundleSizeKb } from '../support/bundles/limits.ts';

describe('the size of a bundle', () => {
  for (const [name, limitKb] of Object.entries(BUNDLE_LIMITS_KB)) {
    it(`${name} is no larger than ${limitKb} kB`, () =>
      assert.ok(bundleSizeKb(name) <= limitKb, `${bundleSizeKb(name)}`));
  }

  it(`what a window loads when it opens is no larger than ${AT_START_LIMIT_KB} kB`, () => {
    const sizesKb = AT_START.map(bundleSizeKb);
    const totalKb = sizesKb.reduce((sum, size) => sum + size, 0);
    assert.ok(totalKb <= AT_START_LIMIT_KB, sizesKb.join());
  });
});
