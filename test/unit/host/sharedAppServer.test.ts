import assert from 'node:assert/strict';

import type { AppServerClient } from '../../../src/codex/appServer/appServerClient.ts';
import { SharedAppServer } from '../../../src/host/sharedAppServer.ts';

/** An app-server, as far as it can be told apart, ended and disposed of. */
class FakeClient {
  readonly number: number;
  hasEnded = false;
  isDisposed = false;

  constructor(number: number) {
    this.number = number;
  }

  dispose(): void {
    this.isDisposed = true;
  }
}

const asFake = (client: AppServerClient): FakeClient => client as unknown as FakeClient;
const settled = () => new Promise(setImmediate);

describe('an app-server for many questions', () => {
  function shared(failing = 0) {
    const started: FakeClient[] = [];
    let failures = failing;
    const server = new SharedAppServer(() => {
      failures -= 1;
      if (failures >= 0) {
        return Promise.reject(new Error('no such program'));
      }
      const client = new FakeClient(started.length + 1);
      started.push(client);
      return Promise.resolve(client as unknown as AppServerClient);
    });
    const whoAnswers = () => server.ask((client) => Promise.resolve(asFake(client).number));
    return { server, started, whoAnswers };
  }

  it('is started once for all of them', async () => {
    const { whoAnswers, started } = shared();
    assert.deepEqual(await Promise.all([whoAnswers(), whoAnswers()]), [1, 1]);
    assert.deepEqual([await whoAnswers(), started[0]?.isDisposed], [1, false]);
  });

  it('is started anew where it has ended', async () => {
    const { whoAnswers, started } = shared();
    await whoAnswers();
    Object.assign(started[0] ?? {}, { hasEnded: true });
    assert.equal(await whoAnswers(), 2);
  });

  it('that could not be started is tried again by the next question', async () => {
    const { whoAnswers } = shared(1);
    await assert.rejects(whoAnswers(), /no such program/);
    assert.equal(await whoAnswers(), 1);
  });

  it('ends when it is let go, and the next question starts another', async () => {
    const { server, whoAnswers, started } = shared();
    await whoAnswers();
    server.letGo();
    assert.deepEqual([await whoAnswers(), started[0]?.isDisposed], [2, true]);
  });

  for (const [says, isStarting] of [
    ['is asked', false],
    ['is still being started for a question', true],
  ] as const) {
    it(`that is let go while it ${says} answers first, and then ends`, async () => {
      const { server, started } = shared();
      const answer = Promise.withResolvers<string>();
      const asking = server.ask(() => answer.promise);
      if (!isStarting) {
        await settled();
      }
      server.letGo();
      await settled();
      const wasDisposed = started[0]?.isDisposed;
      answer.resolve('12 credits');
      const answered = await asking;
      await settled();
      assert.deepEqual([wasDisposed, answered, started[0]?.isDisposed], [false, '12 credits', true]);
    });
  }

  it('ends at once when it is disposed of', async () => {
    const { server, started } = shared();
    void server.ask(() => new Promise(() => undefined));
    await settled();
    server.dispose();
    await settled();
    assert.equal(started[0]?.isDisposed, true);
  });
});
