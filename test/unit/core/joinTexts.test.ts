import assert from 'node:assert/strict';

import { inEnglish, plural, type Translate } from '../../../src/base/translate.ts';
import { listed, sentences } from '../../../src/core/joinTexts.ts';

describe('sentences', () => {
  for (const [parts, told] of [
    [['Held.', 'It goes on.'], 'Held. It goes on.'],
    [['停止しました。', '続行できます。'], '停止しました。続行できます。'],
    [['', undefined, 'Held.', ''], 'Held.'],
    [[undefined], ''],
  ] as const) {
    it(`${JSON.stringify(parts)} become “${told}”`, () => assert.equal(sentences(...parts), told));
  }
});

describe('a list', () => {
  const inJapanese: Translate = (_, ...values) => values.join('、');
  for (const [items, told] of [
    [['gpt-5.5', 'high', 'fast'], 'gpt-5.5, high, fast'],
    [['gpt-5.5', ''], 'gpt-5.5'],
    [[], ''],
  ] as const) {
    it(`${JSON.stringify(items)} becomes “${told}”`, () => assert.equal(listed(items, inEnglish), told));
  }

  it('is parted as the language does it', () => assert.equal(listed(['a', 'b', 'c'], inJapanese), 'a、b、c'));
});

describe('a plural', () => {
  for (const [count, text] of [
    [0, 'runs'],
    [1, 'run'],
    [2, 'runs'],
  ] as const) {
    it(`of ${count}`, () => assert.equal(plural(count, 'run', 'runs'), text));
  }
});
