import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

import { GuardError } from '../../../../src/base/errors.ts';
import type { Log } from '../../../../src/base/log.ts';
import { AppServerClient } from '../../../../src/codex/appServer/appServerClient.ts';
import { startAppServer } from '../../../../src/codex/appServer/appServerProcess.ts';
import { startInWorker } from '../../../../src/codex/appServer/startInWorker.ts';
import { temporaryFolder } from '../../temporary.ts';
import { type FakeScript, installFakeAppServer } from '../fakeAppServer.ts';

const SCRIPT = fileURLToPath(new URL('../../../../src/codex/appServerWorker.ts', import.meta.url));
const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

for (const [where, startProcess] of [
  ['this thread', startAppServer],
  ['a thread of its own', startInWorker(SCRIPT)],
] as const) {
  describe(`an app-server started from ${where}`, () => {
    const folder = temporaryFolder();
    const start = (codexPath: string): Promise<AppServerClient> =>
      AppServerClient.start({ codexPath, cwd: folder(), env: process.env, log: silent, startProcess });
    const startFake = (script: FakeScript): Promise<AppServerClient> => {
      installFakeAppServer(folder('codex'), script);
      return start(folder('codex'));
    };
    const ended = (client: AppServerClient): Promise<GuardError> =>
      new Promise((resolve) => void client.onDidExit(resolve));

    it('answers, tells, and ends when it is let go', async () => {
      const client = await startFake({ says: [{ method: 'thread/closed', params: {} }] });
      const answer = await client.request('turn/start', {}, z.object({ turn: z.object({ id: z.string() }) }));
      assert.deepEqual(answer, { turn: { id: 'turn-1' } });
      const end = ended(client);
      client.dispose();
      assert.match((await end).message, /^codex app-server ended with code 0/);
      assert.ok(client.hasEnded);
    });

    it('leaves its last words', async () => {
      const client = await startFake({ lastWords: 'Error: out of paper' });
      const end = ended(client);
      await client.request('turn/start', {}, z.unknown());
      assert.equal((await end).message, 'codex app-server ended with code 7: Error: out of paper');
      await assert.rejects(client.request('turn/start', {}, z.unknown()), /out of paper/);
    });

    it('that cannot be started says why', async () => {
      await assert.rejects(start(folder('missing')), (error) => {
        assert.ok(GuardError.is(error, 'codex.exited'));
        assert.match(error.message, /^codex could not be started: .*ENOENT/);
        return true;
      });
    });
  });
}
