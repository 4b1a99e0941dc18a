import assert from 'node:assert/strict';

import { Emitter } from '../../../../src/base/emitter.ts';
import type { AppServerClient } from '../../../../src/codex/appServer/appServerClient.ts';
import type { AppServerNotification } from '../../../../src/codex/appServer/notifications.ts';
import type { AskingTurn } from '../../../../src/codex/appServer/askingTurn.ts';
import type { RequestGate } from '../../../../src/codex/appServer/requestGate.ts';
import type { ToldResponse } from '../../../../src/codex/hooks/toldResponse.ts';
import { TurnEvents } from '../../../../src/codex/appServer/turnEvents.ts';
import { TurnGate } from '../../../../src/codex/appServer/turnGate.ts';
import { silentLog } from '../../../support/silentLog.ts';
import { tokens } from '../../make.ts';

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const told = (input: number, threadId = 'root'): ToldResponse => {
  return { threadId, usage: tokens(input, 0, 0), model: 'gpt-5.5' };
};
const waits = { kind: 'requestWaits', threadId: 'root', turnId: 'turn-1' } as const;

/** A turn whose guard before has left these responses, read and not, and these requests at the gate. */
function leftTurn(seen: readonly ToldResponse[], unread: readonly ToldResponse[], atGate: readonly AskingTurn[]) {
  const notifications = new Emitter<AppServerNotification>(() => undefined);
  const passes: string[] = [];
  const server = { isEnded: false };
  const requestGate = {
    seen: () => Promise.resolve(seen),
    takeTold: () => Promise.resolve(unread),
    waiting: () => Promise.resolve(atGate),
    pass: (turnId: string) => Promise.resolve(void passes.push(turnId)),
    takeBack: () => Promise.resolve(false),
  } as unknown as RequestGate;
  const client = {
    onNotification: notifications.event,
    onDidExit: () => ({ dispose: () => undefined }),
    request: () => Promise.reject(new Error('not asked')),
    dispose: () => {
      server.isEnded = true;
    },
  } as unknown as AppServerClient;
  const turnGate = new TurnGate(requestGate, silentLog, (error) => assert.ifError(error));
  const events = new TurnEvents(client, { turnGate, requestGate }, silentLog);
  const uses: (readonly [string, number])[] = [];
  events.uses.event(({ threadId, usage }) => uses.push([threadId, usage.inputTokens]));
  const goOn = (meanwhile: readonly AppServerNotification[] = [], agents: Readonly<Record<string, string>> = {}) =>
    events.goOn(() => {
      events.expectRoot('root', 'gpt-5.5');
      for (const [threadId, parentThreadId] of Object.entries(agents)) {
        events.expectAgent({ threadId, model: 'gpt-5.5', parentThreadId });
        events.learnState({ threadId, turnId: `of ${threadId}`, status: 'inProgress', errorMessage: undefined });
      }
      meanwhile.forEach((each) => {
        notifications.fire(each);
      });
      return Promise.resolve();
    });
  return { events, turnGate, goOn, uses, passes, server, say: notifications };
}

describe('a turn that another guard has begun', () => {
  const own: AskingTurn = { turnId: 'turn-1', agentId: undefined };

  it('tells anew what its responses used, in the order of reading, by their threads', async () => {
    const { goOn, uses } = leftTurn([told(1), told(2, 'child')], [told(3)], []);
    await goOn();
    assert.deepEqual(uses, [
      ['root', 1],
      ['child', 2],
      ['root', 3],
    ]);
  });

  it('has the requests wait that nobody was told of', async () => {
    const { goOn, turnGate } = leftTurn([], [], [own, { turnId: 'turn-2', agentId: 'child' }]);
    await goOn();
    assert.equal(turnGate.waiting, 2);
  });

  it('lets a request pass once that is told of late, and found there as well', async () => {
    const { goOn, turnGate, events, passes } = leftTurn([], [], [own]);
    await goOn([waits]);
    assert.equal(turnGate.waiting, 1);
    turnGate.pass(9);
    await events.findWaiting();
    turnGate.pass(9);
    await settle();
    assert.deepEqual(passes, ['turn-1']);
  });

  it('finds no request of a turn that Codex tells of, so that it has no pass to spare', async () => {
    const { goOn, turnGate, events, say } = leftTurn([], [], [own]);
    await goOn();
    turnGate.pass(9);
    turnGate.end('turn-1');
    say.fire(waits);
    await settle();
    turnGate.pass(9);
    turnGate.end('turn-1');
    await events.findWaiting();
    assert.equal(turnGate.waiting, 0);
  });

  describe('with subagents, of which one may be at work', () => {
    const at = (agentId: string): AskingTurn => ({ turnId: `of ${agentId}`, agentId });
    /** Which requests are let pass at once, of what waits at the gate. */
    async function passed(
      agents: Readonly<Record<string, string>>,
      atGate: readonly string[],
      used: readonly string[],
    ): Promise<readonly string[]> {
      const { goOn, turnGate, passes } = leftTurn(
        used.map((threadId) => told(1, threadId)),
        [],
        atGate.map(at),
      );
      await goOn([], agents);
      turnGate.limitSubagents(1);
      turnGate.pass(9);
      await settle();
      return passes;
    }

    it('lets the one go on that has begun, and none begin beside it', async () =>
      assert.deepEqual(await passed({ a: 'root', b: 'root' }, ['b', 'a'], ['a']), ['of a']));

    it('lets none begin beside one whose request is under way', async () =>
      assert.deepEqual(await passed({ a: 'root', b: 'root' }, ['b'], []), []));

    it('lets one begin where none has', async () =>
      assert.deepEqual(await passed({ a: 'root', b: 'root' }, ['b', 'a'], []), ['of b']));

    it('lets the subagent of one begin that may wait for it', async () =>
      assert.deepEqual(await passed({ a: 'root', b: 'a' }, ['b'], ['a']), ['of b']));
  });

  it('is ended where what a response used cannot be counted, so that it does not go on spending unseen', async () => {
    const { goOn, events, say, server } = leftTurn([], [], []);
    await goOn();
    events.uses.event(() => {
      throw new Error('not to be counted');
    });
    const end = events.endOf('turn-1');
    say.fire({ kind: 'tokenUsage', threadId: 'root', turnId: 'turn-1', total: tokens(9, 0, 0), last: tokens(9, 0, 0) });
    assert.deepEqual([await end, server.isEnded], [{ status: 'failed', errorMessage: 'the run was given up' }, true]);
  });

  it('has ended where Codex says so, whoever was there to hear it', async () => {
    const { goOn, events } = leftTurn([], [], []);
    await goOn();
    events.learnState({ threadId: 'root', turnId: 'turn-1', status: 'completed', errorMessage: undefined });
    assert.deepEqual(await events.endOf('turn-1'), { status: 'completed', errorMessage: undefined });
  });
});
