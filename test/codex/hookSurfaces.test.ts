import assert from 'node:assert/strict';
import * as z from 'zod';

import { AppServerClient } from '../../src/codex/appServer/appServerClient.ts';
import type { AppServerNotification } from '../../src/codex/appServer/notifications.ts';
import { overControlSocket } from '../../src/codex/appServer/controlSocket.ts';
import { startDaemon } from '../support/codex/appServer.ts';
import { ForeignClient } from '../support/codex/foreignClient.ts';
import { creditEach } from '../support/codex/guardedTurn.ts';
import { type HookedCodex, WATCHED, createHookedCodex } from '../support/codex/hookedCodex.ts';
import { silentLog } from '../support/silentLog.ts';
import { waitUntil } from '../support/codex/waitUntil.ts';

const started = z.object({ thread: z.object({ id: z.string() }) });
const begun = z.object({ turn: z.object({ id: z.string() }) });
const PATIENCE_MS = 20_000;

describe('a run in an app-server of others whose hooks we answer', function () {
  this.timeout(60_000);

  before(function () {
    if (process.platform === 'win32') {
      this.skip();
    }
  });

  let hooked: HookedCodex;
  let client: AppServerClient | undefined;
  let heard: AppServerNotification[];
  beforeEach(async () => {
    hooked = await createHookedCodex();
    heard = [];
    hooked.codex.backend.play('five', creditEach(5));
    await hooked.policy({ run: { capCredits: 2, onCap: 'stop' }, unknown: { balance: 'allow' } });
  });
  afterEach(async () => {
    client?.dispose();
    await hooked.codex.dispose();
  });

  /** Starts one that listens where the person's own does, and a client of it. */
  async function daemon(): Promise<AppServerClient> {
    const { codexPath, env, workspace: cwd } = hooked.codex;
    const socket = await startDaemon(hooked.codex, hooked.flags(WATCHED));
    return connect({ codexPath, env, cwd, log: silentLog, startProcess: overControlSocket(socket) });
  }

  async function connect(options: Parameters<typeof AppServerClient.start>[0]): Promise<AppServerClient> {
    client = await AppServerClient.start(options);
    client.onNotification((notification) => heard.push(notification));
    return client;
  }

  async function begin(on: AppServerClient, text: string): Promise<string> {
    const { workspace: cwd } = hooked.codex;
    const { thread } = await on.request(
      'thread/start',
      { cwd, sandbox: 'danger-full-access', approvalPolicy: 'never' },
      started,
    );
    await on.request('turn/start', { threadId: thread.id, input: [{ type: 'text', text }] }, begun);
    return thread.id;
  }

  const end = async (): Promise<string | undefined> => {
    const found = () => heard.find(({ kind }) => kind === 'turnCompleted');
    await waitUntil('the end of the turn', () => found() !== undefined, PATIENCE_MS);
    const last = found();
    return last?.kind === 'turnCompleted' ? last.status : undefined;
  };

  it('is interrupted at its cap by way of the socket where it takes other clients', async () => {
    await begin(await daemon(), 'five');
    assert.deepEqual([await end(), hooked.requests()], ['interrupted', 2]);
    assert.equal((await hooked.audit())[0]?.run?.status, 'capped');
  });

  describe('that speaks with its owner alone', () => {
    let foreign: ForeignClient;
    beforeEach(async () => {
      foreign = await ForeignClient.start(hooked.codex, hooked.flags(WATCHED));
    });

    it('is let pass with a warning, and refused with the reason where the policy denies it', async () => {
      hooked.codex.backend.play('one', creditEach(1));
      await hooked.policy({});
      await foreign.say('one');
      await foreign.ended(1);
      assert.match(foreign.said('completed').join(), /^Codex Guardrails: .*likely cost .*The balance/);
      await hooked.policy({ models: { deny: ['gpt-5.5'] } });
      await foreign.say('one');
      assert.deepEqual([await foreign.ended(2), hooked.requests()], [['completed', 'completed'], 1]);
      assert.match(foreign.said('blocked').join(), /^Codex Guardrails: not started\. .*gpt-5\.5/);
      const rows = await hooked.audit();
      assert.deepEqual(
        rows.map(({ effect, surface, run }) => [effect, surface, run?.status]),
        [
          ['warn', 'other', 'completed'],
          ['deny', 'other', undefined],
        ],
      );
    });

    it('is held at its cap until its owner stops it, with what is said to it meanwhile; its next prompt is decided on anew', async () => {
      const { server, threadId } = foreign;
      const turnId = await foreign.say('five');
      // The prompt's own hook, and those of three requests.
      await foreign.called(4);
      const more = [{ type: 'text', text: 'go on' }];
      await server.request('turn/steer', { threadId, expectedTurnId: turnId, input: more });
      await server.request('turn/interrupt', { threadId, turnId });
      assert.deepEqual([await foreign.ended(1), hooked.requests()], [['interrupted'], 2]);

      await hooked.policy({ run: { confirmAboveCredits: 0 } });
      await foreign.say('five');
      await foreign.ended(2);
      assert.match(foreign.said('blocked').join(), /codex-guardrails approvals approve [a-z0-9]{6}”/);
      assert.equal(hooked.requests(), 2);
    });

    it('is not summed up while a budget is used up, and is once that is raised', async () => {
      const daily = (limitCredits: number) => ({
        budgets: [{ id: 'daily', period: 'day', limitCredits, mode: 'hard', scope: { kind: 'account' } }],
        ...{ unknown: { balance: 'allow' }, paidCredits: 'allow' },
      });
      hooked.codex.backend.play('one', creditEach(1));
      await hooked.policy(daily(1_000));
      await foreign.say('one');
      await foreign.ended(1);
      await hooked.policy(daily(1));
      await foreign.server.request('thread/compact/start', { threadId: foreign.threadId });
      await hooked.openQuestion();
      assert.equal(hooked.requests(), 1);
      await hooked.policy(daily(1_000));
      await hooked.codex.backend.waitForModelRequests(2);
    });
  });
});
