import assert from 'node:assert/strict';

import { GuardError } from '../../../../src/base/errors.ts';
import { Emitter } from '../../../../src/base/emitter.ts';
import type { LeftHold } from '../../../../src/core/decisions/hold.ts';
import type { GuardState } from '../../../../src/host/hooks/guardState.ts';
import type { RunTaskParts } from '../../../../src/host/runs/runTaskParts.ts';
import { silentLog } from '../../../support/silentLog.ts';
import { type FakeVsCode, openFakeWindow } from '../fakeVsCode.ts';
import { guardState, leftHold, usageModel } from '../views.ts';

const HOLD = leftHold({ cwd: '/work' });

describe('where no run may start', () => {
  let window: FakeVsCode;

  beforeEach(() => {
    window = openFakeWindow();
  });

  /** Parts of which none is to be touched, but for these. */
  const parts = (change: Partial<RunTaskParts> = {}): RunTaskParts =>
    new Proxy(change as RunTaskParts, {
      get: (target, name) => {
        assert.ok(name in target, `${String(name)} is not to be asked`);
        return target[name as keyof RunTaskParts];
      },
    });

  it('a held run does not go on in a workspace that is not trusted', async () => {
    window.workspace.isTrusted = false;
    const { continueTask } = await import('../../../../src/host/runs/runTask.ts');
    await assert.rejects(continueTask(parts(), HOLD), /not trusted/);
  });

  it('nobody is asked about a held run before the workspace is trusted, and then once', async () => {
    window.workspace.isTrusted = false;
    const { promptForLeftHolds } = await import('../../../../src/host/runs/leftHolds.ts');
    const changes = new Emitter<GuardState>((error) => assert.fail(String(error)));
    const asked: LeftHold[] = [];
    const ask = (hold: LeftHold): Promise<void> => Promise.resolve(void asked.push(hold));
    promptForLeftHolds({ onDidChange: changes.event }, ask, silentLog);
    const state = guardState({ usage: usageModel({ leftHolds: [HOLD] }) });
    changes.fire(state);
    assert.deepEqual(asked, []);
    window.workspace.isTrusted = true;
    changes.fire(state);
    changes.fire(state);
    assert.deepEqual(asked, [HOLD]);
  });

  it('nobody writes a task where there is no Codex', async () => {
    const { runTask } = await import('../../../../src/host/runs/runTask.ts');
    const missing = new GuardError('codex.notFound', 'there is no codex');
    const codex = { appServerOptions: () => Promise.reject(missing) } as unknown as RunTaskParts['codex'];
    await assert.rejects(runTask(parts({ codex })), missing);
  });
});
