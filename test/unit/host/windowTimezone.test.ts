import assert from 'node:assert/strict';

import { windowTimezone } from '../../../src/host/windowTimezone.ts';

describe('the time zone of a window', () => {
  it('is that of its process', async () => {
    assert.equal(await windowTimezone(), Intl.DateTimeFormat().resolvedOptions().timeZone);
  });
});
