import assert from 'node:assert/strict';

import { readThreads } from '../../src/codex/appServer/threadList.ts';
import { askCodex } from '../support/codex/askCodex.ts';
import { type CodexFixture, createCodexFixture } from '../support/codex/codexFixture.ts';
import { startRealRun } from '../support/codex/guardedTurn.ts';
import { TuiAtTerminal, canMakeTerminal } from '../support/codex/terminal.ts';

describe('the threads that can be gone on with, as the real Codex knows them', function () {
  this.timeout(60_000);

  let codex: CodexFixture;
  beforeEach(async () => {
    codex = await createCodexFixture();
  });
  afterEach(() => codex.dispose());

  const threadsIn = (folder: string) => askCodex(codex, (client) => readThreads(client, folder));

  it('are those of the folder, the newest first, by what they began with', async () => {
    const { threadId: first } = await codex.runCodex(['Add   audit\nlogging']);
    const { threadId: second } = await codex.runCodex(['Write a changelog']);
    const threads = await threadsIn(codex.workspace);
    assert.deepEqual(
      threads.map(({ threadId, title }) => [threadId, title]),
      [
        [second, 'Write a changelog'],
        [first, 'Add audit logging'],
      ],
    );
    assert.ok(threads.every(({ updatedAtMs }) => Math.abs(Date.now() - updatedAtMs) < 60_000));
    assert.deepEqual(await threadsIn(codex.root), []);
  });

  it('show in Codex’s own interface what a run of ours has said', async function () {
    if (!canMakeTerminal()) {
      this.skip();
    }
    codex.backend.play('two', [{ kind: 'message', text: 'All invoices are renamed.' }]);
    const { run } = await startRealRun(codex, 'two', undefined);
    const { threadId } = await run.settled;
    run.dispose();
    const tui = new TuiAtTerminal(codex, ['resume', threadId]);
    await tui.shows('All invoices are renamed.');
  });
});
