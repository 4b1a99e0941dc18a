import assert from 'node:assert/strict';

import { GuardError } from '../../../../src/base/errors.ts';
import type { Composer } from '../../../../src/host/panel/composer.ts';
import type { RunTaskParts } from '../../../../src/host/runs/runTaskParts.ts';
import { silentLog } from '../../../support/silentLog.ts';
import { card, wallet } from '../../make.ts';
import { type FakeVsCode, openFakeWindow } from '../fakeVsCode.ts';
import { tools } from '../views.ts';

describe('the composer where no run can start', () => {
  let window: FakeVsCode;
  let composer: Composer;

  beforeEach(async () => {
    window = openFakeWindow();
    const missing = new GuardError('codex.notFound', 'there is no codex', { remedy: 'Install it.' });
    const codex = { models: () => Promise.reject(missing) };
    const parts = { codex, card, wallet: { state: wallet() }, log: silentLog } as unknown as RunTaskParts;
    const module = await import('../../../../src/host/panel/composer.ts');
    composer = new module.Composer(parts, tools);
  });
  afterEach(() => {
    composer.dispose();
  });

  /** What it says after its next change. */
  async function noteAfter(change: () => void): Promise<string> {
    const changed = new Promise<void>((resolve) => void composer.onDidChange(() => resolve()));
    change();
    await changed;
    return composer.view.note;
  }

  it('says that Codex is missing, and what to do', async () =>
    assert.equal(
      await noteAfter(() => composer.refresh()),
      'What Codex offers cannot be read: there is no codex. Install it.',
    ));

  it('says that the workspace is not trusted, as long as it is not', async () => {
    window.workspace.isTrusted = false;
    assert.equal(
      await noteAfter(() => composer.refresh()),
      'This workspace is not trusted, so no task is run in it. Trust the workspace first.',
    );
    assert.match(await noteAfter(() => window.trust()), /^What Codex offers/);
  });
});
