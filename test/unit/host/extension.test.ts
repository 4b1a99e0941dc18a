import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

describe('the entry of the extension', () => {
  it('loads nothing at once but what it needs to load the rest in turns', () => {
    const source = readFileSync(new URL('../../../src/extension.ts', import.meta.url), 'utf8');
    const loaded = [...source.matchAll(/^import (?!type ).*? from '(.*?)'/gm)].map(([, name]) => name);
    assert.deepEqual(loaded, ['../media/rate-card.json', './base/timers.ts']);
  });
});
