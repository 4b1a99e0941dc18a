import assert from 'node:assert/strict';

import { isTableKey, tabByArrow, tabByNumber, type PressedKey } from '../../../src/panel/components/tabKeys.ts';

const press = (change: Partial<PressedKey>): PressedKey => ({
  key: '',
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...change,
});

describe('keys of the tabs', () => {
  for (const [from, key, to] of [
    ['now', 'ArrowRight', 'spend'],
    ['coverage', 'ArrowRight', 'now'],
    ['now', 'ArrowLeft', 'coverage'],
    ['runs', 'Home', 'now'],
    ['now', 'End', 'coverage'],
    ['now', 'x', undefined],
  ] as const) {
    it(`${key} leads from ${from} to ${to ?? 'nowhere'}`, () => assert.equal(tabByArrow(from, press({ key })), to));
  }

  for (const [name, change, to] of [
    ['Ctrl+1', { code: 'Digit1', ctrlKey: true }, 'now'],
    ['Cmd+7', { code: 'Digit7', metaKey: true }, 'coverage'],
    ['Ctrl+2 where digits need Shift', { key: 'é', code: 'Digit2', ctrlKey: true }, 'spend'],
    ['Ctrl+9', { code: 'Digit9', ctrlKey: true }, undefined],
    ['AltGr+2', { code: 'Digit2', ctrlKey: true, altKey: true }, undefined],
    ['2', { code: 'Digit2' }, undefined],
  ] as const) {
    it(`${name} leads to ${to ?? 'nowhere'}`, () => assert.equal(tabByNumber(press(change)), to));
  }

  it('Alt+T is for the table, also where it is another letter', () => {
    assert.ok(isTableKey(press({ key: '†', code: 'KeyT', altKey: true })));
    assert.ok(!isTableKey(press({ key: 't', code: 'KeyT' })));
    assert.ok(!isTableKey(press({ key: 't', code: 'KeyT', altKey: true, ctrlKey: true })));
  });
});
