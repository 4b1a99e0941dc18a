import assert from 'node:assert/strict';

import { HOUR_MS, NOW_MS, credits, event, eventOfCredits, tokens } from '../make.ts';
import { CHECKPOINT, FOREVER, HOME, batch, ledgerFixture, requests } from './openLedger.ts';

describe('usage in the ledger', () => {
  const { open } = ledgerFixture();

  it('is appended, and how much of it is new is told', () =>
    assert.equal(open().writer.append([batch(requests(3))]).added, 3));

  it('is not appended twice', () => {
    const { writer } = open();
    writer.append([batch(requests(3))]);
    assert.equal(writer.append([batch(requests(5))]).added, 2);
  });

  it('is not counted twice when its rollout was moved', () => {
    const ledger = open();
    ledger.writer.append([
      batch(requests(2)),
      batch(requests(2), { path: `${HOME}/archived_sessions/thread-1.jsonl` }),
    ]);
    assert.equal(ledger.report('day', ...FOREVER).totals.requests, 2);
  });

  it('of two threads may have the same response, as in a fork', () => {
    const ledger = open();
    ledger.writer.append([batch(requests(1)), batch(requests(1, { threadId: 'thread-2' }))]);
    assert.equal(ledger.report('day', ...FOREVER).totals.requests, 2);
  });

  it('is read back as it was written', () => {
    const ledger = open();
    const written = event({
      tier: 'fast',
      usage: { ...tokens(100, 40, 9), cacheWriteInputTokens: 5, reasoningOutputTokens: 3 },
    });
    ledger.writer.append([batch([written])]);
    assert.deepEqual(ledger.lastOfThread('thread-1'), written);
  });

  it('that was not recorded is unknown when read back', () => {
    const ledger = open();
    const written = event({
      model: undefined,
      effort: undefined,
      cwd: undefined,
      workspace: undefined,
    });
    ledger.writer.append([batch([written])]);
    assert.deepEqual(ledger.lastOfThread('thread-1'), written);
  });

  it('is still there when the ledger is opened again', () => {
    open().writer.append([batch(requests(3))]);
    assert.equal(open().report('day', ...FOREVER).totals.requests, 3);
  });

  it('is reported from an instant until, but not including, another', () => {
    const ledger = open();
    const instants = [NOW_MS - 1, NOW_MS, NOW_MS + HOUR_MS - 1, NOW_MS + HOUR_MS];
    ledger.writer.append([
      batch(instants.map((occurredAtMs) => event({ occurredAtMs, responseId: `r${occurredAtMs}` }))),
    ]);
    assert.equal(ledger.report('day', NOW_MS, NOW_MS + HOUR_MS, 'UTC').totals.requests, 2);
  });

  it('of a thread that lacks something is reported as incomplete', () => {
    const ledger = open();
    const whole = batch(requests(1));
    ledger.writer.append([{ ...whole, thread: whole.thread && { ...whole.thread, isIncomplete: true } }]);
    assert.deepEqual(
      [ledger.report('day', ...FOREVER).totals.isIncomplete, ledger.coverage().incompleteThreads],
      [true, 1],
    );
  });
});

describe('the place a rollout was read up to', () => {
  const { open } = ledgerFixture();
  const checkpoint = { ...CHECKPOINT, offsetBytes: 4711, malformedLines: 2, decoderState: '{"a":1}' };
  const path = `${HOME}/sessions/thread-1.jsonl`;

  it('is remembered with what was read', () => {
    const { writer } = open();
    writer.append([batch(requests(1), { checkpoint })]);
    assert.deepEqual(writer.checkpoints.get(path), checkpoint);
  });

  it('moves on', () => {
    const { writer } = open();
    writer.append([batch(requests(1))]);
    writer.append([batch([], { checkpoint })]);
    assert.deepEqual(writer.checkpoints.get(path), checkpoint);
  });

  it('is that of its own home', () => {
    const { writer } = open();
    writer.append([batch(requests(1))]);
    assert.equal(writer.checkpoints.stamps('/elsewhere').size, 0);
  });

  // More cached than input is what the schema itself refuses.
  const impossible = event({ responseId: 'bad', usage: tokens(1, 2, 0) });

  it('is not moved where one of the requests cannot be written, and none of them is', () => {
    const ledger = open();
    assert.throws(() => ledger.writer.append([batch([...requests(2), impossible], { checkpoint })]));
    assert.deepEqual(
      [ledger.writer.checkpoints.stamps(HOME).size, ledger.report('day', ...FOREVER).totals.requests],
      [0, 0],
    );
  });

  it('is not moved for the rollouts written in the same go either', () => {
    const ledger = open();
    const good = batch(requests(2, { threadId: 'thread-2' }), { checkpoint });
    assert.throws(() => ledger.writer.append([good, batch([impossible])]));
    assert.equal(ledger.writer.checkpoints.stamps(HOME).size, 0);
  });

  it('can be moved after a failure', () => {
    const { writer } = open();
    assert.throws(() => writer.append([batch([impossible])]));
    assert.equal(writer.append([batch(requests(2))]).added, 2);
  });
});

describe('runs in the ledger', () => {
  const { open } = ledgerFixture();
  const inRun = (runId: string, hoursAgo: number, amount = 1) =>
    eventOfCredits(amount, { runId, responseId: `${runId}-${hoursAgo}`, occurredAtMs: NOW_MS - hoursAgo * HOUR_MS });

  it('are the latest, newest first', () => {
    const ledger = open();
    ledger.writer.append([batch([inRun('a', 9), inRun('b', 5), inRun('c', 1)])]);
    assert.deepEqual(
      ledger.latestRuns(2).map(({ runId }) => runId),
      ['c', 'b'],
    );
  });

  it('are told with all their requests, however old', () => {
    const ledger = open();
    ledger.writer.append([batch([inRun('a', 90, 2), inRun('b', 5), inRun('a', 1, 3)])]);
    assert.equal(ledger.latestRuns(1)[0]?.credits, credits(5));
  });

  it('that nothing was read of are not known', () => assert.equal(open().run('a'), undefined));
});

describe('a request that is read again by somebody who knows better', () => {
  const { open } = ledgerFixture();

  it('has what it ran in corrected, in every sum', () => {
    const ledger = open();
    ledger.writer.append([batch([event(), event({ responseId: 'resp-2' })])]);
    assert.deepEqual(
      ledger.report('model', ...FOREVER).rows.map(({ key }) => key),
      ['gpt-5.5'],
    );
    ledger.writer.append([batch([event({ model: 'gpt-6.1-sol', account: 'acct-1' })])]);
    const { rows, totals } = ledger.report('model', ...FOREVER);
    assert.deepEqual(
      rows.map(({ key, requests }) => [key, requests]),
      [
        ['gpt-5.5', 1],
        ['gpt-6.1-sol', 1],
      ],
    );
    assert.equal(totals.requests, 2);
  });
});
