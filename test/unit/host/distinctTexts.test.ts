import assert from 'node:assert/strict';

import { DistinctTexts } from '../../../src/host/distinctTexts.ts';

describe('texts that are there at the same time', () => {
  it('are told apart by a number, which is free again when its text has gone', () => {
    const texts = new DistinctTexts();
    const [, second, third] = [texts.take('Held'), texts.take('Held'), texts.take('Held')];
    assert.deepEqual([second.text, third.text], ['Held (2)', 'Held (3)']);
    second.dispose();
    third.dispose();
    assert.deepEqual([texts.take('Held').text, texts.take('Done').text], ['Held (2)', 'Done']);
  });

  it('are not given back twice', () => {
    const texts = new DistinctTexts();
    const first = texts.take('Held');
    first.dispose();
    texts.take('Held');
    first.dispose();
    assert.equal(texts.take('Held').text, 'Held (2)');
  });
});
