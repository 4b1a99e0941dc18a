import assert from 'node:assert/strict';

import { isHostMessage, readSavedSidebar, readSavedView } from '../../../src/panel/savedView.ts';

describe('a saved view', () => {
  const view = { version: '1.2.0', tab: 'runs', state: { title: 'Codex Guardrails' } };

  it('is taken up by the version that saved it', () => assert.deepEqual(readSavedView(view, '1.2.0'), view));

  for (const [name, raw] of [
    ['nothing', undefined],
    ['something else', 'now'],
    ['one of another version', { ...view, version: '1.1.0' }],
    ['one without a state', { ...view, state: undefined }],
    ['one with a tab that is no more', { ...view, tab: 'ledger' }],
  ] as const) {
    it(`is not made of ${name}`, () => assert.equal(readSavedView(raw, '1.2.0'), undefined));
  }
});

describe('a saved sidebar', () => {
  const sidebar = { version: '1.2.0', foldedParts: ['today'], state: { title: 'Codex Guardrails' } };

  it('is taken up by the version that saved it, and by no other', () => {
    assert.deepEqual(readSavedSidebar(sidebar, '1.2.0'), sidebar);
    assert.equal(readSavedSidebar(sidebar, '1.3.0'), undefined);
  });

  it('is not made of a panel', () =>
    assert.equal(readSavedSidebar({ version: '1.2.0', tab: 'now', state: {} }, '1.2.0'), undefined));
});

describe('a message to the panel', () => {
  for (const [data, isOurs] of [
    [{ kind: 'state', state: {} }, true],
    [{ kind: 'state' }, false],
    [{ kind: 'other', state: {} }, false],
    [{ kind: 'runPage', page: {} }, true],
    [{ kind: 'titles' }, false],
    [{ kind: 'showTab', tab: 'wallet' }, true],
    [{ kind: 'showTab', tab: 'ledger' }, false],
    [null, false],
    ['state', false],
  ] as const) {
    it(`${JSON.stringify(data)} is ${isOurs ? 'ours' : 'not ours'}`, () => assert.equal(isHostMessage(data), isOurs));
  }
});
