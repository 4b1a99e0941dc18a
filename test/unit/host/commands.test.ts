import assert from 'node:assert/strict';

import { GuardError } from '../../../src/base/errors.ts';
import { silentLog } from '../../support/silentLog.ts';
import { type FakeVsCode, openFakeWindow } from './fakeVsCode.ts';

describe('a command that fails', () => {
  let window: FakeVsCode;

  beforeEach(() => {
    window = openFakeWindow();
  });

  async function fail(error: Error): Promise<void> {
    const { runCommand } = await import('../../../src/host/commands.ts');
    await runCommand('runTask', () => Promise.reject(error), silentLog);
  }

  it('says what happened, and leads to the log', async () => {
    window.answer = 'Show Log';
    await fail(new GuardError('ledger.locked', 'the ledger is locked'));
    assert.deepEqual(window.said, [{ text: 'The ledger is locked.', answers: ['Show Log'] }]);
    assert.deepEqual(window.executed, ['codexGuardrails.showLog']);
  });

  it('leads to the setting where Codex is not found', async () => {
    window.answer = 'Choose Codex…';
    await fail(new GuardError('codex.notFound', 'there is no codex'));
    assert.deepEqual(window.said, [{ text: 'There is no codex.', answers: ['Choose Codex…', 'Show Log'] }]);
    assert.deepEqual(window.executed, ['codexGuardrails.chooseCodex']);
  });

  it('does nothing more where it is put away', async () => {
    await fail(new Error('nobody expected this'));
    assert.deepEqual(window.said[0]?.text, 'Something unexpected happened. The log tells more.');
    assert.deepEqual(window.executed, []);
  });
});
