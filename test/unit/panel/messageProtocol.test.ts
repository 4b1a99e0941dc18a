import assert from 'node:assert/strict';

import { panelMessage } from '../../../src/panel/messageProtocol.ts';

describe('what a page says', () => {
  const known: readonly object[] = [
    { kind: 'ready' },
    { kind: 'openRun', runId: 'turn-1' },
    { kind: 'answerHold', runId: 'turn-1', answer: 'raise' },
    { kind: 'exportTable', table: { name: 'runs', columns: ['run'], rows: [['a']] } },
  ];
  for (const message of known) {
    const text = JSON.stringify(message);
    it(`is ${text}`, () => assert.deepEqual(panelMessage.parse(message), message));

    it(`is nothing with one key more than ${text}`, () =>
      assert.equal(panelMessage.safeParse({ ...message, command: 'workbench.action.terminal.new' }).success, false));
  }

  it('is nothing of a kind that is not known', () =>
    assert.equal(panelMessage.safeParse({ kind: 'runCommand' }).success, false));
});
