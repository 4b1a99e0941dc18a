import assert from 'node:assert/strict';

import { shortPath } from '../../../src/host/shortPath.ts';

describe('a path as people write it', () => {
  const cases = [
    ['/home/me', '~'],
    ['/home/me/src/api', '~/src/api'],
    ['/home/me2/src', '/home/me2/src'],
    ['/srv/home/me/src', '/srv/home/me/src'],
    ['/', '/'],
  ] as const;
  for (const [path, expected] of cases) {
    it(`${path} is ${expected}`, () => assert.equal(shortPath(path, '/home/me'), expected));
  }
});
