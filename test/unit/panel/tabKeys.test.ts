import assert from 'node:assert/strict';

import {
  heldRunAnswer,
  isTableKey,
  tabByArrow,
  tabByNumber,
  type PressedKey,
} from '../../../src/panel/components/tabKeys.ts';
import type { PanelMessage } from '../../../src/panel/messageProtocol.ts';

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

describe('keys that answer a held run', () => {
  const runOf = (runId: string, state: 'held' | 'running' = 'held') => {
    const messages: readonly PanelMessage[] = [
      { kind: 'answerHold', runId, answer: 'raise' },
      { kind: 'answerHold', runId, answer: 'uncap' },
      { kind: 'stopRun', runId },
    ];
    return { runId, state, actions: messages.map((message) => ({ label: '', isPrimary: false, message })) };
  };
  const answer = (code: string, runs: readonly ReturnType<typeof runOf>[], focusedId?: string, change = {}) =>
    heldRunAnswer(press({ code, altKey: true, ...change }), runs, focusedId);

  it('raise, finish without cap, and stop the only one', () => {
    const runs = [runOf('a', 'running'), runOf('b')];
    assert.deepEqual(
      ['KeyR', 'KeyF', 'KeyS', 'KeyX'].map((code) => answer(code, runs)),
      [
        { kind: 'answerHold', runId: 'b', answer: 'raise' },
        { kind: 'answerHold', runId: 'b', answer: 'uncap' },
        { kind: 'stopRun', runId: 'b' },
        undefined,
      ],
    );
  });

  it('answer of several the one that has the focus, and none where none has', () => {
    const runs = [runOf('a'), runOf('b')];
    assert.deepEqual(answer('KeyS', runs, 'a'), { kind: 'stopRun', runId: 'a' });
    assert.equal(answer('KeyS', runs), undefined);
  });

  it('never stop a run that goes on', () => assert.equal(answer('KeyS', [runOf('a', 'running')], 'a'), undefined));

  it('are nothing without Alt, or with more than Alt', () => {
    assert.equal(answer('KeyF', [runOf('a')], 'a', { altKey: false }), undefined);
    assert.equal(answer('KeyF', [runOf('a')], 'a', { ctrlKey: true }), undefined);
  });

  it('offer no more than the buttons do', () => {
    const stopOnly = { ...runOf('a'), actions: runOf('a').actions.slice(2) };
    assert.equal(answer('KeyF', [stopOnly]), undefined);
  });
});
